// The list of bends, and the lists before it: undo and redo.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/entry.h"

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

namespace latentjam::bend {

using EntryPtr = std::shared_ptr<const Entry>;
using Entries = std::vector<EntryPtr>;

/// A plain value: a copy is a place to come back to.
class History {
public:
    static constexpr std::size_t kLevels = 64;
    static constexpr std::size_t kMostEntries = 4096;

    const Entries& entries() const noexcept { return entries_; }

    void add(EntryPtr entry);

    /// Moves of a slider on one entry are one step back.
    void change(std::size_t place, EntryPtr entry);

    void remove(std::size_t place);

    /// All at once: one step back brings all of them back.
    void replace(Entries entries);

    /// False when there is nothing to go to. [any]
    bool undo();
    bool redo();

    /// Puts `good`, or nothing when it is null, wherever `bad` is or was: that one never was.
    void forget(const EntryPtr& bad, const EntryPtr& good);

    /// Forgets the way here too.
    void clear();

private:
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    void step();

    Entries entries_;
    std::deque<Entries> before_;
    std::vector<Entries> after_;
    std::size_t sliding_ = kNowhere;  // the entry that the last change moved
};

}  // namespace latentjam::bend
