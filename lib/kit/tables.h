// Tables that go round: looked up by a signal or by a clock of their own (saatgut, saatgut2).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/dice.h"
#include "kit/one_pole.h"
#include "random/random.h"

#include <span>
#include <vector>

namespace latentjam::kit {

/// A table for each dim, all of one size, read with cubic interpolation round its end. Times a factor smoothed by 1 Hz.
/// All calls but prepare() and resize(): [audio]
class Tables {
public:
    static constexpr int kMostPoints = 1 << 16;
    static constexpr double kFastest = 4;

    void prepare(int dims, double rate_hz);  ///< one point each, 0 [setup]
    void set_rate(double rate_hz);           ///< [setup]

    /// Keeps what is there; new points are 0. Precondition: 1 to kMostPoints. [setup]
    void resize(int points);

    /// Points of a latent model in one round: each is a frame.
    static int points_for(double frequency_hz, double rate_hz, int ratio) noexcept;

    void draw(random::Random& random, Dice dice) noexcept;
    int dims() const noexcept { return dims_; }
    int points() const noexcept { return points_; }
    std::span<double> table(int dim) noexcept;
    std::span<const double> table(int dim) const noexcept;

    // ---- its own clock
    void set_clocked(bool on) noexcept { clocked_ = on; }  ///< without: the input, 0 to 1, is the place
    void set_frequency(double hz) noexcept { frequency_hz_ = hz; }
    void set_speed(double factor) noexcept { speed_ = factor; }  ///< -4 to 4
    void set_palindrome(bool on) noexcept { palindrome_ = on; }  ///< forward and backward, in twice the time
    void set_loop(double from, double to) noexcept { from_ = from, to_ = to; }
    void jump(double place) noexcept;  ///< 0 to 1 of the loop
    double frequency_hz() const noexcept { return frequency_hz_; }
    double speed() const noexcept { return speed_; }
    bool is_palindrome() const noexcept { return palindrome_; }
    double loop_from() const noexcept { return from_; }
    double loop_to() const noexcept { return to_; }
    bool is_clocked() const noexcept { return clocked_; }

    /// Where the first dim was read last, 0 to 1 of the table.
    double place() const noexcept { return place_; }

    // ---- how it sounds
    void set_factor(double factor) noexcept { factor_.target = factor; }
    void set_positive(bool on) noexcept { positive_ = on; }  ///< (x + 1) / 2
    double factor() const noexcept { return factor_.target; }
    bool is_positive() const noexcept { return positive_; }

    // ---- as kit/frames.h asks
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    double clock_place() const noexcept;
    double at(int dim, double place) const noexcept;

    std::vector<double> values_;  // dim by dim
    Smoothed factor_{1, 1};
    OnePole slowness_;
    double rate_hz_ = 44100;
    double frequency_hz_ = 1;
    double speed_ = 1;
    double phase_ = 0;  // 0 to 1, of a palindrome to 2
    double from_ = 0, to_ = 1;
    double place_ = 0;
    int dims_ = 0;
    int points_ = 1;
    bool clocked_ = false;
    bool palindrome_ = false;
    bool positive_ = false;
};

}  // namespace latentjam::kit
