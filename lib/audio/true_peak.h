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
    void reset() noexcept { history_.fill(0); }

    /// The largest of the four points that this sample completes, and of the sample itself.
    float next(float sample) noexcept
    {
        at_ = at_ == 0 ? kPeakTaps - 1 : at_ - 1;
        history_[at_] = history_[at_ + kPeakTaps] = sample;
        const float* newest_first = &history_[at_];
        float peak = std::abs(sample);
        for (const auto& phase : kPeakFilter) {
            float sum = 0;
            for (std::size_t tap = 0; tap < kPeakTaps; ++tap) sum += phase[tap] * newest_first[tap];
            peak = std::max(peak, std::abs(sum));
        }
        return peak;
    }

private:
    std::array<float, 2 * kPeakTaps> history_{};  // twice the same, so that twelve in a row never wrap
    std::size_t at_ = 0;
};

}  // namespace latentjam::audio
