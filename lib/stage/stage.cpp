// One patch on stage: the words that it understands.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/stage.h"

#include "stage/motion.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::stage {

struct Stage::Word {
    const char* name;
    const char* takes;
    Status (*act)(Stage& stage, Atoms arguments, double now_s);
};

const std::vector<Stage::Word>& Stage::table()
{
    static const auto usage = [](const char* line) { return Status::error(line); };
    static const std::vector<Word> kWords = {
        {"start", "plays", [](Stage& s, Atoms, double now_s) { return s.play(true, now_s); }},
        {"stop", "fades out", [](Stage& s, Atoms, double now_s) { return s.play(false, now_s); }},
        {"store", "1 to 8",
         [](Stage& s, Atoms a, double now_s) {
             const Status status = s.one_slot(a, &Moves::store, now_s);
             if (status && s.host_.keep) s.host_.keep();
             return status;
         }},
        {"recall", "1 to 8", [](Stage& s, Atoms a, double now_s) { return s.one_slot(a, &Moves::recall, now_s); }},
        {"erase", "1 to 8",
         [](Stage& s, Atoms a, double now_s) {
             const Status status = s.one_slot(a, &Moves::erase, now_s);
             if (status && s.host_.keep) s.host_.keep();
             return status;
         }},
        {"fade", "slot seconds",
         [](Stage& s, Atoms a, double now_s) {
             const auto slot = whole_at(a, 0);
             const auto seconds = number_at(a, 1);
             return slot && seconds ? s.moves_.fade(*slot, *seconds, now_s) : usage("fade takes a slot and seconds");
         }},
        {"between", "slot slot",
         [](Stage& s, Atoms a, double) {
             const auto from = whole_at(a, 0), to = whole_at(a, 1);
             return from && to ? s.moves_.set_ends(*from, *to) : usage("between takes two slots, 1 to 8");
         }},
        {"morph", "0 to 1",
         [](Stage& s, Atoms a, double now_s) { return s.moves_.morph(number_at(a, 0).value_or(-1), now_s); }},
        {"glide-time", "seconds",
         [](Stage& s, Atoms a, double) {
             const auto seconds = number_at(a, 0);
             if (!seconds || *seconds < 0 || *seconds > 3600) return usage("glide-time takes 0 to 3600 seconds");
             s.moves_.set_glide_s(*seconds);
             return Status();
         }},
        {"walk", "0 to 1",
         [](Stage& s, Atoms a, double now_s) {
             return s.moves_.walk(a.empty() ? 0.1 : number_at(a, 0).value_or(-1), now_s);
         }},
        {"when", "now, loop, bar",
         [](Stage& s, Atoms a, double) {
             const std::string word = text_of(a);
             if (word != "now" && word != "loop" && word != "bar") return usage("when takes now, loop or bar");
             s.moves_.set_when(word == "now" ? When::kNow : word == "loop" ? When::kLoop : When::kBar);
             return Status();
         }},
        {"home", "",
         [](Stage& s, Atoms, double now_s) {
             s.moves_.home(now_s);
             s.show("as it was opened");
             return Status();
         }},
        {"undo", "",
         [](Stage& s, Atoms, double now_s) {
             s.moves_.stop();
             s.show(s.board_.undo(now_s) ? "undone" : "nothing to undo");
             return Status();
         }},
        {"redo", "",
         [](Stage& s, Atoms, double now_s) {
             s.moves_.stop();
             s.show(s.board_.redo(now_s) ? "done again" : "nothing to do again");
             return Status();
         }},
        {"learn", "a control, or nothing", [](Stage& s, Atoms a, double) { return s.learn(a); }},
        {"forget", "a control, or nothing", [](Stage& s, Atoms a, double) { return s.forget(a); }},
        {"tap", "",
         [](Stage& s, Atoms, double now_s) {
             const auto bpm = s.taps_.tap(now_s);
             return bpm ? s.set_tempo(*bpm, now_s, true) : Status();
         }},
        {"panic", "", [](Stage& s, Atoms, double now_s) { return s.panic(now_s); }}};
    return kWords;
}

