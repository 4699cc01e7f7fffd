// A step sequencer: a few values for each dim, a bang for the next, smoothed, with an envelope (arseq).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/dice.h"
#include "kit/one_pole.h"
#include "random/random.h"

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::kit {

/// Value of the step, through a one-pole of `smoothing`, times the gate, times the amplitude (smoothed by 1 Hz). The
/// gate is 1, or the square of an envelope that stays at 1 for 5 ms and falls to 0 in the time between the last two
/// bangs. All calls but prepare(): [audio]
class Steps {
public:
    static constexpr int kMostSteps = 64;
    static constexpr double kAttack_ms = 5;

    void prepare(int dims, double rate_hz);  ///< [setup]
    void set_rate(double rate_hz);           ///< [setup]

    void bang() noexcept;
    void set_start(int start) noexcept { index_ = start - 1; }  ///< the next bang takes this one

    void set_dice(Dice dice) noexcept { dice_ = dice; }
    void draw(random::Random& random) noexcept;

    /// New steps are 0, until set() has filled them once: then they are what it was given.
    void set_size(int size) noexcept;
    void set(std::span<const double> values) noexcept;  ///< step by step of the first dim, then of the next
    void set_one(int dim, int step, double value) noexcept { cell(dim, step) = value; }
    int size() const noexcept { return size_; }
    int dims() const noexcept { return dims_; }
    double value(int dim, int step) const noexcept { return values_[place(dim, step)]; }
    int step() const noexcept { return index_; }

    void set_amplitude(double factor) noexcept { amplitude_.target = factor; }
    void set_envelope(bool on) noexcept { envelope_.target = on ? 1 : 0; }
    void set_smoothing(double hz) noexcept;
    double amplitude() const noexcept { return amplitude_.target; }
    bool has_envelope() const noexcept { return envelope_.target > 0; }
    double smoothing_hz() const noexcept { return smoothing_hz_; }
    double decay_ms() const noexcept { return decay_samples_ * 1000 / rate_hz_; }
    Dice dice() const noexcept { return dice_; }

    // ---- as kit/frames.h asks
    void enter(int frame_samples) noexcept;
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    std::size_t place(int dim, int step) const noexcept
    {
        return static_cast<std::size_t>(dim) * kMostSteps + static_cast<std::size_t>(step);
    }
    double& cell(int dim, int step) noexcept { return values_[place(dim, step)]; }
    double gate() const noexcept;

    std::vector<double> values_;
    std::vector<double> given_;  // by the last set()
    std::vector<double> smoothed_;
    std::size_t given_count_ = 0;
    Smoothed amplitude_{0.6, 0.6}, envelope_{};
    OnePole smoothness_, slowness_, switching_;
    Dice dice_ = Dice::kBell;
    double rate_hz_ = 44100;
    double smoothing_hz_ = 0.7;
    double decay_samples_ = 0;
    std::int64_t since_ = 0;       // samples since the last step
    std::int64_t since_bang_ = 0;  // which a frame of the grid may have held back
    std::int64_t interval_ = 0;    // between the last two bangs
    int dims_ = 0;
    int size_ = 6;
    int index_ = 0;  // the first bang takes step 1, as the original does
    int asked_ = 0;
    bool has_stepped_ = false;
};

}  // namespace latentjam::kit
