// What both columns of a Duo play at a frame: coins, canon and chase, voices a little apart.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"
#include "random/counter.h"

#include <algorithm>
#include <cmath>

namespace latentjam::pathway {
namespace {

constexpr int kLongestSilence = 64;  // frames that `decide` may be silent for, 3 s
constexpr double kSteady = .02;      // of the difference between voices, for the first two dims: pitch and loudness

/// Nearly a sine, of two parabolas: the same bits with every C library.
double wave(double turns) noexcept
{
    const double x = turns - std::floor(turns);
    return x < .5 ? 16 * x * (.5 - x) : -16 * (x - .5) * (1 - x);
}

}  // namespace

const std::vector<LoopEvent>& Duo::advance()
{
    for (; is_replaying_ && replayed_ < journal_.size() && journal_[replayed_].frame <= frame_; ++replayed_)
        (void)act(journal_[replayed_].act);
    events_.clear();
    advance_columns();
    write_outputs();
    ++frame_;
    if (is_replaying_ && replayed_ == journal_.size()) is_replaying_ = false;
    return events_;
}

void Duo::advance_columns()
{
    const auto tell = [&](int number) {
        const Column& column = columns_[at(number)];
        events_.push_back({number, column.round(), column.count(), column.seed(slots_)});
    };
    if (columns_[0].advance(slots_)) {
        tell(0);
        if (setting(Verb::kDecide) != 0) decide();
    }
    const bool is_linked = setting(Verb::kLink) != 0;
    if (is_linked ? columns_[1].follow(slots_, columns_[0]) : columns_[1].advance(slots_)) tell(1);
    const auto values = columns_[0].values();
    std::copy(values.begin(), values.end(), history_[static_cast<std::size_t>(frame_ % kHistory_frames)].begin());
}

/// A coin with four sides. Nothing sounds for one short loop at most.
void Duo::decide()
{
    const double coin = random::Counter(master_).uniform(0, kCoin, coins_++);
    const bool may_be_silent = !was_silent_ && columns_[0].loop_frames() <= kLongestSilence;
    was_silent_ = coin >= .9 && may_be_silent;
    gates_[0] = was_silent_ || (coin >= .3 && coin < .6) ? 0 : 1;
    gates_[1] = was_silent_ || coin < .3 ? 0 : 1;
}

/// What the left column played; before frame 0 as at frame 0.
std::span<const float> Duo::past(int frames) const
{
    const std::int64_t when = std::clamp<std::int64_t>(frame_ - frames, 0, frame_);
    return history_[static_cast<std::size_t>(when % kHistory_frames)];
}

void Duo::write_outputs()
{
    const double share = 3 * frame_s_ / (setting(Verb::kSlow) + 3 * frame_s_);
    for (Lean& lean : leans_)
        for (std::size_t i = 0; i < lean.now.size(); ++i) lean.now[i] += share * (lean.target[i] - lean.now[i]);
    const auto canon = static_cast<int>(setting(Verb::kCanon));
    const auto lag = static_cast<int>(setting(Verb::kLag));
    const auto chase = static_cast<int>(setting(Verb::kChase));
    std::vector<float> right(columns_[1].values().begin(), columns_[1].values().end());
    if (chase > 0) right.assign(past(chase).begin(), past(chase).end());
    for (int voice = 0; voice < kVoices; ++voice) {
        write_voice(0, voice, canon > 1 && voice == 1 ? past(lag) : columns_[0].values());
        std::vector<float> line = right;
        const int number = 2 + voice;  // of the canon
        if (canon > 2) {
            const auto old = past(std::min(number, canon - 1) * lag);
            line.assign(old.begin(), old.end());
        }
        if (setting(Verb::kComplement) != 0)
            for (float& value : line) value = -value;
        write_voice(1, voice, line);
    }
}

/// The voices are a little apart: a slow wave is added to the left one and taken from the right one.
void Duo::write_voice(int column, int voice, std::span<const float> line)
{
    const auto count = at(column_dims_[at(column)]);
    const auto out = std::span(outputs_[at(column)]).subspan(at(voice) * count, count);
    const double side = (voice == 0 ? 1 : -1) * setting(Verb::kWidth);
    const double time_s = static_cast<double>(frame_) * frame_s_;
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<double>(line[at(chosen_[at(column)][i])]);
        out[i] = static_cast<float>(value * setting(Verb::kDepth, column) + setting(Verb::kLift, column));
    }
    if (column == 1) gauge_.apply(static_cast<Map>(static_cast<int>(setting(Verb::kMap))), out);
    for (std::size_t i = 0; i < count; ++i) {
        const double turns = (.021 + .013 * static_cast<double>(i)) * time_s + .618 * static_cast<double>(i);
        const double apart = side * (i < 2 ? kSteady : 1) * wave(turns);
        out[i] = static_cast<float>(static_cast<double>(out[i]) + leans_[at(column)].now[i] + apart);
    }
}

}  // namespace latentjam::pathway