namespace {

/// Words that every patch takes, also one where they change nothing.
constexpr const char* kEverywhere[] = {"seed", "record", "quit", "length"};

/// Words that answer, and those of the host.
constexpr const char* kOthers[] = {"words", "status", "write", "read", "link", "ports", "network"};

}  // namespace

Stage::Stage(Host host) : host_(std::move(host)), board_(host_.deliver), moves_(board_) {}

bool Stage::is_own_word(std::string_view word)
{
    return std::any_of(table().begin(), table().end(), [&](const Word& own) { return word == own.name; }) ||
           std::find(std::begin(kOthers), std::end(kOthers), word) != std::end(kOthers);
}

std::vector<std::string> Stage::words() const
{
    std::vector<std::string> words;
    for (const Control& control : board_.controls())
        if (control.kind != ControlKind::kLatent && !is_own_word(control.name)) words.push_back(control.name);
    for (const Word& word : table()) words.emplace_back(word.name);
    for (const char* word : kOthers) words.emplace_back(word);
    return words;
}

Reply Stage::receive(Atoms message, double now_s)
{
    if (message.empty()) return {};
    const std::string name = text_of(message[0]);
    const Atoms arguments = message.subspan(1);
    for (const Word& word : table())
        if (name == word.name) {
            const Status status = word.act(*this, arguments, now_s);
            if (!status) show(status.message());
            return {true, status, {}};
        }
    if (name == "words") return {true, {}, described()};
    if (name == "status") return {true, {}, {status_line()}};
    if (!meant_by(name).empty()) return control_word(name, arguments, now_s);
    if (std::find(std::begin(kEverywhere), std::end(kEverywhere), name) != std::end(kEverywhere)) return {true, {}, {}};
    if (host_.other) return host_.other(name, arguments);
    return {};
}

/// The controls that a word means: the one of this name, and all whose boxes have it. So `seed` and `tempo` reach every
/// part of a patch.
std::vector<std::string> Stage::meant_by(const std::string& word) const
{
    std::vector<std::string> names;
    for (const Control& control : board_.controls())
        if (control.name == word || control.word == word) names.push_back(control.name);
    return names;
}

Reply Stage::control_word(const std::string& word, Atoms arguments, double now_s)
{
    Reply reply{true, {}, {}};
    Status wrong;
    bool is_taken = false;
    for (const std::string& name : meant_by(word)) {
        const Control* found = board_.find(name);
        if (!found) continue;
        const Control control = *found;
        if (arguments.empty() && control.has_state()) {
            reply.lines.push_back(line_of(control));
            continue;
        }
        const auto value = accept(control, arguments);
        if (!value) {
            wrong = value.status();
            continue;
        }
        moves_.release(name);
        if (control.word == "seed")
            moves_.set_seed(static_cast<std::uint64_t>(std::max(0.0, number_at(value->atoms, 0).value_or(1))));
        board_.set(name, *value, now_s, std::exchange(is_taken, true));
        touched_ = name;
    }
    if (!is_taken && !wrong) reply.status = wrong;
    return reply;
}

Status Stage::one_slot(Atoms arguments, Status (Moves::*act)(int, double), double now_s)
{
    const auto slot = whole_at(arguments, 0);
    if (!slot) return Status::error("slot " + text_of(arguments) + ": 1 to 8");
    return (moves_.*act)(*slot, now_s);
}

void Stage::set_all(const std::string& word, const Value& value, double now_s)
{
    for (const std::string& name : meant_by(word)) board_.set(name, value, now_s);
}

/// A patch may have a switch `playing`, acts of its own, or both.
Status Stage::play(bool on, double now_s)
{
    const std::string own = on ? "start" : "stop";
    set_all(own, Value(), now_s);
    set_all("playing", value_of(on ? 1 : 0), now_s);
    return {};
}

Status Stage::panic(double now_s)
{
    moves_.stop();
    if (host_.panic) host_.panic();
    set_all("panic", Value(), now_s);
    show("panic: all sound off");
    return play(false, now_s);
}

