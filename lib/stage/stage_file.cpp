// What is kept beside a patch: its slots and its MIDI map, and in a saved patch its present values, as text.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/stage_file.h"

#include "base/new_file.h"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

namespace latentjam::stage {
namespace {

void add_value(AtomList& line, const Value& value)
{
    if (!value.latent) {
        line.insert(line.end(), value.atoms.begin(), value.atoms.end());
        return;
    }
    const latent::Sequence& s = *value.latent;
    line.emplace_back("latent");
    for (const double number : {double(s.dims()), double(s.frames()), s.rate_hz()}) line.emplace_back(number);
    for (const float number : s.values()) line.emplace_back(static_cast<double>(number));
}

std::optional<Value> value_in(Atoms atoms)
{
    const auto dims = whole_at(atoms, 1), frames = whole_at(atoms, 2);
    if (atoms.empty() || atoms[0] != Atom("latent") || !dims || !frames)
        return Value{.atoms = {atoms.begin(), atoms.end()}};
    const auto rate_hz = number_at(atoms, 3);
    if (!latent::is_valid_size(*dims, *frames) || !rate_hz) return std::nullopt;
    auto content = std::make_shared<latent::Sequence>(*dims, *frames, *rate_hz);
    if (atoms.size() != 4 + content->values().size()) return std::nullopt;
    for (std::size_t i = 0; i < content->values().size(); ++i) {
        const auto number = number_at(atoms, 4 + i);
        if (!number) return std::nullopt;
        content->values()[i] = static_cast<float>(*number);
    }
    return Value{.latent = content};
}

bool take_slot(Kept& kept, std::array<State, Board::kSlots>& slots, Atoms line)
{
    const auto slot = whole_at(line, 1);
    if (!slot || *slot < 1 || *slot > Board::kSlots || line.size() < 3) return false;
    auto value = value_in(line.subspan(3));
    if (!value) return false;
    const auto index = static_cast<std::size_t>(*slot - 1);
    slots[index][text_of(line[2])] = *std::move(value);
    kept.slots[index] = std::make_shared<State>();  // filled when all lines are read
    return true;
}

bool take_midi(Kept& kept, Atoms line)
{
    if (line.size() == 3 && line[1] == Atom("none")) {
        kept.without.push_back(text_of(line[2]));
        return true;
    }
    const auto number = whole_at(line, 2), channel = whole_at(line, 3);
    const bool is_note = line.size() == 5 && line[1] == Atom("note");
    if (line.size() != 5 || !(is_note || line[1] == Atom("cc")) || !number || !channel) return false;
    if (*number < 0 || *number > 127 || *channel < 0) return false;
    kept.learnt.push_back({{is_note, *number, *channel}, text_of(line[4])});
    return true;
}

/// Numbers as short as they can be without loss, words as they are or in quotes.
std::string written(const Atom& atom)
{
    if (const auto* number = std::get_if<double>(&atom)) {
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, static_cast<float>(*number));
        return {text, end.ptr};
    }
    const std::string& word = std::get<std::string>(atom);
    double number = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_plain = !word.empty() && word.find_first_of(" \t\n\r\"\\#") == std::string::npos &&
                          (end.ec != std::errc() || end.ptr != word.data() + word.size());
    if (is_plain) return word;
    std::string quoted = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? ' ' : c;
    }
    return quoted + "\"";
}

Atom atom_of(const std::string& word)
{
    double number = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
    if (end.ec == std::errc() && end.ptr == word.data() + word.size()) return number;
    return word;
}

}  // namespace

std::vector<AtomList> lines_of(const Kept& kept)
{
    std::vector<AtomList> lines;
    for (std::size_t slot = 0; slot < kept.slots.size(); ++slot) {
        if (!kept.slots[slot]) continue;
        for (const auto& [name, value] : *kept.slots[slot]) {
            lines.push_back({Atom("slot"), static_cast<double>(slot + 1), name});
            add_value(lines.back(), value);
        }
    }
    for (const auto& [source, control] : kept.learnt)
        lines.push_back({Atom("midi"), Atom(source.is_note ? "note" : "cc"), static_cast<double>(source.number),
                         static_cast<double>(source.channel), control});
    for (const auto& control : kept.without) lines.push_back({Atom("midi"), Atom("none"), control});
    for (const auto& [name, value] : kept.present) {
        lines.push_back({Atom("now"), name});
        add_value(lines.back(), value);
    }
    return lines;
}

Result<Kept> kept_in(const std::vector<AtomList>& lines)
{
    Kept kept;
    std::array<State, Board::kSlots> slots;
    int number = 0;
    for (const AtomList& line : lines) {
        ++number;
        if (line.empty()) continue;
        bool is_right = false;
        if (line[0] == Atom("slot")) {
            is_right = take_slot(kept, slots, line);
        } else if (line[0] == Atom("midi")) {
            is_right = take_midi(kept, line);
        } else if (line[0] == Atom("now") && line.size() > 1) {
            auto value = value_in(Atoms(line).subspan(2));
            is_right = value.has_value();
            if (value) kept.present[text_of(line[1])] = *std::move(value);
        }
        if (!is_right)
            return Status::error("line " + std::to_string(number) + " (" +
                                 text_of(Atoms(line).first(std::min<std::size_t>(line.size(), 4))) +
                                 ") is none of slot n control value, midi cc|note number channel control, midi none "
                                 "control");
    }
    for (std::size_t slot = 0; slot < slots.size(); ++slot)
        if (kept.slots[slot]) kept.slots[slot] = std::make_shared<State>(std::move(slots[slot]));
    return kept;
}

std::string text_of(const std::vector<AtomList>& lines)
{
    std::string text;
    for (const AtomList& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) text += (i ? " " : "") + written(line[i]);
        text += '\n';
    }
    return text;
}

std::vector<AtomList> lines_in(const std::string& text)
{
    std::vector<AtomList> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line.starts_with('#') ? AtomList() : atoms_in(line));
    return lines;
}

AtomList atoms_in(const std::string& line)
{
    AtomList atoms;
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == ' ' || line[i] == '\t' || line[i] == '\r') {
            ++i;
        } else if (line[i] == '"') {
            std::string word;
            for (++i; i < line.size() && line[i] != '"'; ++i) {
                if (line[i] == '\\' && i + 1 < line.size()) ++i;
                word += line[i];
            }
            ++i;
            atoms.emplace_back(std::move(word));
        } else {
            const std::size_t end = std::min(line.find_first_of(" \t\r", i), line.size());
            atoms.push_back(atom_of(line.substr(i, end - i)));
            i = end;
        }
    }
    return atoms;
}

Status write_file(const std::string& path, const Kept& kept)
{
    NewFile file(path);
    {
        std::ofstream stream(file.path(), std::ios::binary);
        stream << "# latentjam: snapshots and MIDI map of the patch beside this file\n" << text_of(lines_of(kept));
        stream.close();
        if (!stream) return Status::error("cannot write " + path + ": is the folder yours, and is there room?");
    }
    return file.commit();
}

Result<Kept> read_file(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) return Status::error("cannot read " + path);
    auto kept = kept_in(lines_in(text));
    if (!kept) return Status::error(path + ": " + kept.message());
    return kept;
}

}  // namespace latentjam::stage
