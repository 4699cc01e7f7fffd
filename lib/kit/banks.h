// Banks of constellations: values for every dim, stored, recalled with a glide, and anything between them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "kit/dice.h"
#include "kit/one_pole.h"
#include "kit/way.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace latentjam::kit {

/// lateefah's law. Values are set at once, or glide to those of a bank in steps of 20 ms; they reach the outlet through
/// a one-pole of 10 Hz; modulation is added behind it, then comes `positive` ((x + 1) / 2), then the intensity, which
/// is smoothed in the same way. All calls but prepare() and learn(): [audio]
class Banks {
public:
    static constexpr int kMostBanks = 64;
    static constexpr double kSmoothing_hz = 10;
    static constexpr double kGlideStep_ms = 20;
    static constexpr int kTick = 64;  ///< Pd's clocks fire before the tick that they fall into

    /// Everything 0, intensity 1. [setup]
    void prepare(int dims, int banks, double rate_hz);
    void set_rate(double rate_hz);  ///< keeps the values [setup]
    Status learn(const latent::Statistics& statistics) { return ways_.learn(statistics); }  ///< [setup]

    int dims() const noexcept { return static_cast<int>(values_.size()); }
    int banks() const noexcept { return banks_; }

    // ---- values; those that are missing stay
    void set(std::span<const double> values) noexcept;
    void set_one(int dim, double value) noexcept;
    void randomize(random::Random& random) noexcept;
    std::span<const double> values() const noexcept { return values_; }

    // ---- banks. Precondition: 0 <= bank < banks()
    void save(int bank) noexcept;
    void recall(int bank) noexcept;  ///< glides there from where the values are
    std::span<const double> bank(int bank) const noexcept;
    void set_bank(int bank, std::span<const double> values) noexcept;

    // ---- between banks
    void set_way(Way way) noexcept { way_ = way; }
    Way way() const noexcept { return way_; }
    bool has_learnt() const noexcept { return ways_.has_learnt(); }
    void morph(int from, int to, double x) noexcept;  ///< x from 0 to 1
    void pad(double x, double y) noexcept;            ///< banks 0 1 at y = 0, 2 3 at y = 1
    void circle(double turns) noexcept;               ///< through all banks, and from the last to the first

    // ---- how it sounds
    void set_ramp(double ms) noexcept { ramp_ms_ = ms; }
    void set_intensity(double factor) noexcept { intensity_.target = factor; }
    void set_positive(bool on) noexcept { positive_ = on; }
    double ramp_ms() const noexcept { return ramp_ms_; }
    double intensity() const noexcept { return intensity_.target; }
    bool is_positive() const noexcept { return positive_; }

    /// True once after a glide has moved the values.
    bool take_moved() noexcept { return std::exchange(moved_, false); }

    /// What was last read before positive and intensity: the ghosts of the panel.
    std::span<const double> heard() const noexcept { return heard_; }

    // ---- as kit/frames.h asks
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    std::span<double> room(int bank) noexcept;
    void glide() noexcept;
    std::int64_t step_at(int step) const noexcept;
    void smooth(int samples) noexcept;

    std::vector<double> values_;    // what the sliders say
    std::vector<double> smoothed_;  // what is heard of them
    std::vector<double> heard_;
    std::vector<double> from_, to_, aside_;  // of the glide; of the pad
    std::vector<double> stored_;             // bank by bank
    Smoothed intensity_{1, 1};
    OnePole slowness_;
    Ways ways_;
    Way way_ = Way::kStraight;
    double rate_hz_ = 44100;
    double ramp_ms_ = 100;
    std::int64_t since_ = 0;  // samples since the glide began
    int step_ = 0;            // the one to come; 0: no glide
    int steps_ = 0;
    int banks_ = 0;
    bool positive_ = false;
    bool moved_ = false;
};

}  // namespace latentjam::kit
