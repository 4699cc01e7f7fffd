// A search for the place in a control space where something is least.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/search.h"

#include "random/counter.h"

#include <algorithm>
#include <utility>

namespace latentjam::spoor {

namespace {

constexpr double kReach = 3;  // deviations from the mean
constexpr std::size_t kClimbers = 4;
constexpr double kSmallestStep = 0.03;

}  // namespace

Search::Search(std::span<const double> mean, std::span<const double> deviation, std::uint64_t seed, int most_tries)
    : mean_(mean.begin(), mean.end()),
      deviation_(deviation.begin(), deviation.end()),
      seed_(seed),
      most_tries_(std::clamp(most_tries, kStarts, kMostTries)),
      candidate_(mean_)
{
    draw_start(0);
}

void Search::draw_start(std::uint64_t index)
{
    const random::Counter dice(seed_);
    for (std::size_t dim = 0; dim < mean_.size(); ++dim)
        candidate_[dim] =
            mean_[dim] +
            deviation_[dim] * std::clamp(dice.normal(static_cast<std::uint32_t>(dim), 0, index), -kReach, kReach);
}

double Search::median_of_starts() const
{
    std::vector<double> costs = start_costs_;
    if (costs.empty()) return 0;
    std::sort(costs.begin(), costs.end());
    const std::size_t half = costs.size() / 2;
    return costs.size() % 2 == 1 ? costs[half] : (costs[half - 1] + costs[half]) / 2;
}

void Search::finish_starts()
{
    std::stable_sort(climbers_.begin(), climbers_.end(),
                     [](const Climber& a, const Climber& b) { return a.cost < b.cost; });
    active_ = std::min(kClimbers, climbers_.size());
    climbers_.resize(active_);
    dim_ = climber_ = 0;
    direction_ = 1;
    step(direction_);
}

bool Search::is_beyond(double value, std::size_t dim) const noexcept
{
    const double most = kReach * deviation_[dim] * (1 + 1e-12);
    return value < mean_[dim] - most || value > mean_[dim] + most;
}

/// The next candidate; beyond the reach there is none in this direction.
void Search::step(double direction)
{
    while (!is_done_) {
        candidate_ = climbers_[climber_].place;
        candidate_[dim_] += direction * step_ * deviation_[dim_];
        if (deviation_[dim_] > 0 && !is_beyond(candidate_[dim_], dim_)) return;
        if (direction > 0 && !has_moved_ && deviation_[dim_] > 0) {
            direction_ = direction = -1;
            continue;
        }
        next_dim();
        direction = direction_;
    }
}

void Search::next_dim()
{
    direction_ = 1;
    has_moved_ = false;
    if (++dim_ < mean_.size()) return;
    dim_ = 0;
    if (++climber_ < active_) return;
    next_round();
}

void Search::next_round()
{
    climber_ = 0;
    step_ /= 2;
    std::stable_sort(climbers_.begin(), climbers_.end(),
                     [](const Climber& a, const Climber& b) { return a.cost < b.cost; });
    int rounds = 0;
    for (double size = step_; size >= kSmallestStep; size /= 2) ++rounds;
    const double each = 2.0 * static_cast<double>(mean_.size() * static_cast<std::size_t>(std::max(rounds, 1)));
    while (active_ > 1 && each * static_cast<double>(active_) > most_tries_ - tries_) active_ /= 2;
    if (step_ < kSmallestStep) is_done_ = true;
}

void Search::tell(double cost)
{
    ++tries_;
    if (tries_ <= kStarts) {
        start_costs_.push_back(cost);
        climbers_.push_back({candidate_, cost});
        if (tries_ < kStarts) return draw_start(static_cast<std::uint64_t>(tries_));
        return finish_starts();
    }
    Climber& climber = climbers_[climber_];
    const bool is_better = cost < climber.cost;
    if (is_better) climber = {candidate_, cost};
    if (tries_ >= most_tries_) is_done_ = true;
    if (is_done_) {
        std::stable_sort(climbers_.begin(), climbers_.end(),
                         [](const Climber& a, const Climber& b) { return a.cost < b.cost; });
        return;
    }
    if (is_better && !has_moved_) {  // once more the same way
        has_moved_ = true;
        return step(direction_);
    }
    if (!is_better && !has_moved_ && direction_ > 0) {
        direction_ = -1;
        return step(direction_);
    }
    next_dim();
    step(direction_);
}

}  // namespace latentjam::spoor
