// Seeded noise as a pattern: a bang begins it anew, with its seed or with the next of a bank (saatR, sdbx).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/one_pole.h"
#include "kit/pd_noise.h"
#include "random/random.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::kit {

/// The noise of a dim, read once for each frame. The first dim has the seed itself, the others seeds made of it, so
/// that a dim sounds the same however many there are. All calls but prepare(): [audio]
class SeedNoise {
public:
    void prepare(int dims);  ///< [setup]

    /// What is heard from the next frame on; without the grid from the next block.
    void restart(std::uint32_t seed) noexcept;

    /// Which sample of each frame counts: nn~ hears the last (-1), since every seed begins near -1.
    void set_hold(int sample) noexcept { hold_ = sample; }
    int hold() const noexcept { return hold_; }

    void enter(int frame_samples) noexcept;
    void advance(int samples) noexcept;
    double value(std::size_t dim) const noexcept { return noises_[dim].value(); }

    static constexpr std::uint32_t seed_of(std::uint32_t seed, std::size_t dim) noexcept
    {
        return seed + static_cast<std::uint32_t>(dim) * 1'000'003u;
    }

private:
    void begin() noexcept;

    std::vector<PdNoise> noises_;
    std::uint32_t next_ = 0;
    int frame_samples_ = 0;
    int hold_ = -1;
    bool is_asked_ = true;
};

/// saatR: (noise · range + offset) · (modulation, if it is on); range and offset smoothed by 10 Hz.
class SeedPattern {
public:
    static constexpr std::uint32_t kUsualSeed = 444444;

    void prepare(int dims, double rate_hz);  ///< [setup]
    void set_rate(double rate_hz) { slowness_.prepare(10, rate_hz); }

    void bang() noexcept { noise_.restart(seed_); }
    void set_seed(std::uint32_t seed) noexcept { seed_ = seed; }  ///< heard after the next bang
    void set_range(double range) noexcept { range_.target = range; }
    void set_offset(double offset) noexcept { offset_.target = offset; }
    void set_modulated(bool on) noexcept { modulated_ = on; }
    std::uint32_t seed() const noexcept { return seed_; }
    double range() const noexcept { return range_.target; }
    double offset() const noexcept { return offset_.target; }
    bool is_modulated() const noexcept { return modulated_; }
    SeedNoise& noise() noexcept { return noise_; }
    const SeedNoise& noise() const noexcept { return noise_; }

    void enter(int frame_samples) noexcept { noise_.enter(frame_samples); }
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    SeedNoise noise_;
    Smoothed range_{1, 1}, offset_{};
    OnePole slowness_;
    std::uint32_t seed_ = kUsualSeed;
    bool modulated_ = false;
};

/// sdbx: a bank of 99 seeds, a bang for the next. (positive ? (noise + 1) / 2 : noise) · scale, which is smoothed.
class SeedSteps {
public:
    static constexpr int kSeeds = 99;

    void prepare(int dims, double rate_hz);  ///< [setup]
    void set_rate(double rate_hz) { slowness_.prepare(10, rate_hz); }

    void bang() noexcept;
    void draw(random::Random& random) noexcept;  ///< all 99, from 0 to 99998; the step stays
    void set_seed(int index, std::uint32_t seed) noexcept { seeds_[static_cast<std::size_t>(index)] = seed; }
    void set_length(int length) noexcept { length_ = length; }  ///< 1 to 99; the step stays
    void set_positive(bool on) noexcept { positive_ = on; }
    void set_scale(double scale) noexcept { scale_.target = scale; }
    void set_start(int start) noexcept { index_ = start - 1; }  ///< the next bang takes this one
    std::uint32_t seed(int index) const noexcept { return seeds_[static_cast<std::size_t>(index)]; }
    std::uint32_t current() const noexcept { return current_; }
    int length() const noexcept { return length_; }
    bool is_positive() const noexcept { return positive_; }
    double scale() const noexcept { return scale_.target; }
    SeedNoise& noise() noexcept { return noise_; }
    const SeedNoise& noise() const noexcept { return noise_; }

    void enter(int frame_samples) noexcept { noise_.enter(frame_samples); }
    void read(std::span<const double> input, std::span<double> values) noexcept;
    void advance(int samples) noexcept;

private:
    SeedNoise noise_;
    std::array<std::uint32_t, kSeeds> seeds_{};
    Smoothed scale_{1.2, 1.2};
    OnePole slowness_;
    std::uint32_t current_ = 0;
    int index_ = 0;  // the first bang takes seed 1, as the original does
    int length_ = 4;
    bool positive_ = false;
};

}  // namespace latentjam::kit
