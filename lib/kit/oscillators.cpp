// Phases, cosines and their smoothing.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/oscillators.h"

#include <cmath>
#include <numbers>

namespace latentjam::kit {

namespace {

/// Between two looks at cos() each sample turns the last one: rounding stays far below a float's.
constexpr int kMostTurns = 64;

}  // namespace

void Oscillators::prepare(int dims, double rate_hz)
{
    voices_.assign(static_cast<std::size_t>(dims), Voice{});
    set_rate(rate_hz);
}

void Oscillators::set_rate(double rate_hz)
{
    rate_hz_ = rate_hz;
    slowness_.prepare(kSmoothing_hz, rate_hz);
    for (Voice& voice : voices_) pace(voice);
}

void Oscillators::pace(Voice& voice) const noexcept
{
    voice.step = voice.hz / rate_hz_;
    voice.turn_cosine = std::cos(2 * std::numbers::pi * voice.step);
    voice.turn_sine = std::sin(2 * std::numbers::pi * voice.step);
}

void Oscillators::set_frequency(int dim, double hz) noexcept
{
    voice(dim).hz = hz;
    pace(voice(dim));
}

void Oscillators::draw_frequencies(random::Random& random) noexcept
{
    for (int dim = 0; dim < dims(); ++dim) set_frequency(dim, static_cast<double>(random.integer(1, 10)) * 0.01);
}

void Oscillators::draw_depths(random::Random& random) noexcept
{
    for (Voice& voice : voices_) voice.depth = static_cast<double>(random.integer(10, 50)) * 0.01;
}

void Oscillators::reset_phases() noexcept
{
    for (Voice& voice : voices_) voice.phase = 0;
    is_known_ = false;
}

void Oscillators::rest() noexcept
{
    for (int dim = 0; dim < dims(); ++dim) {
        set_frequency(dim, 0);
        set_depth(dim, 0);
    }
    set_on(true);
    set_upwards(true);
    set_intensity(1);
    set_wave(Wave::kCosine);
}

void Oscillators::look_up() noexcept
{
    for (Voice& voice : voices_) {
        voice.phase -= std::floor(voice.phase);
        const double angle = 2 * std::numbers::pi * voice.phase;
        voice.cosine = std::cos(angle);
        voice.sine = std::sin(angle);
    }
    turned_ = 0;
    is_known_ = true;
}

void Oscillators::read(std::span<const double>, std::span<double> values) noexcept
{
    if (!is_known_) look_up();
    const double all = on_.value * direction_.value * intensity_.value;
    for (std::size_t i = 0; i < values.size() && i < voices_.size(); ++i) {
        const Voice& voice = voices_[i];
        const double wave = wave_ == Wave::kCosine ? voice.cosine : voice.phase - std::floor(voice.phase);
        values[i] = all * voice.depth * wave;
    }
}

void Oscillators::advance(int samples) noexcept
{
    const double left = slowness_.left_after(samples);
    for (Smoothed* value : {&on_, &direction_, &intensity_}) value->advance(left);
    for (Voice& voice : voices_) voice.phase += samples * voice.step;
    if (samples != 1 || ++turned_ >= kMostTurns) {
        is_known_ = false;
        return;
    }
    for (Voice& voice : voices_) {
        const double cosine = voice.cosine * voice.turn_cosine - voice.sine * voice.turn_sine;
        voice.sine = voice.cosine * voice.turn_sine + voice.sine * voice.turn_cosine;
        voice.cosine = cosine;
    }
}

}  // namespace latentjam::kit
