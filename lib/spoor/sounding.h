// What a still frame of latents sounds like: how loud, how restless, of which colour.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/spectrum.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::spoor {

inline constexpr std::size_t kBands = 24;

struct Sounding {
    double level_db = -120;  ///< K-weighted
    double flux = 0;         ///< how much of the spectrum changes from one moment (12 ms) to the next
    std::array<double, kBands> bands_db{};
};

class Ear {
public:
    /// [setup]
    explicit Ear(double rate_hz);

    /// Of sound, a single channel, the first `skip` samples left out. [worker]
    Sounding hear(std::span<const float> sound, std::size_t skip);

private:
    double rate_hz_;
    audio::Spectrum spectrum_;
    std::array<std::size_t, kBands + 1> edges_{};
};

/// The mean over the bands of how far the levels are apart, in dB. Below -90 dB is silence.
double spectral_distance(const Sounding& a, const Sounding& b);

/// How far a sound is from an even slope of so many dB an octave (0: white, -3: pink), whatever its level.
double distance_from_slope(const Sounding& sounding, double db_per_octave);

}  // namespace latentjam::spoor
