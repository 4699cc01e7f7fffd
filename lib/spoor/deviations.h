// Plays deviations from a baseline: what comes in, and what a hand leaves, in the deviations of each dim.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "spoor/baseline.h"

#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::spoor {

/// On the grid of the frames, as kit/frames.h asks.
class Deviations {
public:
    /// Baseline 0, deviation 1 in each dim. [setup]
    void prepare(int dims, double rate_hz);
    void set_rate(double rate_hz) noexcept { rate_hz_ = rate_hz; }

    /// Precondition: of as many dims. Goes there within the glide. [setup]
    void go_to(const Baseline& baseline);
    const std::vector<double>& place() const noexcept { return place_; }
    const std::vector<double>& deviation() const noexcept { return deviation_; }
    std::span<const double> now() const noexcept { return now_; }

    /// A hand's deviation, which the spring takes back. [setup]
    void touch(int dim, double to) noexcept { hand_[static_cast<std::size_t>(dim)] = to; }
    void release() noexcept;

    void read(std::span<const double> in, std::span<double> out) noexcept;
    void advance(int samples) noexcept;

    double amount = 1;    ///< of all deviations; 0 is the baseline
    double spring_s = 0;  ///< in which a hand's deviation falls to a third; 0: it stays
    double glide_s = 0.5;
    double deadband = 0;  ///< deviations so small count as none, larger ones begin at 0 there
    bool is_even = false;

private:
    double heard(double in) const noexcept;

    double rate_hz_ = 44100;
    std::vector<double> place_, deviation_, factors_, hand_, now_;
    std::vector<double> from_place_, from_deviation_;
    double glided_ = 1;  // 0 to 1
};

}  // namespace latentjam::spoor
