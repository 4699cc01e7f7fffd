// The controls of one patch: what they are, what they have now, what was done to them, and eight slots to keep it in.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/board.h"

#include <algorithm>

namespace latentjam::stage {
namespace {

constexpr double kLateS = 1.0;     // so much later a worker's result still belongs to the act that asked for it
constexpr double kLoadingS = 3.0;  // what workers bring so soon after the patch was opened is no act

std::string slot_name(int index) { return "slot " + std::to_string(index); }  // no control's: it has a space

}  // namespace

std::string Board::add(Control control, double now_s)
{
    const std::string wanted = control.name;
    for (int copy = 2; find(control.name); ++copy) control.name = wanted + "-" + std::to_string(copy);
    values_[control.name] = {};
    added_s_ = now_s;
    controls_.push_back(std::move(control));
    return controls_.back().name;
}

void Board::remove(const std::string& name)
{
    std::erase_if(controls_, [&](const Control& control) { return control.name == name; });
    values_.erase(name);
    asked_.erase(name);
    opening_.erase(name);
}

const Control* Board::find(const std::string& name) const
{
    const auto found =
        std::find_if(controls_.begin(), controls_.end(), [&](const Control& control) { return control.name == name; });
    return found == controls_.end() ? nullptr : &*found;
}

const Value& Board::value(const std::string& name) const
{
    static const Value kNone;
    const auto found = values_.find(name);
    return found == values_.end() ? kNone : found->second;
}

State Board::state() const
{
    State state;
    for (const Control& control : controls_)
        if (control.is_in_snapshots() && !value(control.name).is_empty()) state[control.name] = value(control.name);
    return state;
}

// ---- in ----

/// The control's new value, and an act unless it is none.
void Board::note(const Control& control, const Value& value, double now_s)
{
    Value& present = values_[control.name];
    if (present == value) return;
    Value before = std::exchange(present, value);
    if (now_s == added_s_ || before.is_empty()) opening_[control.name] = value;
    if (before.is_empty() && now_s >= added_s_ + kLoadingS && !control.assumed.is_empty())  // silent until now
        opening_[control.name] = before = control.assumed;
    if (control.moves_itself && delivering_ == 0) return;  // nobody did it
    if (is_restoring_ || !control.is_in_snapshots() || now_s == added_s_ || before.is_empty()) return;
    pins_.clear();
    if (is_following_)
        history_.record_late(control.name, before, value, now_s);
    else
        history_.record(control.name, before, value, now_s);
}

void Board::heard(const std::string& name, const Value& value, double now_s)
{
    const Control* control = find(name);
    if (!control) return;
    if (control->answers_late && !is_ours())
        answered(*control, value, now_s);
    else
        note(*control, value, now_s);
}

void Board::touched(double now_s)
{
    pins_.clear();
    if (now_s != added_s_) history_.begin_anew(now_s);
}

void Board::latent_changed(const std::string& name, const Content& content, double now_s)
{
    Value& present = values_[name];
    const Value value{.latent = content};
    const Control* control = find(name);
    if (!control || present == value) {
        present.latent = content;  // the newer of two equal ones, so that only one is kept
        return;
    }
    if (is_ours())
        note(*control, value, now_s);
    else
        answered(*control, value, now_s);
}

void Board::asked(const std::string& name)
{
    pins_.erase(name);
    asked_.insert(name);
}

/// Nobody knows whether a worker was asked by the newest act, by a hand or by the patch's own clock.
void Board::answered(const Control& control, const Value& value, double now_s)
{
    Value& present = values_[control.name];
    if (present == value) return;
    const auto pin = pins_.find(control.name);
    if (pin != pins_.end() && now_s < pinned_until_s_) {
        present = value;
        const bool was_restoring = std::exchange(is_restoring_, true);
        send(control, pin->second, now_s);
        is_restoring_ = was_restoring;
        return;
    }
    const Value before = std::exchange(present, value);
    const bool is_by_hand = asked_.erase(control.name) > 0;
    const bool is_late = !is_by_hand && now_s - history_.last_time_s() < kLateS;
    const bool is_loading = !is_late && history_.undoable() == 0 && now_s < added_s_ + kLoadingS;
    const bool is_first = before.is_empty() && !value.latent;
    if (is_loading || before.is_empty()) opening_[control.name] = value;
    if (control.is_live || is_loading || is_first) return;
    if (is_late)
        history_.record_late(control.name, before, value, now_s);
    else if (is_by_hand || !control.moves_itself)
        history_.record(control.name, before, value, now_s);
}

// ---- out ----

void Board::send(const Control& control, const Value& value, double now_s)
{
    const Control copy = control;  // what is sent may change the patch
    const Value before = this->value(copy.name);
    ++delivering_;
    deliver_(copy.name, value);
    if (copy.has_state() && find(copy.name) && this->value(copy.name) == before) note(copy, value, now_s);
    --delivering_;
}

void Board::set(const std::string& name, const Value& value, double now_s, bool goes_on)
{
    const Control* control = find(name);
    if (!control) return;
    pins_.clear();
    if (goes_on) return send(*control, value, now_s);
    if (control->is_in_snapshots())
        history_.begin(now_s);
    else if (!control->has_state())
        touched(now_s);
    send(*control, value, now_s);
}

void Board::set_quietly(const std::string& name, const Value& value, double now_s)
{
    const Control* control = find(name);
    if (!control) return;
    const bool was_restoring = std::exchange(is_restoring_, true);
    send(*control, value, now_s);
    is_restoring_ = was_restoring;
}

void Board::set_by_itself(const std::string& name, const Value& value, double now_s)
{
    const Control* control = find(name);
    if (!control) return;
    if (delivering_ > 0) return send(*control, value, now_s);
    set_quietly(name, value, now_s);
}

Status Board::set(const std::string& name, Atoms arguments, double now_s)
{
    const Control* control = find(name);
    if (!control) return Status::error("no control '" + name + "'");
    const auto value = accept(*control, arguments);
    if (!value) return value.status();
    set(name, *value, now_s);
    return {};
}

void Board::begin(const std::string& name, const State& saved, double now_s)
{
    const Control* control = find(name);
    if (!control || !control->has_state()) return;
    const auto kept = saved.find(name);
    const Value& value = kept == saved.end() ? control->fallback : kept->second;
    if (!value.is_empty()) set_quietly(name, value, now_s);
}

void Board::settle(const State& target, double now_s)
{
    const std::vector<Control> controls = controls_;
    pins_.clear();
    for (int pass = 0; pass < 2; ++pass)
        for (const bool latents : {false, true})
            for (const Control& control : controls) {
                const auto wanted = target.find(control.name);
                if ((control.kind == ControlKind::kLatent) != latents || wanted == target.end()) continue;
                if (!(value(control.name) == wanted->second)) send(control, wanted->second, now_s);
            }
    for (const auto& [name, value] : target)
        if (const Control* control = find(name); value.latent || (control && control->answers_late))
            pins_[name] = value;
    pinned_until_s_ = now_s + kLateS;
}

void Board::follow(const State& point, double now_s)
{
    const std::vector<Control> controls = controls_;
    is_following_ = true;
    for (const Control& control : controls) {
        const auto wanted = point.find(control.name);
        if (wanted != point.end() && !(value(control.name) == wanted->second)) send(control, wanted->second, now_s);
    }
    is_following_ = false;
}

void Board::arrive(const State& target, double now_s)
{
    is_following_ = true;
    settle(target, now_s);
    is_following_ = false;
}

// ---- acts ----

void Board::put_back(const Act& act, Value Change::*side, double now_s)
{
    State target = state();
    for (const auto& [name, change] : act) {
        if (find(name)) target[name] = change.*side;
        for (int i = 0; i < kSlots; ++i)
            if (name == slot_name(i)) fill_slot(i, (change.*side).snapshot);
    }
    is_restoring_ = true;
    settle(target, now_s);
    is_restoring_ = false;
}

bool Board::undo(double now_s)
{
    const Act* act = history_.undo();
    if (act) put_back(Act(*act), &Change::before, now_s);
    return act;
}

bool Board::redo(double now_s)
{
    const Act* act = history_.redo();
    if (act) put_back(Act(*act), &Change::after, now_s);
    return act;
}

void Board::put_slot(int index, Snapshot snapshot, double now_s)
{
    const Value before{.snapshot = slot(index)};
    if (snapshot && before.snapshot && *snapshot == *before.snapshot) return;  // nothing that could be undone
    history_.begin_anew(now_s);
    history_.record(slot_name(index), before, {.snapshot = snapshot}, now_s);
    fill_slot(index, std::move(snapshot));
}

}  // namespace latentjam::stage
