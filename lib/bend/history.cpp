// SPDX-License-Identifier: BSD-3-Clause
#include "bend/history.h"

#include <algorithm>
#include <utility>

namespace latentjam::bend {

void History::step()
{
    before_.push_back(entries_);
    if (before_.size() > kLevels) before_.pop_front();
    after_.clear();
    sliding_ = kNowhere;
}

void History::add(EntryPtr entry)
{
    step();
    entries_.push_back(std::move(entry));
}

void History::change(std::size_t place, EntryPtr entry)
{
    if (place >= entries_.size()) return;
    if (sliding_ != place) step();
    after_.clear();
    sliding_ = place;
    entries_[place] = std::move(entry);
}

void History::remove(std::size_t place)
{
    if (place >= entries_.size()) return;
    step();
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(place));
}

void History::replace(Entries entries)
{
    step();
    entries_ = std::move(entries);
}

bool History::undo()
{
    if (before_.empty()) return false;
    after_.push_back(std::exchange(entries_, std::move(before_.back())));
    before_.pop_back();
    sliding_ = kNowhere;
    return true;
}

bool History::redo()
{
    if (after_.empty()) return false;
    before_.push_back(std::exchange(entries_, std::move(after_.back())));
    after_.pop_back();
    sliding_ = kNowhere;
    return true;
}

void History::forget(const EntryPtr& bad, const EntryPtr& good)
{
    const auto in = [&](Entries& entries) {
        std::replace(entries.begin(), entries.end(), bad, good);
        std::erase(entries, nullptr);
    };
    in(entries_);
    std::for_each(before_.begin(), before_.end(), in);
    std::for_each(after_.begin(), after_.end(), in);
    // Steps that lead nowhere now.
    before_.erase(std::unique(before_.begin(), before_.end()), before_.end());
    after_.erase(std::unique(after_.begin(), after_.end()), after_.end());
    if (!before_.empty() && before_.back() == entries_) before_.pop_back();
    if (!after_.empty() && after_.back() == entries_) after_.pop_back();
    sliding_ = kNowhere;
}

void History::clear() { *this = {}; }

}  // namespace latentjam::bend
