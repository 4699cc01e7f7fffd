// The controls of one patch: what they are, what they have now, what was done to them, and eight slots to keep it in.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "stage/control.h"
#include "stage/history.h"
#include "stage/value.h"

#include <array>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace latentjam::stage {

/// Pd's thread only, like everything in this room; `now_s` is Pd's logical time.
///
/// A control's value goes two ways. What its GUI, a hand or the patch's own logic says comes in by heard(). What
/// somebody else wants, a message, a snapshot, an undo, goes out by `deliver`, and comes back by heard() when the GUI
/// has passed it on, perhaps rounded.
class Board {
public:
    static constexpr int kSlots = 8;
    using Deliver = std::function<void(const std::string& name, const Value& value)>;

    explicit Board(Deliver deliver) : deliver_(std::move(deliver)) {}

    // ---- controls ----

    /// Returns the name that it got: "name-2" when the name is taken.
    std::string add(Control control, double now_s);
    void remove(const std::string& name);
    const Control* find(const std::string& name) const;
    const std::vector<Control>& controls() const noexcept { return controls_; }

    /// The value now; an empty one for a name that is unknown.
    const Value& value(const std::string& name) const;

    /// All that snapshots hold.
    State state() const;

    // ---- in ----

    /// The control has this value now.
    void heard(const std::string& name, const Value& value, double now_s);

    /// An act was done that has no value; what changes now or soon because of it is one act.
    void touched(double now_s);

    /// A hand asks a worker for another value: an act of its own, when the worker answers.
    void asked(const std::string& name);

    /// What is in a latent has changed, perhaps by a worker.
    void latent_changed(const std::string& name, const Content& content, double now_s);

    // ---- out ----

    /// As a message would: an act of its own, unless it goes on with a gesture, or `goes_on` with the act before, as
    /// one word for several controls does. The error names what is accepted.
    Status set(const std::string& name, Atoms arguments, double now_s);
    void set(const std::string& name, const Value& value, double now_s, bool goes_on = false);

    /// The same, but no act: what a clock does all the time.
    void set_quietly(const std::string& name, const Value& value, double now_s);

    /// What the patch's own clock or form wants: no act, but part of an act that is on its way out.
    void set_by_itself(const std::string& name, const Value& value, double now_s);

    /// What the control begins with, or what it had when the patch was saved. No act.
    void begin(const std::string& name, const State& saved, double now_s);

    /// The same for the last point of a way, which belongs to the act that began it.
    void arrive(const State& target, double now_s);

    /// Brings everything to `target`; the patch's logic, which may change other things meanwhile, is overruled, for a
    /// second also what its workers bring later.
    void settle(const State& target, double now_s);

    /// The same for a point on the way, where nothing is overruled.
    void follow(const State& point, double now_s);

    // ---- acts ----

    /// What everything was when the patch was opened. Live controls too.
    const State& opening() const noexcept { return opening_; }

    /// False when there is nothing.
    bool undo(double now_s);
    bool redo(double now_s);
    const History& history() const noexcept { return history_; }

    // ---- slots, 0 to 7 ----

    const Snapshot& slot(int index) const { return slots_.at(static_cast<std::size_t>(index)); }

    /// Empties it with a null. An act.
    void put_slot(int index, Snapshot snapshot, double now_s);

    /// The same without an act, when a file is read.
    void fill_slot(int index, Snapshot snapshot) { slots_.at(static_cast<std::size_t>(index)) = std::move(snapshot); }

    /// True while a value is on its way out: what is heard now is no hand.
    bool is_delivering() const noexcept { return delivering_ > 0; }

private:
    bool is_ours() const noexcept { return is_restoring_ || delivering_ > 0; }  // no worker's and no hand's
    void send(const Control& control, const Value& value, double now_s);
    void note(const Control& control, const Value& value, double now_s);
    void answered(const Control& control, const Value& value, double now_s);
    void put_back(const Act& act, Value Change::*side, double now_s);

    Deliver deliver_;
    std::vector<Control> controls_;
    State values_;
    std::array<Snapshot, kSlots> slots_;
    History history_;
    State opening_;
    State pins_;                   // what workers may not change yet
    std::set<std::string> asked_;  // by a hand, and not yet answered
    double pinned_until_s_ = 0;
    double added_s_ = -1;  // when the last control came
    int delivering_ = 0;
    bool is_following_ = false;  // what is heard belongs to the newest act
    bool is_restoring_ = false;  // nothing that is heard is an act
};

}  // namespace latentjam::stage
