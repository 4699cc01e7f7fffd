// The peak between samples, by a filter that is as good at the top of the band as a converter's or a meter's.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/true_peak.h"

#include <array>
#include <cstddef>

namespace latentjam::audio {

/// One channel, sample by sample: BS.1770's filter ends near 18 kHz and looks four times a sample, so that it misses up
/// to 1.2 dB of noise or squares. This one looks eight times, with a sinc of 32 taps, and at BS.1770's points too.
/// [audio]
class PeakBetween {
public:
    static constexpr std::size_t kTaps = 32;
    static constexpr std::size_t kPoints = 12;  // seven between two samples, BS.1770's four, and the sample itself

    void reset() noexcept { sums_.fill(0); }

    /// The largest of the points that this sample completes.
    float next(float sample) noexcept;

private:
    /// What is known of the points of this time, of the next, and so on; the last row stays 0.
    std::array<float, (kTaps + 1) * kPoints> sums_{};
};

}  // namespace latentjam::audio
