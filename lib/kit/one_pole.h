// A one-pole low-pass that may jump over many samples of a constant input, as Pd's lop~ would walk through them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace latentjam::kit {

/// What is left of a distance after some samples; shared by all values that move at one speed.
class OnePole {
public:
    /// [setup]
    void prepare(double cutoff_hz, double rate_hz)
    {
        kept_ = 1 - std::clamp(2 * std::numbers::pi * cutoff_hz / rate_hz, 0.0, 1.0);
        samples_ = 0;
    }

    /// Sample for sample y += c (x - y): the first sample already moves. [audio]
    double left_after(int samples) noexcept
    {
        if (samples != samples_) {
            samples_ = samples;
            left_ = samples == 1 ? kept_ : std::pow(kept_, samples);
        }
        return left_;
    }

private:
    double kept_ = 0;
    double left_ = 1;
    int samples_ = 0;
};

/// A value on its way to another one.
struct Smoothed {
    double target = 0;
    double value = 0;

    void jump(double to) noexcept { target = value = to; }
    void advance(double left) noexcept { value = target + (value - target) * left; }
};

}  // namespace latentjam::kit
