// A true-peak limiter with look-ahead: nothing that comes out exceeds its ceiling, between the samples either.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/peak_between.h"
#include "audio/true_peak.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace latentjam::audio {

/// One gain for all channels, which falls before a peak arrives and never lets it exceed `ceiling`.
///
/// Each sample asks for a gain. The least that any sample within the look-ahead asks for, risen again no faster than
/// the release allows, is smoothed by two moving averages; their windows fit into the look-ahead, so the smoothed gain
/// has arrived when the peak does. Sums are integers and do not drift.
class LimiterStage {
public:
    /// [setup]
    void prepare(int channels, int look_ahead_samples, double release_samples, float ceiling);
    void reset() noexcept;

    int latency_samples() const noexcept { return static_cast<int>(delay_); }

    /// One sample of each channel, in place; returns the gain that they got. [audio]
    float process(float* frame) noexcept;

private:
    std::int64_t least_wanted(float peak) noexcept;
    float smoothed(std::int64_t gain) noexcept;

    struct Wish {
        std::uint64_t time;
        std::int64_t gain;
    };
    /// The sum of the last values, without drift.
    struct MovingSum {
        std::vector<std::int64_t> values;
        std::size_t at = 0;
        std::int64_t sum = 0;

        void fill(std::size_t length, std::int64_t value);
        std::int64_t next(std::int64_t value) noexcept;
    };

    std::size_t channels_ = 0;
    std::size_t delay_ = 0;
    float ceiling_ = 1;
    double release_ = 0;
    std::vector<PeakBetween> peaks_;
    std::vector<float> delayed_;  // delay_ frames, a ring
    std::size_t at_ = 0;
    std::vector<Wish> wishes_;  // ascending gains within the window, a ring: the first is the least
    std::size_t first_wish_ = 0;
    std::size_t wish_count_ = 0;
    std::uint64_t time_ = 0;
    std::int64_t gain_ = 0;
    MovingSum long_;
    MovingSum short_;
};

/// Two stages: a gain that moves within the taps of a peak's filter lets a little through, which the second one
/// catches. The peaks are those that BS.1770's filter sees, and those of a longer one: at or below the ceiling by both.
class Limiter {
public:
    static constexpr int kMostChannels = 16;

    /// Precondition: 1 <= channels <= kMostChannels. Allocates. [setup]
    void prepare(int channels, double rate_hz, double ceiling_db = -1, double release_ms = 80);

    /// Forgets what it heard. [audio]
    void reset() noexcept;

    int channels() const noexcept { return channels_; }

    /// How much later sound comes out: about 3.6 ms.
    int latency_samples() const noexcept { return first_.latency_samples() + second_.latency_samples(); }

    /// channels() rows of `count` samples; a row may be its own output. NaN and infinity become 0. [audio]
    template <typename Sample>
    void process(const Sample* const* in, Sample* const* out, int count) noexcept;

    /// The least gain since the last call, in dB: 0 or below. [audio]
    double take_reduction_db() noexcept;

    /// The true peak of what came out of a channel since the last call, in dB. [audio]
    double take_peak_db(int channel) noexcept;

private:
    /// What a meter shows of a channel.
    struct Output {
        TruePeak meter;
        float peak = 0;
    };

    int channels_ = 0;
    LimiterStage first_;
    LimiterStage second_;
    std::vector<Output> outputs_;
    float least_gain_ = 1;
};

extern template void Limiter::process(const float* const*, float* const*, int) noexcept;
extern template void Limiter::process(const double* const*, double* const*, int) noexcept;

}  // namespace latentjam::audio
