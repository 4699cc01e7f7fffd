// One patch on stage: knobs, pads and keys.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/motion.h"
#include "stage/stage.h"

#include <algorithm>
#include <cmath>

namespace latentjam::stage {
namespace {

constexpr double kRepeatS = 0.15;  // a key held down repeats faster than a finger does
constexpr double kNudge = 0.02;    // of the range
constexpr int kUp = 64;            // a controller at or above it is a switch that is on

}  // namespace

void Stage::hand_on(const std::string& control)
{
    moves_.release(control);
    touched_ = control;
    if (!is_learning_) return;
    if (heard_)
        learnt(*heard_, control);
    else
        show(control + ": now move a knob");
}

// ---- MIDI -----------------------------------------------------------------------------------------------------------

void Stage::heard_from(const MidiSource& source)
{
    if (touched_.empty()) {
        heard_ = source;
        show(text_of(source) + ": now move a control");
    } else {
        learnt(source, touched_);
    }
}

void Stage::move(const std::string& name, double position, double now_s)
{
    const Control* control = board_.find(name);
    if (!control) return;
    const Value value = at_position(*control, position);
    moves_.release(name);
    if (!(board_.value(name) == value)) board_.set(name, value, now_s);
    show(name + " " + text_of(board_.value(name)));
}

/// A pad or key on a control: acts are done, switches change sides, words go on to the next, numbers take the force.
void Stage::strike(const Control& struck, double level, double now_s)
{
    const Control control = struck;
    switch (control.kind) {
        case ControlKind::kAct:
            board_.set(control.name, Value(), now_s);
            break;
        case ControlKind::kToggle:
            move(control.name, 1 - position_of(control, board_.value(control.name)), now_s);
            break;
        case ControlKind::kWords: {
            const auto last = static_cast<double>(control.words.size() - 1);
            const double next = std::round(position_of(control, board_.value(control.name)) * last) + 1;
            move(control.name, next > last ? 0 : next / last, now_s);
            break;
        }
        case ControlKind::kNumber:
            move(control.name, level, now_s);
            break;
        case ControlKind::kText:
        case ControlKind::kLatent:
            break;
    }
}

void Stage::controller(int number, int value, int channel, double now_s)
{
    const MidiSource source{false, number, channel};
    if (is_learning_) return heard_from(source);
    const bool is_up = value >= kUp;
    const bool was_up = std::exchange(raised_[number + 128 * channel], is_up ? 1 : 0) != 0;
    const auto names = midi_.targets(source, board_.controls());
    if (names.empty() && number == MidiMap::kMorphController) check(moves_.morph(value / 127.0, now_s));
    for (const std::string& name : names) {
        const Control* control = board_.find(name);
        if (!control) continue;
        const bool is_switch = control->kind == ControlKind::kAct || control->kind == ControlKind::kToggle;
        if (!is_switch)
            move(name, value / 127.0, now_s);
        else if (control->kind == ControlKind::kToggle)
            move(name, is_up ? 1 : 0, now_s);
        else if (is_up && !was_up)
            strike(*control, 1, now_s);
    }
}

bool Stage::note(int number, int velocity, int channel, double now_s)
{
    const MidiSource source{true, number, channel};
    const auto names = midi_.targets(source, board_.controls());
    const int slot = number - MidiMap::kFirstSlotNote + 1;
    const bool is_slot = names.empty() && slot >= 1 && slot <= Board::kSlots;
    if (velocity <= 0) return !names.empty() || is_slot;
    if (is_learning_) {
        heard_from(source);
        return true;
    }
    if (is_slot && board_.slot(slot - 1)) check(moves_.recall(slot, now_s));
    for (const std::string& name : names)
        if (const Control* control = board_.find(name)) strike(*control, velocity / 127.0, now_s);
    return !names.empty() || is_slot;
}

void Stage::program(int number, double now_s)
{
    if (number >= 1 && number <= Board::kSlots && board_.slot(number - 1)) check(moves_.recall(number, now_s));
}

void Stage::realtime(int byte, double now_s)
{
    if (byte == 248) {
        if (const auto bpm = clock_.tick(now_s)) check(set_tempo(*bpm, now_s, false));
    } else if (byte == 250 || byte == 251) {
        clock_.reset();
        check(play(true, now_s));
    } else if (byte == 252) {
        check(play(false, now_s));
    }
}

// ---- keys -----------------------------------------------------------------------------------------------------------

/// The control before or after the chosen one, among those that arrows can move.
void Stage::select(int step)
{
    std::vector<std::string> names;
    for (const Control& control : board_.controls())
        if (control.kind == ControlKind::kNumber || control.kind == ControlKind::kToggle ||
            control.kind == ControlKind::kWords)
            names.push_back(control.name);
    if (names.empty()) return;
    const auto found = std::find(names.begin(), names.end(), touched_);
    const auto count = static_cast<std::ptrdiff_t>(names.size());
    const auto place =
        found == names.end() ? (step > 0 ? 0 : count - 1) : (found - names.begin() + step + count) % count;
    touched_ = names[static_cast<std::size_t>(place)];
    show("arrows: " + touched_ + " " + text_of(board_.value(touched_)));
}

void Stage::nudge(int direction, double now_s)
{
    const Control* control = board_.find(touched_);
    if (!control) return select(1);
    if (control->kind != ControlKind::kNumber && control->kind != ControlKind::kToggle &&
        control->kind != ControlKind::kWords)
        return;
    double step = kNudge;
    if (control->kind == ControlKind::kWords) step = 1.0 / static_cast<double>(control->words.size() - 1);
    if (control->kind == ControlKind::kToggle) step = 1;
    double position = position_of(*control, board_.value(touched_)) + direction * step;
    if (control->is_whole && !control->is_logarithmic)
        position = std::max(step, 1 / (control->most - control->least)) * direction +
                   position_of(*control, board_.value(touched_));
    move(touched_, position, now_s);
}

void Stage::digit(int number, double now_s)
{
    if (std::exchange(is_storing_, false) && number >= 1 && number <= Board::kSlots) {
        const Atom atom = static_cast<double>(number);
        const AtomList message{Atom("store"), atom};
        check(receive(message, now_s).status);
        show("stored in " + std::to_string(number));
    } else if (number == 9 || number == 0) {
        const AtomList message{Atom(number == 9 ? "undo" : "redo")};
        receive(message, now_s);
    } else {
        check(moves_.recall(number, now_s));
    }
}

bool Stage::key(const std::string& name, double now_s)
{
    const bool is_arrow = name == "Up" || name == "Down" || name == "Left" || name == "Right";
    const auto last = pressed_s_.find(name);
    const bool is_repeat = last != pressed_s_.end() && now_s - last->second < kRepeatS;
    pressed_s_[name] = now_s;
    if (is_repeat && !is_arrow) return true;

    if (name == "Up" || name == "Down") {
        nudge(name == "Up" ? 1 : -1, now_s);
    } else if (name == "Left" || name == "Right") {
        select(name == "Right" ? 1 : -1);
    } else if (name == "Space" || name == " ") {
        check(play(number_at(board_.value("playing").atoms, 0).value_or(0) == 0, now_s));
    } else if (name == "Escape") {
        check(panic(now_s));
    } else if (name == "Return" || name == "KP_Enter") {
        const AtomList message{Atom("tap")};
        receive(message, now_s);
    } else if (name == "plus" || name == "+" || name == "KP_Add") {
        is_storing_ = true;
        show("store in 1 to 8?");
    } else if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
        digit(name[0] - '0', now_s);
    } else {
        is_storing_ = false;
        return false;
    }
    return true;
}

}  // namespace latentjam::stage
