// One control of a patch: its name, and what it takes.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/control.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::stage {
namespace {

/// Reads the arguments of a control's box from left to right.
struct Reader {
    Atoms rest;
    Control control{};
    AtomList plain{};  // in order, up to the first flag of a kind
    bool has_kind = false;
    bool has_default = false;

    std::optional<Atom> next()
    {
        if (rest.empty()) return std::nullopt;
        Atom atom = rest.front();
        rest = rest.subspan(1);
        return atom;
    }

    bool next_is_flag() const
    {
        const auto* word = rest.empty() ? nullptr : std::get_if<std::string>(&rest.front());
        return word && word->size() > 1 && word->front() == '-';
    }

    Status kind(ControlKind kind)
    {
        if (has_kind)
            return Status::error("control " + control.name + ": one of -words, -toggle, -text, -act, -latent");
        has_kind = true;
        control.kind = kind;
        return {};
    }

    Status flag(const std::string& word);
    Status number(const std::string& flag, int& to, int least, int most);
    Status text(const std::string& flag, std::string& to);
};

Status Reader::number(const std::string& flag, int& to, int least, int most)
{
    const auto value = whole_at(rest, 0);
    if (!value || *value < least || *value > most)
        return Status::error("control " + control.name + ": " + flag + " takes a whole number from " +
                             std::to_string(least) + " to " + std::to_string(most));
    to = *value;
    next();
    return {};
}

Status Reader::text(const std::string& flag, std::string& to)
{
    const auto value = next();
    if (!value) return Status::error("control " + control.name + ": " + flag + " takes a name");
    to = text_of(*value);
    return {};
}

Status Reader::flag(const std::string& word)
{
    if (word == "-whole") return control.is_whole = true, Status();
    if (word == "-log") return control.is_logarithmic = true, Status();
    if (word == "-live") return control.is_live = true, Status();
    if (word == "-jump") return control.jumps = true, Status();
    if (word == "-silent") return control.is_silent = true, Status();
    if (word == "-cc") return number(word, control.controller, 0, 119);
    if (word == "-note") return number(word, control.note, 0, 127);
    if (word == "-unit") return text(word, control.unit);
    if (word == "-gui") return text(word, control.gui);
    if (word == "-act") return kind(ControlKind::kAct);
    if (word == "-text") return kind(ControlKind::kText);
    if (word == "-late") return control.answers_late = true, Status();
    if (word == "-self") return control.moves_itself = true, Status();
    if (word == "-latent" || word == "-array") {
        control.is_array = word == "-array";
        const Status status = text(word, control.latent);
        return status ? kind(ControlKind::kLatent) : status;
    }
    if (word == "-toggle") {
        int on = 0;
        const Status status = number(word, on, 0, 1);
        control.fallback = value_of(on);
        return status ? kind(ControlKind::kToggle) : status;
    }
    if (word == "-words") {
        while (!rest.empty() && !next_is_flag()) control.words.push_back(text_of(*next()));
        if (control.words.size() < 2) return Status::error("control " + control.name + ": -words takes two or more");
        if (control.fallback.is_empty()) control.fallback = value_of(control.words.front());
        return kind(ControlKind::kWords);
    }
    if (word == "-default") {
        AtomList value;
        while (!rest.empty() && !next_is_flag()) value.push_back(*next());
        control.fallback = {.atoms = value};
        has_default = true;
        return {};
    }
    return Status::error(
        "control " + control.name + ": " + word +
        " is no flag; there are -whole, -log, -toggle, -words, -text, -act, -latent, -array, -default, -unit, "
        "-gui, -cc, -note, -live, -late, -self, -silent and -jump");
}

/// Least, most and default of a number.
Status read_range(Control& control, Atoms plain)
{
    const auto least = number_at(plain, 0), most = number_at(plain, 1);
    const auto first = plain.size() > 2 ? number_at(plain, 2) : least;
    if (plain.size() < 2 || plain.size() > 3 || !least || !most || !first || *least >= *most)
        return Status::error("control " + control.name +
                             ": a number takes its least and greatest value and its default, as in [control " +
                             control.name + " 0 1 0.5]");
    if (*first < *least || *first > *most)
        return Status::error("control " + control.name + ": its default " + text_of(Atom(*first)) +
                             " is not in its range, " + text_of(Atom(*least)) + " to " + text_of(Atom(*most)));
    if (control.is_logarithmic && *least <= 0)
        return Status::error("control " + control.name + ": -log needs a range above 0");
    control.least = *least;
    control.most = *most;
    if (control.fallback.is_empty()) control.fallback = value_of(*first);
    return {};
}

Status bad(const Control& control, Atoms given)
{
    return Status::error(control.name + " " + text_of(given) + ": " + accepts(control));
}

Result<Value> accept_number(const Control& control, Atoms given)
{
    const auto number = number_at(given, 0);
    if (given.size() != 1 || !number) return bad(control, given);
    const double value = control.is_whole ? std::round(*number) : *number;
    const auto single = static_cast<float>(value);  // a limit of 0.1 accepts Pd's 0.1
    if (single < static_cast<float>(control.least) || single > static_cast<float>(control.most))
        return bad(control, given);
    return value_of(value);
}

Result<Value> accept_word(const Control& control, Atoms given)
{
    if (given.size() != 1) return bad(control, given);
    const auto place = std::find(control.words.begin(), control.words.end(), text_of(given[0]));
    if (place != control.words.end()) return value_of(*place);
    const auto number = whole_at(given, 0);
    if (!number || *number < 0 || *number >= static_cast<int>(control.words.size())) return bad(control, given);
    return value_of(control.words[static_cast<std::size_t>(*number)]);
}

}  // namespace

