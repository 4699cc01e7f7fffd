// A latent in other order.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/mosaic.h"

#include <algorithm>
#include <cstdlib>

namespace latentjam::spoor {

void Mosaic::begin_segment(const Study& study, random::Random& random, int from) noexcept
{
    at_ = study.first + from;
    left_ = std::min(static_cast<int>(random.integer(kShortest, kLongest + 1)), study.frames() - from - 1);
    left_ = std::max(left_, 1);
    searched_ = 0;
    found_ = 0;
    entered_[entries_++ % entered_.size()] = at_;
}

/// A share of the source, so that all of it has been looked at when the jump comes.
void Mosaic::search(const Study& study) noexcept
{
    const int goal = study.frames() - kShortest;
    const int rest = std::max(goal - searched_, 0);
    const int share = left_ > 1 ? (rest + left_ - 1) / left_ : rest;
    for (int i = 0; i < share; ++i) consider(study, searched_++);
}

void Mosaic::consider(const Study& study, int frame) noexcept
{
    const int away = std::min(kKeptAway, study.frames() / 4);
    const std::int64_t number = study.first + frame, end = at_ + left_;
    if (std::abs(number - end) < away) return;
    for (const std::int64_t entered : entered_)
        if (std::abs(number - entered) < away / 8) return;
    const int next = static_cast<int>(std::clamp<std::int64_t>(end - study.first, 0, study.frames() - 1));
    const Candidate candidate{study.apart(frame, next), frame};
    if (found_ == kNearest && candidate.apart >= nearest_[kNearest - 1].apart) return;
    int place = found_ < kNearest ? found_++ : kNearest - 1;
    for (; place > 0 && nearest_[static_cast<std::size_t>(place) - 1].apart > candidate.apart; --place)
        nearest_[static_cast<std::size_t>(place)] = nearest_[static_cast<std::size_t>(place) - 1];
    nearest_[static_cast<std::size_t>(place)] = candidate;
}

int Mosaic::choose(random::Random& random) const noexcept
{
    if (found_ == 0) return 0;
    return nearest_[static_cast<std::size_t>(random.integer(0, found_))].frame;
}

void Mosaic::step(const Study& study, random::Random& random, std::span<double> out, std::span<double> room) noexcept
{
    const auto is_inside = [&study](std::int64_t number) {
        return number >= study.first && number < study.first + study.frames();
    };
    if (at_ == kNowhere || !is_inside(at_)) {  // the first frame, or what a live source has forgotten
        entries_ = 0;
        entered_.fill(study.first - kKeptAway);
        faded_ = kFade;
        begin_segment(study, random, static_cast<int>(random.integer(0, std::max(study.frames() - kShortest, 1))));
    } else if (left_ <= 0) {
        left_at_ = at_;
        faded_ = 0;
        begin_segment(study, random, std::min(choose(random), study.frames() - 1));
    }
    study.deviation_at(static_cast<int>(at_ - study.first), out);
    if (faded_ < kFade && is_inside(left_at_)) {
        const double share = (faded_ + 1.0) / (kFade + 1);
        study.deviation_at(static_cast<int>(left_at_ - study.first), room);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = room[i] + share * (out[i] - room[i]);
        ++left_at_;
    }
    ++faded_;
    search(study);
    ++at_;
    --left_;
}

}  // namespace latentjam::spoor