Status Stage::set_tempo(double bpm, double now_s, bool is_act)
{
    bool goes_on = false;
    for (const std::string& name : meant_by("tempo")) {
        const Control* control = board_.find(name);
        if (!control || control->kind != ControlKind::kNumber) continue;
        double near = bpm;
        while (near < control->least && near * 2 <= control->most) near *= 2;
        while (near > control->most && near / 2 >= control->least) near /= 2;
        const Value value = value_of(std::clamp(near, control->least, control->most));
        if (is_act)
            board_.set(name, value, now_s, std::exchange(goes_on, true));
        else
            board_.set_quietly(name, value, now_s);
        show(name + " " + text_of(board_.value(name)));
    }
    return {};
}

double Stage::tempo() const
{
    for (const std::string& name : meant_by("tempo"))
        if (const auto bpm = number_at(board_.value(name).atoms, 0); bpm && *bpm > 0) return *bpm;
    return 120;
}

void Stage::session_tempo(double bpm, double now_s)
{
    if (link_.heard(bpm, now_s)) check(set_tempo(bpm, now_s, false));
}

// ---- MIDI learn -----------------------------------------------------------------------------------------------------

Status Stage::learn(Atoms arguments)
{
    const std::string name = text_of(arguments);
    if (name == "0" || (arguments.empty() && is_learning_)) {
        is_learning_ = false;
        show("learn: off");
        return {};
    }
    const Control* control = board_.find(name);
    if (!arguments.empty() && name != "1" && !control)
        return Status::error("learn " + name + ": no control of that name; there are " + list_of(words()));
    is_learning_ = true;
    heard_.reset();
    touched_ = control ? name : "";
    show(control ? name + ": now move a knob" : "learn: move a control, then a knob");
    return {};
}

Status Stage::forget(Atoms arguments)
{
    const std::string name = arguments.empty() ? touched_ : text_of(arguments);
    if (name.empty()) return Status::error("forget: move a control first, or name it");
    if (!board_.find(name)) return Status::error("forget " + name + ": no control of that name");
    if (midi_.forget(name) && host_.keep) host_.keep();
    is_learning_ = false;
    show(name + ": no knob");
    return {};
}

void Stage::learnt(const MidiSource& source, const std::string& control)
{
    midi_.learn(source, control);
    is_learning_ = false;
    heard_.reset();
    if (host_.keep) host_.keep();
    show(control + ": " + text_of(source));
}

void Stage::take_map(std::vector<MidiLink> learnt, std::vector<std::string> without)
{
    midi_.set(std::move(learnt), std::move(without));
}

// ---- what there is --------------------------------------------------------------------------------------------------

std::string Stage::line_of(const Control& control) const
{
    return control.name + " " + text_of(board_.value(control.name));
}

std::vector<std::string> Stage::described() const
{
    std::vector<std::string> lines;
    for (const Control& control : board_.controls()) {
        std::string line = control.name + ": " + accepts(control);
        if (control.has_state()) line += " (" + text_of(board_.value(control.name)) + ")";
        if (const auto source = midi_.source_of(control.name, board_.controls())) line += ", " + text_of(*source);
        lines.push_back(std::move(line));
    }
    for (const Word& word : table())
        if (!board_.find(word.name)) lines.push_back(std::string(word.name) + (*word.takes ? ": " : "") + word.takes);
    return lines;
}

std::string Stage::status_line() const
{
    const std::string playing = text_of(board_.value("playing"));
    std::string line =
        "status playing " + (playing.empty() ? "0" : playing) + " slot " + std::to_string(moves_.last_recalled()) +
        " late " + std::to_string(host_.late ? host_.late() : 0) + " undo " +
        std::to_string(board_.history().undoable()) + " redo " + std::to_string(board_.history().redoable());
    return line;
}

void Stage::show(const std::string& text) const
{
    if (host_.show) host_.show(text);
}

void Stage::check(const Status& status) const
{
    if (!status) show(status.message());
}

}  // namespace latentjam::stage
