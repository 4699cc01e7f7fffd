// Bends of a rave~'s weights: from messages to the bender, and its answers.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"
#include "bend/log.h"
#include "rave/rave.h"
#include "shared/models.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace latentjam::pd {

namespace {

constexpr std::size_t kMostValuesTold = 100'000;  // in one message

bend::Words words_of(Atoms atoms)
{
    bend::Words words;
    for (const t_atom& atom : atoms) {
        if (atom.a_type == A_FLOAT)
            words.emplace_back(bend::shortest(static_cast<float>(atom.a_w.w_float)));
        else
            words.emplace_back(text_of(atom));
    }
    return words;
}

AtomList atoms_of(const bend::Words& words)
{
    AtomList atoms;
    for (const auto& word : words) {
        const auto number = bend::number_of(word);
        atoms.push_back(number ? float_atom(*number) : symbol_atom(bend::text_of(word)));
    }
    return atoms;
}

t_garray* find_array(t_symbol* name) { return reinterpret_cast<t_garray*>(pd_findbyclass(name, garray_class)); }

Status no_array(const t_symbol* name)
{
    return Status::error(std::string("no array is called '") + name->s_name + "'");
}

Status write_array(t_symbol* name, const std::vector<float>& numbers)
{
    t_garray* array = find_array(name);
    if (!array) return no_array(name);
    garray_resize_long(array, static_cast<long>(numbers.size()));
    int size = 0;
    t_word* words = nullptr;
    if (!garray_getfloatwords(array, &size, &words))
        return Status::error(std::string("array '") + name->s_name + "' holds something else than numbers");
    const auto count = std::min(numbers.size(), static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < count; ++i) words[i].w_float = static_cast<t_float>(numbers[i]);
    garray_redraw(array);
    return {};
}

Result<std::vector<float>> read_array(t_symbol* name, std::size_t onset, std::size_t count)
{
    t_garray* array = find_array(name);
    if (!array) return no_array(name);
    int size = 0;
    t_word* words = nullptr;
    if (!garray_getfloatwords(array, &size, &words))
        return Status::error(std::string("array '") + name->s_name + "' holds something else than numbers");
    const auto all = static_cast<std::size_t>(size);
    if (onset > all || (count != 0 && count > all - onset))
        return Status::error(std::string("array '") + name->s_name + "' has " + std::to_string(all) + " points, not " +
                             std::to_string(count) + " from number " + std::to_string(onset) + " on");
    std::vector<float> numbers;
    const std::size_t end = count == 0 ? all : onset + count;
    for (std::size_t i = onset; i < end; ++i) {
        const auto value = static_cast<float>(words[i].w_float);
        if (!std::isfinite(value))
            return Status::error(std::string("point ") + std::to_string(i) + " of array '" + name->s_name +
                                 "' is no finite number");
        numbers.push_back(value);
    }
    return numbers;
}

}  // namespace

infer::BenderListener Rave::bender_listener()
{
    return {[this](const std::string& line) { error(line); },
            [this](std::size_t entries, std::size_t changed) {
                info("bent", {float_atom(static_cast<double>(entries)), float_atom(static_cast<double>(changed))});
            },
            [this](const infer::BendingTask::Blend& blend) {
                info("blend", {symbol_atom(blend.model), float_atom(static_cast<double>(blend.matched)),
                               symbol_atom("of"), float_atom(static_cast<double>(blend.total))});
            },
            [this](const std::string& name) { return controls.find(name); },
            [this](const std::string& name) { return find_model(canvas(), name); },
            [this] {
                constexpr double kRecently_ms = 100;
                constexpr int kLongEnough_samples = 1024;  // a shorter block has no time for a trial
                return stream() && stream()->settings().buffer >= kLongEnough_samples &&
                       session->player().is_enabled() && clock_gettimesince(last_played) < kRecently_ms;
            }};
}

// ---- what there is -------------------------------------------------------------------------------------------------

void Rave::tell_layers(Atoms which)
{
    const std::string word = which.empty() ? "" : text_of(which[0]);
    if (!word.empty() && word != "table" && word != "all")
        return error("layers takes nothing, 'all' or 'table', not '" + word + "'");
    session->bend([this, word](infer::Bender& bender) {
        bender.expect();
        const auto parameters = bender.model()->parameters();
        AtomList names;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const auto& parameter = parameters[i];
            if (parameter.is_buffer && word.empty()) continue;
            if (word != "table") {
                names.push_back(symbol_atom(parameter.name));
                continue;
            }
            AtomList line{float_atom(static_cast<double>(i)), symbol_atom(parameter.name),
                          float_atom(static_cast<double>(parameter.count()))};
            for (const auto size : parameter.shape) line.push_back(float_atom(static_cast<double>(size)));
            const bool is_used = stream() && bender.model()->uses(stream()->method(), i);
            line.push_back(symbol_atom(is_used ? "used" : "unused"));
            info("layer", std::move(line));
        }
        if (word != "table") info("layers", std::move(names));
    });
}