Result<Control> read_control(Atoms arguments)
{
    Reader reader{arguments};
    const auto name = reader.next();
    if (name && std::holds_alternative<std::string>(*name)) reader.control.name = std::get<std::string>(*name);
    while (!reader.rest.empty()) {
        const bool is_flag = reader.next_is_flag();
        const Atom atom = *reader.next();
        if (is_flag) {
            if (const Status status = reader.flag(std::get<std::string>(atom)); !status) return status;
        } else {
            reader.plain.push_back(atom);
        }
    }
    // An argument that an abstraction was not given is 0: then the GUI's name is the control's.
    if (reader.control.name.empty()) reader.control.name = reader.control.gui;
    if (reader.control.name.empty()) return Status::error("a control needs a name, as in [control tempo 100 200 130]");
    reader.control.word = reader.control.name;
    if (!reader.has_kind)
        if (const Status status = read_range(reader.control, reader.plain); !status) return status;
    if (reader.has_kind && !reader.plain.empty())
        return Status::error("control " + reader.control.name + ": " + text_of(reader.plain) +
                             " is too much; a default goes behind -default");
    if (!reader.control.fallback.is_empty()) {
        const auto checked = accept(reader.control, reader.control.fallback.atoms);
        if (!checked) return checked.status();
        reader.control.fallback = *checked;
    }
    if (reader.control.is_silent) {
        const bool is_said =
            reader.control.kind != ControlKind::kNumber || reader.has_default || reader.plain.size() > 2;
        const Value fallback = std::exchange(reader.control.fallback, {});
        if (is_said) reader.control.assumed = fallback;
    }
    return reader.control;
}

Result<Value> accept(const Control& control, Atoms given)
{
    switch (control.kind) {
        case ControlKind::kNumber:
            return accept_number(control, given);
        case ControlKind::kWords:
            return accept_word(control, given);
        case ControlKind::kToggle: {
            const auto number = number_at(given, 0);
            if (given.size() != 1 || !number || (*number != 0 && *number != 1)) return bad(control, given);
            return value_of(*number);
        }
        case ControlKind::kLatent:
            return Status::error(control.name + " is a latent: it has no value to be sent");
        case ControlKind::kText:
        case ControlKind::kAct:
            break;
    }
    return Value{.atoms = {given.begin(), given.end()}};
}

std::string accepts(const Control& control)
{
    switch (control.kind) {
        case ControlKind::kNumber:
            return text_of(Atom(control.least)) + " to " + text_of(Atom(control.most)) +
                   (control.unit.empty() ? "" : " " + control.unit) + (control.is_whole ? ", whole" : "");
        case ControlKind::kToggle:
            return "0 or 1";
        case ControlKind::kWords: {
            std::string text;
            for (const auto& word : control.words) text += (text.empty() ? "" : ", ") + word;
            return text;
        }
        case ControlKind::kLatent:
            return "a latent";
        case ControlKind::kAct:
            return "an act";
        case ControlKind::kText:
            break;
    }
    return "words or numbers";
}

}  // namespace latentjam::stage
