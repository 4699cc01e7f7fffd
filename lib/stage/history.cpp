// What was done, act by act, so that it can be undone and done again.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/history.h"

#include <algorithm>
#include <limits>

namespace latentjam::stage {

void History::begin(double now_s)
{
    if (!done_.empty() && done_.back().changes.empty()) done_.pop_back();
    done_.push_back({{}, now_s, false});
}

void History::begin_anew(double now_s)
{
    for (Entry& entry : done_) entry.is_sealed = true;
    begin(now_s);
}

void History::put(Entry& entry, const std::string& name, const Value& before, const Value& after, double now_s)
{
    const auto [change, is_new] = entry.changes.try_emplace(name, Change{before, after, now_s});
    if (!is_new) {
        change->second.after = after;
        change->second.time_s = now_s;
        if (change->second.before == after) entry.changes.erase(change);  // there and back is no act
    }
    entry.time_s = now_s;
    undone_.clear();
    forget_oldest();
}

void History::record(const std::string& name, const Value& before, const Value& after, double now_s)
{
    // No later act holds the name, so an older one may take the change without any other noticing.
    for (auto entry = done_.rbegin(); entry != done_.rend(); ++entry) {
        const auto change = entry->changes.find(name);
        if (entry->is_sealed) break;
        if (change == entry->changes.end()) continue;
        if (now_s - change->second.time_s < kGestureS) return put(*entry, name, before, after, now_s);
        break;
    }
    if (done_.empty() || done_.back().is_sealed || done_.back().time_s != now_s) begin(now_s);
    put(done_.back(), name, before, after, now_s);
}

void History::record_late(const std::string& name, const Value& before, const Value& after, double now_s)
{
    if (done_.empty()) begin(now_s);
    put(done_.back(), name, before, after, now_s);
}

double History::last_time_s() const noexcept
{
    return done_.empty() ? -std::numeric_limits<double>::infinity() : done_.back().time_s;
}

const Act* History::undo()
{
    while (!done_.empty() && done_.back().changes.empty()) done_.pop_back();
    if (done_.empty()) return nullptr;
    undone_.push_back(std::move(done_.back()));
    done_.pop_back();
    for (Entry& entry : done_) entry.is_sealed = true;
    return &undone_.back().changes;
}

const Act* History::redo()
{
    while (!done_.empty() && done_.back().changes.empty()) done_.pop_back();
    if (undone_.empty()) return nullptr;
    Entry entry = std::move(undone_.back());
    undone_.pop_back();
    for (auto& [name, change] : entry.changes) change.time_s = -std::numeric_limits<double>::infinity();
    entry.time_s = -std::numeric_limits<double>::infinity();
    entry.is_sealed = true;
    done_.push_back(std::move(entry));
    return &done_.back().changes;
}

std::size_t History::undoable() const noexcept
{
    return static_cast<std::size_t>(
        std::count_if(done_.begin(), done_.end(), [](const Entry& entry) { return !entry.changes.empty(); }));
}

void History::forget_oldest()
{
    while (undoable() > kMostActs) done_.pop_front();
}

void History::clear()
{
    done_.clear();
    undone_.clear();
}

}  // namespace latentjam::stage
