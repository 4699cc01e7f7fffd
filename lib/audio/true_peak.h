// True peak by ITU-R BS.1770: the largest absolute value of a signal that is oversampled four times.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace latentjam::audio {

/// The interpolating filter of ITU-R BS.1770-4, annex 2: four phases of twelve taps, a phase a row, newest sample
/// first.
inline constexpr std::size_t kPeakTaps = 12;
inline constexpr std::array<std::array<float, kPeakTaps>, 4> kPeakFilter{{
    {0.0017089843750F, 0.0109863281250F, -0.0196533203125F, 0.0332031250000F, -0.0594482421875F, 0.1373291015625F,
     0.9721679687500F, -0.1022949218750F, 0.0476074218750F, -0.0266113281250F, 0.0148925781250F, -0.0083007812500F},
    {-0.0291748046875F, 0.0292968750000F, -0.0517578125000F, 0.0891113281250F, -0.1665039062500F, 0.4650878906250F,
     0.7797851562500F, -0.2003173828125F, 0.1015625000000F, -0.0582275390625F, 0.0330810546875F, -0.0189208984375F},
    {-0.0189208984375F, 0.0330810546875F, -0.0582275390625F, 0.1015625000000F, -0.2003173828125F, 0.7797851562500F,
     0.4650878906250F, -0.1665039062500F, 0.0891113281250F, -0.0517578125000F, 0.0292968750000F, -0.0291748046875F},
    {-0.0083007812500F, 0.0148925781250F, -0.0266113281250F, 0.0476074218750F, -0.1022949218750F, 0.9721679687500F,
     0.1373291015625F, -0.0594482421875F, 0.0332031250000F, -0.0196533203125F, 0.0109863281250F, 0.0017089843750F},
}};

/// One channel, sample by sample. [audio]
class TruePeak {
public:
    void reset() noexcept { sums_.fill(0); }

    /// The largest of the four points that this sample completes, and of the sample itself.
    float next(float sample) noexcept
    {
        // A sum that is handed on from time to time has no loop-carried dependence: compilers make vectors of it.
        for (std::size_t i = 0; i < kWeights.size(); ++i) sums_[i] = sums_[i + kPhases] + kWeights[i] * sample;
        float peak = std::abs(sample);
        for (std::size_t phase = 0; phase < kPhases; ++phase) peak = std::max(peak, std::abs(sums_[phase]));
        return peak;
    }

private:
    static constexpr std::size_t kPhases = kPeakFilter.size();

    /// The weights of a sample for the points of this time, then for those of the next, and so on.
    static constexpr auto kWeights = [] {
        std::array<float, kPeakTaps * kPhases> weights{};
        for (std::size_t tap = 0; tap < kPeakTaps; ++tap)
            for (std::size_t phase = 0; phase < kPhases; ++phase)
                weights[tap * kPhases + phase] = kPeakFilter[phase][tap];
        return weights;
    }();

    /// What is known of the points of this time, of the next, and so on; the last row stays 0.
    std::array<float, (kPeakTaps + 1) * kPhases> sums_{};
};

}  // namespace latentjam::audio