void Rave::tell_bends()
{
    session->bend([this](infer::Bender& bender) { tell_entries(bender.entries()); });
}

void Rave::tell_entries(const bend::Entries& entries) const
{
    info("bends", {float_atom(static_cast<double>(entries.size()))});
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& entry = *entries[i];
        AtomList line{float_atom(static_cast<double>(i))};
        if (!entry.is_on) line.push_back(symbol_atom("off"));
        line.push_back(symbol_atom(entry.name));
        for (const auto& atom : atoms_of(entry.words)) line.push_back(atom);
        info(entry.activation() ? "act" : "bend", std::move(line));
    }
}

// ---- numbers -------------------------------------------------------------------------------------------------------

void Rave::get_weights(t_symbol* name)
{
    session->bend([this, name](infer::Bender& bender) {
        const auto place = infer::parameter_named(name->s_name, *bender.model());
        if (!place) return error(place.message());
        const auto count = bender.model()->parameters()[*place].count();
        if (count > kMostValuesTold)
            return error(std::string("get_weights ") + name->s_name + ": " + std::to_string(count) +
                         " values, at most " + std::to_string(kMostValuesTold) + " fit a message: use weights " +
                         name->s_name + " to <array>");
        check(bender.read(name->s_name, [this](const infer::Parameter&, const std::vector<float>& numbers) {
            AtomList atoms;
            for (const float number : numbers) atoms.push_back(float_atom(static_cast<double>(number)));
            info("layer", std::move(atoms));
            if (wanted().load.precision == infer::Precision::kHalf)
                remark("get_weights: weights of layers are rounded to 16 bits, since precision is half");
        }));
    });
}

Status Rave::set_weights(Atoms atoms)
{
    const std::string name = text_of(atoms[0]);
    bend::Words words{std::string("set_weights")};
    for (auto& word : words_of(atoms)) words.push_back(std::move(word));
    auto entry = bend::read_entry(words);
    if (!entry) return entry.status();
    session->bend([this, name, entry = *entry](infer::Bender& bender) {
        const auto place = infer::parameter_named(name, *bender.model());
        if (!place) return error(place.message());
        const auto count = bender.model()->parameters()[*place].count();
        if (entry.values->size() != count)
            return error("set_weights " + name + ": " + std::to_string(entry.values->size()) + " values for " +
                         std::to_string(count) + " weights: nothing is changed");
        check(bender.add(entry));
    });
    return {};
}

Status Rave::exchange_weights(Atoms atoms)
{
    const std::string usage =
        "weights is written weights <name> to <array> [<points>], or weights <name> from <array> [<onset> <count>]";
    if (atoms.size() < 3 || atoms[2].a_type != A_SYMBOL) return Status::error(usage);
    const std::string name = text_of(atoms[0]), way = text_of(atoms[1]);
    t_symbol* array = atoms[2].a_w.w_symbol;
    const auto first = atoms.size() > 3 ? whole_number(atoms, 3) : std::optional(0);
    const auto second = atoms.size() > 4 ? whole_number(atoms, 4) : std::optional(0);
    if (!first || !second || *first < 0 || *second < 0) return Status::error(usage);
    if (way == "to" && atoms.size() < 5) {
        show_weights(name, array, static_cast<std::size_t>(*first));
        return {};
    }
    if (way != "from" || atoms.size() > 5) return Status::error(usage);
    const auto known = shown.find(array);
    if (atoms.size() == 3 && known != shown.end() && known->second.name == name)
        return take_drawing(known->second, array);
    auto numbers = read_array(array, static_cast<std::size_t>(*first), static_cast<std::size_t>(*second));
    if (!numbers) return numbers.status();
    session->bend([this, entry = bend::values_entry(name, std::move(*numbers), *first)](infer::Bender& bender) {
        check(bender.add(entry));
    });
    return {};
}

void Rave::show_weights(const std::string& name, t_symbol* array, std::size_t points)
{
    session->bend([this, name, array, points](infer::Bender& bender) {
        check(bender.read(
            name, [this, name, array, points](const infer::Parameter& parameter, const std::vector<float>& numbers) {
                std::vector<float> few;
                for (std::size_t i = 0; i < points && points < numbers.size(); ++i)
                    few.push_back(numbers[(2 * i + 1) * numbers.size() / (2 * points)]);
                check(write_array(array, few.empty() ? numbers : few));
                shown.erase(array);
                if (!few.empty()) shown[array] = {name, few, std::vector<float>(few.size())};
                info("weights", {symbol_atom(parameter.name), symbol_atom(array),
                                 float_atom(static_cast<double>(numbers.size()))});
            }));
    });
}

