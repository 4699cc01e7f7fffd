// Loudness by ITU-R BS.1770: the power of K-weighted sound, over the last 400 ms.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace latentjam::audio {

/// K-weighting of one channel: a shelf for the head, then a high-pass. The two filters of BS.1770-4, annex 1, are given
/// there at 48 kHz; for other rates they come from the analogue ones that these were made from.
class KWeighting {
public:
    /// [setup]
    void prepare(double rate_hz);
    void reset() noexcept { state_ = {}; }

    double next(double sample) noexcept;

private:
    struct Biquad {
        double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
    };
    std::array<Biquad, 2> filters_;
    std::array<std::array<double, 2>, 2> state_{};
};

/// All channels weigh the same (BS.1770 gives rear ones 1.5 dB more; whoever listens walks about).
class Loudness {
public:
    static constexpr double kSilence_lufs = -120;

    /// [setup]
    void prepare(int channels, double rate_hz);
    void reset() noexcept;

    /// One sample of each channel. Precondition: finite. Returns true once in 100 ms, when `lufs` is a new one. [audio]
    bool process(const float* frame) noexcept;

    /// Of the last 400 ms ("momentary").
    double lufs() const noexcept { return lufs_; }

private:
    std::vector<KWeighting> filters_;
    std::size_t samples_in_part_ = 1;
    std::size_t at_ = 0;
    double sum_ = 0;
    std::array<double, 4> parts_{};  // mean power of 100 ms each
    std::size_t part_ = 0;
    double lufs_ = kSilence_lufs;
};

}  // namespace latentjam::audio
