// Restarts on the frame, and the laws of saatR and sdbx.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/seeds.h"

namespace latentjam::kit {

// ---- noise ----------------------------------------------------------------------------------------------------------

void SeedNoise::prepare(int dims)
{
    noises_.assign(static_cast<std::size_t>(dims), PdNoise{});
    is_asked_ = true;
}

void SeedNoise::restart(std::uint32_t seed) noexcept
{
    next_ = seed;
    is_asked_ = true;
}

void SeedNoise::begin() noexcept
{
    is_asked_ = false;
    for (std::size_t dim = 0; dim < noises_.size(); ++dim) noises_[dim] = PdNoise(seed_of(next_, dim));
}

void SeedNoise::enter(int frame_samples) noexcept
{
    frame_samples_ = frame_samples;
    const auto length = static_cast<std::uint64_t>(frame_samples);
    if (is_asked_) {
        begin();
        if (length == 0) return;
        const auto held = hold_ < 0 ? length - 1 : static_cast<std::uint64_t>(hold_) % length;
        for (PdNoise& noise : noises_) noise.skip(held);
    } else {
        for (PdNoise& noise : noises_) noise.skip(length);
    }
}

void SeedNoise::advance(int samples) noexcept
{
    if (frame_samples_ > 0) return;  // the next frame says
    for (PdNoise& noise : noises_) samples == 1 ? noise.next() : noise.skip(static_cast<std::uint64_t>(samples));
}

// ---- saatR ----------------------------------------------------------------------------------------------------------

void SeedPattern::prepare(int dims, double rate_hz)
{
    noise_.prepare(dims);
    noise_.restart(seed_);
    set_rate(rate_hz);
}

void SeedPattern::read(std::span<const double> input, std::span<double> values) noexcept
{
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = (noise_.value(i) * range_.value + offset_.value) * (modulated_ ? input[i] : 1.0);
}

void SeedPattern::advance(int samples) noexcept
{
    const double left = slowness_.left_after(samples);
    range_.advance(left);
    offset_.advance(left);
    noise_.advance(samples);
}

// ---- sdbx -----------------------------------------------------------------------------------------------------------

void SeedSteps::prepare(int dims, double rate_hz)
{
    noise_.prepare(dims);
    set_rate(rate_hz);
}

void SeedSteps::bang() noexcept
{
    index_ = (index_ + 1) % length_;
    current_ = seeds_[static_cast<std::size_t>(index_)];
    noise_.restart(current_);
}

void SeedSteps::draw(random::Random& random) noexcept
{
    for (std::uint32_t& seed : seeds_) seed = static_cast<std::uint32_t>(random.integer(0, 99'999));
}

void SeedSteps::read(std::span<const double>, std::span<double> values) noexcept
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double noise = noise_.value(i);
        values[i] = (positive_ ? (noise + 1) / 2 : noise) * scale_.value;
    }
}

void SeedSteps::advance(int samples) noexcept
{
    scale_.advance(slowness_.left_after(samples));
    noise_.advance(samples);
}

}  // namespace latentjam::kit