// An array of fewer points than weights: what was drawn since it was shown is added to the stretches that the points
// stand for.
Status Rave::take_drawing(ShownWeights& shown_there, t_symbol* array)
{
    const auto now = read_array(array, 0, 0);
    if (!now) return now.status();
    if (now->size() != shown_there.points.size())
        return Status::error(std::string("array '") + array->s_name + "' has " + std::to_string(now->size()) +
                             " points, not the " + std::to_string(shown_there.points.size()) +
                             " that it was given: ask again with weights " + shown_there.name + " to " + array->s_name);
    auto drawn = shown_there.drawn;
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] += (*now)[i] - shown_there.points[i];
    if (*now == shown_there.points) return {};
    shown_there.points = *now;
    shown_there.drawn = drawn;
    session->bend([this, entry = bend::draw_entry(shown_there.name, std::move(drawn))](infer::Bender& bender) {
        check(bender.put(entry));
    });
    return {};
}

// ---- the list ------------------------------------------------------------------------------------------------------

Status Rave::bend(const char* verb, Atoms atoms)
{
    bend::Words words{std::string(verb)};
    for (auto& word : words_of(atoms)) words.push_back(std::move(word));
    auto entry = bend::read_entry(words);
    if (!entry) return entry.status();
    session->bend([this, entry = std::move(*entry)](infer::Bender& bender) { check(bender.add(entry)); });
    return {};
}

Status Rave::rebend(Atoms atoms)
{
    bend::Words words{std::string("bend")};
    for (auto& word : words_of(atoms)) words.push_back(std::move(word));
    auto entry = bend::read_entry(words);
    if (!entry) return entry.status();
    session->bend([this, entry = std::move(*entry)](infer::Bender& bender) { check(bender.put(entry)); });
    return {};
}

Status Rave::bendlist(Atoms atoms)
{
    if (atoms.empty()) {
        session->bend([this](infer::Bender& bender) {
            const auto line = bend::line_of(bender.entries());
            info("bendlist", atoms_of(bend::words_of(line.empty() ? "empty" : line)));
        });
        return {};
    }
    const auto words = words_of(atoms);
    const bool is_empty = words.size() == 1 && bend::text_of(words[0]) == "empty";
    auto entries = is_empty ? Result<bend::Entries>(bend::Entries()) : bend::read_line(words);
    if (!entries) return entries.status();
    session->bend([this, entries = std::move(*entries)](infer::Bender& bender) {
        for (const auto& line : bender.replace(entries)) error(line);
    });
    return {};
}

Status Rave::bendset(Atoms atoms)
{
    const auto place = whole_number(atoms, 0);
    if (!place || *place < 0) return Status::error("bendset takes the number of a bend and its new arguments");
    session->bend([this, place = static_cast<std::size_t>(*place),
                   words = words_of(atoms.subspan(1))](infer::Bender& bender) { check(bender.change(place, words)); });
    return {};
}

void Rave::unbend(Atoms atoms)
{
    session->bend([this, name = atoms.empty() ? std::string() : text_of(atoms[0])](infer::Bender& bender) {
        check(bender.unbend(name));
    });
}

void Rave::undo()
{
    session->bend([this](infer::Bender& bender) { check(bender.undo()); });
}

void Rave::redo()
{
    session->bend([this](infer::Bender& bender) { check(bender.redo()); });
}

Status Rave::bendlog(Atoms atoms)
{
    const std::string way = text_of(atoms[0]), name = with_ending(text_of(atoms[1]), ".log");
    if (way == "write") {
        const auto path = path_to_write(canvas(), name);
        session->bend([this, path](infer::Bender& bender) { check(bend::write_log(bender.entries(), path)); });
        return {};
    }
    if (way != "read") return Status::error("bendlog takes write <file> or read <file>, not " + way);
    const auto path = find_file(canvas(), name, ".log");
    if (path.empty()) return Status::error("no Bending Log is called " + name + " beside the patch or on Pd's path");
    auto log = bend::read_log(path);
    if (!log) return log.status();
    for (const auto& line : log->remarks) error(name + ", " + line);
    session->bend([this, name, entries = std::move(log->entries)](infer::Bender& bender) {
        for (const auto& line : bender.replace(entries)) error(name + ": " + line);
    });
    return {};
}

}  // namespace latentjam::pd
