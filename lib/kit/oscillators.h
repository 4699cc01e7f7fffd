// Slow oscillators, one for each dim: modulator's law.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/one_pole.h"
#include "random/random.h"

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::kit {

enum class Wave {
    kCosine,  ///< -1 to 1, from its maximum
    kRamp,    ///< 0 to 1, rising
};

/// y = on direction intensity depth w(frequency t). The first three are smoothed by a one-pole of 1 Hz, so that
/// switching fades; frequency and depth are those of each dim and act at once. All calls but prepare(): [audio]
class Oscillators {
public:
    static constexpr double kSmoothing_hz = 1;

    /// Everything at rest: frequency and depth 0. [setup]
    void prepare(int dims, double rate_hz);
    void set_rate(double rate_hz);  ///< [setup]

    int dims() const noexcept { return static_cast<int>(voices_.size()); }

    // ---- of a dim. Precondition: 0 <= dim < dims()
    void set_frequency(int dim, double hz) noexcept;
    void set_depth(int dim, double depth) noexcept { voice(dim).depth = depth; }
    double frequency(int dim) const noexcept { return voices_[static_cast<std::size_t>(dim)].hz; }
    double depth(int dim) const noexcept { return voices_[static_cast<std::size_t>(dim)].depth; }
    void draw_frequencies(random::Random& random) noexcept;  ///< 0.01 to 0.09 Hz
    void draw_depths(random::Random& random) noexcept;       ///< 0.10 to 0.49

    // ---- of all
    void reset_phases() noexcept;
    void rest() noexcept;  ///< modulator's Reset: frequencies and depths 0; on, cosine, intensity 1, upwards
    void set_on(bool on) noexcept { on_.target = on ? 1 : 0; }
    void set_upwards(bool upwards) noexcept { direction_.target = upwards ? 1 : -1; }
    void set_intensity(double factor) noexcept { intensity_.target = factor; }
    void set_wave(Wave wave) noexcept { wave_ = wave; }
    bool is_on() const noexcept { return on_.target > 0; }
    bool is_upwards() const noexcept { return direction_.target > 0; }
    double intensity() const noexcept { return intensity_.target; }
    Wave wave() const noexcept { return wave_; }

    // ---- as kit/frames.h asks
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    struct Voice {
        double hz = 0;
        double depth = 0;
        double step = 0;   // turns a sample
        double phase = 0;  // in turns
        double cosine = 1, sine = 0;
        double turn_cosine = 1, turn_sine = 0;  // of a sample
    };
    Voice& voice(int dim) noexcept { return voices_[static_cast<std::size_t>(dim)]; }
    void pace(Voice& voice) const noexcept;
    void look_up() noexcept;

    std::vector<Voice> voices_;
    Smoothed on_{1, 1}, direction_{1, 1}, intensity_{1, 1};
    OnePole slowness_;
    Wave wave_ = Wave::kCosine;
    double rate_hz_ = 44100;
    int turned_ = 0;  // samples since the cosines were looked up
    bool is_known_ = false;
};

}  // namespace latentjam::kit
