// Score time in frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/conductor.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr std::uint32_t kOwner = 1000;  // of the score's own chances
constexpr std::int64_t kNever = std::int64_t{1} << 62;

bool compares(double value, Comparison comparison, double threshold)
{
    switch (comparison) {
        case Comparison::kAbove:
            return value > threshold;
        case Comparison::kBelow:
            return value < threshold;
        case Comparison::kAtLeast:
            return value >= threshold;
        case Comparison::kAtMost:
            break;
    }
    return value <= threshold;
}

}  // namespace

Conductor::Conductor(std::shared_ptr<const Score> score, double frame_s, std::uint64_t seed)
    : score_(std::move(score)), frame_s_(frame_s), luck_(seed, kOwner)
{
    lay_out();
    is_over_ = score_->parts.empty();
    if (!is_over_) begin_part(0);
}

std::int64_t Conductor::frames(double seconds) const noexcept
{
    return std::llround(seconds * score_->stretch / frame_s_);
}

/// Ends are rounded, not lengths, so that errors do not add up.
void Conductor::lay_out()
{
    begins_ = {0};
    sounding_ends_.clear();
    double end_s = 0;
    for (std::size_t i = 0; i < score_->parts.size(); ++i) {
        end_s += score_->parts[i].length_s;
        sounding_ends_.push_back(frames(end_s));
        if (i + 1 < score_->parts.size()) end_s += score_->parts[i].gap_s;
        begins_.push_back(frames(end_s));
    }
}

double Conductor::in_part_s() const noexcept
{
    if (is_over_ || begins_.size() < 2) return 0;
    return static_cast<double>(frame_ - part_begin(part_)) * frame_s_ / score_->stretch;
}

std::int64_t Conductor::next_of(const Command& command, std::int64_t after)
{
    const std::int64_t begin = part_begin(part_);
    if (command.kind == Command::Kind::kAt) {
        const std::int64_t at = begin + frames(command.begin_s);
        return at >= after ? at : kNever;
    }
    if (command.kind == Command::Kind::kIf) return kNever;
    const double first = std::max(command.begin_s, static_cast<double>(after - begin) * frame_s_ / score_->stretch);
    const double at_s = first + luck_.uniform(Purpose::kScore, command.shortest_s, command.longest_s);
    return at_s < command.end_s ? begin + frames(at_s) : kNever;
}

void Conductor::begin_part(std::int64_t from_frame)
{
    frame_ = from_frame;
    const Part& part = score_->parts[static_cast<std::size_t>(part_)];
    pending_.assign(part.commands.size(), {});
    for (std::size_t i = 0; i < pending_.size(); ++i) pending_[i].next = next_of(part.commands[i], from_frame);
}

void Conductor::go_to_part(int part)
{
    if (part >= static_cast<int>(score_->parts.size())) {
        is_over_ = true;
        return;
    }
    part_ = std::max(0, part);
    is_over_ = false;
    went_.clear();
    begin_part(part_begin(part_));
}

Status Conductor::go_to_mark(const std::string& name)
{
    const int count = static_cast<int>(score_->parts.size());
    for (int i = 0; i < count; ++i) {
        const int part = (part_ + i) % count;
        for (const Command& command : score_->parts[static_cast<std::size_t>(part)].commands) {
            if (command.action.verb != Verb::kMark || command.action.word != name) continue;
            if (part != part_) went_.clear();
            part_ = part;
            is_over_ = false;
            begin_part(part_begin(part) + frames(command.begin_s));
            return {};
        }
    }
    return Status::error("goto '" + name + "': there is no such mark; marks are made by at TIME mark NAME");
}

void Conductor::replace(std::shared_ptr<const Score> score)
{
    const double here_s = in_part_s();
    const int went_on = part_;
    score_ = std::move(score);
    lay_out();
    went_.clear();
    if (score_->parts.empty()) is_over_ = true;
    if (is_over_) return;
    part_ = std::min(went_on, static_cast<int>(score_->parts.size()) - 1);
    begin_part(std::min(part_begin(part_) + frames(here_s), part_end(part_) - 1));
}

const std::vector<Action>& Conductor::advance(const Measure& measure)
{
    due_.clear();
    wanted_mark_.clear();
    if (is_over_) return due_;
    if (frame_ < sounding_end(part_))
        for (std::size_t i = 0; i < pending_.size() && wanted_mark_.empty(); ++i) look_at(i, measure);
    if (!wanted_mark_.empty() && go_to_mark(wanted_mark_)) return due_;
    ++frame_;
    while (!is_over_ && frame_ >= part_end(part_)) {
        const std::int64_t here = frame_;
        if (part_ + 1 >= static_cast<int>(score_->parts.size())) {
            act({.verb = Verb::kEnd});
            is_over_ = true;
        } else {
            ++part_;
            went_.clear();
            begin_part(here);
        }
    }
    return due_;
}

void Conductor::look_at(std::size_t place, const Measure& measure)
{
    const Command& command = score_->parts[static_cast<std::size_t>(part_)].commands[place];
    Pending& pending = pending_[place];
    if (command.kind != Command::Kind::kIf) {
        if (pending.next > frame_) return;
        pending.next = command.kind == Command::Kind::kAt ? kNever : next_of(command, frame_ + 1);
        return act(command.action);
    }
    if (pending.is_done || frame_ < pending.rests_until) return;
    if (!compares(measure(command.quantity), command.comparison, command.threshold)) {
        pending.since = -1;
        return;
    }
    if (pending.since < 0) pending.since = frame_;
    if (static_cast<double>(frame_ - pending.since) * frame_s_ < command.for_s) return;
    pending.since = -1;
    pending.is_done = command.again_s <= 0;
    pending.rests_until = frame_ + std::llround(command.again_s / frame_s_);
    act(command.action);
}

void Conductor::act(const Action& action)
{
    if (action.verb != Verb::kGoto) {
        due_.push_back(action);
        if (action.verb == Verb::kEnd) is_over_ = true;
        return;
    }
    if (went_.empty()) went_.assign(score_->parts[static_cast<std::size_t>(part_)].commands.size(), 0);
    const auto& commands = score_->parts[static_cast<std::size_t>(part_)].commands;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (&commands[i].action != &action) continue;
        if (action.times > 0 && went_[i] >= action.times) return;
        ++went_[i];
    }
    wanted_mark_ = action.word;
}

std::vector<const Command*> Conductor::coming(int count) const
{
    std::vector<std::pair<std::int64_t, const Command*>> all;
    if (is_over_) return {};
    const auto& commands = score_->parts[static_cast<std::size_t>(part_)].commands;
    for (std::size_t i = 0; i < pending_.size(); ++i)
        if (pending_[i].next < kNever && pending_[i].next >= frame_) all.emplace_back(pending_[i].next, &commands[i]);
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const Command*> next;
    for (std::size_t i = 0; i < all.size() && i < static_cast<std::size_t>(count); ++i) next.push_back(all[i].second);
    return next;
}

}  // namespace latentjam::score::agents
