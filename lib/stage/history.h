// What was done, act by act, so that it can be undone and done again.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/value.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace latentjam::stage {

/// One thing that an act changed, under its name.
struct Change {
    Value before, after;
    double time_s = 0;  ///< when it changed last
};

/// All that one act changed. A drag is one act, and so is a recalled snapshot.
using Act = std::map<std::string, Change>;

/// The last 32 acts. Times are Pd's logical seconds. [setup]
class History {
public:
    static constexpr std::size_t kMostActs = 32;
    static constexpr double kGestureS = 0.5;  ///< a hand that rests longer begins another act

    /// What changes from now on, in this instant, is one act, apart from what went before.
    void begin(double now_s);

    /// The same, and no gesture goes on from before.
    void begin_anew(double now_s);

    /// A change belongs to the gesture that moves the same thing, else to the act of this instant, else it is an act of
    /// its own. What was undone before can not be done again.
    void record(const std::string& name, const Value& before, const Value& after, double now_s);

    /// The same for what follows an act later, as the work of a worker does: it joins the newest act.
    void record_late(const std::string& name, const Value& before, const Value& after, double now_s);

    /// When the newest act changed something last; far in the past when there is none.
    double last_time_s() const noexcept;

    /// The act to take back, or to do again; null when there is none. It changes sides.
    const Act* undo();
    const Act* redo();

    std::size_t undoable() const noexcept;
    std::size_t redoable() const noexcept { return undone_.size(); }
    void clear();

private:
    struct Entry {
        Act changes;
        double time_s;
        bool is_sealed = false;  ///< no gesture goes on in it
    };

    void put(Entry& entry, const std::string& name, const Value& before, const Value& after, double now_s);
    void forget_oldest();

    std::deque<Entry> done_;  // the last may still be empty
    std::vector<Entry> undone_;
};

}  // namespace latentjam::stage
