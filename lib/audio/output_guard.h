// What stands between a piece and the sound card when nobody is there: an even loudness, fades, no peaks, no NaN.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/limiter.h"
#include "audio/loudness.h"

#include <array>
#include <optional>

namespace latentjam::audio {

/// Works in place on all channels by one gain: the slow correction towards a loudness, times the fade; then the
/// limiter.
///
/// The correction follows the mean power of what is not silent (momentary loudness above -60 LUFS, and above 15 dB
/// below the mean), so that a pause does not turn the next sound up. It never exceeds its range.
class OutputGuard {
public:
    static constexpr int kMostChannels = Limiter::kMostChannels;

    /// What was heard since the last take_report(), after all gains.
    struct Report {
        double lufs = Loudness::kSilence_lufs;  ///< the loudest 400 ms
        double peak_db = Loudness::kSilence_lufs;
        double correction_db = 0;  ///< of the loudness, now
        long not_finite = 0;       ///< samples that were NaN or infinite; they were played as 0
    };

    /// Precondition: 1 <= channels <= kMostChannels. Allocates; gains stay as they are. [setup]
    void prepare(int channels, double rate_hz);

    /// The loudness to keep, or none: then the correction returns to 0 dB as slowly. [audio]
    void set_target(std::optional<double> lufs) noexcept { target_lufs_ = lufs; }
    void set_range(double db) noexcept { range_db_ = db; }

    /// How long the mean reaches back, and how long a correction takes. [audio]
    void set_seconds(double seconds) noexcept { seconds_ = seconds; }

    /// Goes to `gain` (0 to 1) in so many seconds, evenly in decibels down to -60, from wherever it is. [audio]
    void fade(double gain, double seconds) noexcept;

    bool fading() const noexcept { return fade_left_ > 0; }

    /// channels() rows of `count` samples, in place; later by latency_samples(). [audio]
    template <typename Sample>
    void process(Sample* const* rows, int count) noexcept;

    int channels() const noexcept { return channels_; }
    int latency_samples() const noexcept { return limiter_.latency_samples(); }

    /// [audio]
    Report take_report() noexcept;

private:
    double next_fade() noexcept;
    void correct() noexcept;

    int channels_ = 0;
    double rate_hz_ = 44100;
    Loudness before_;  // of what comes in: the correction must not hear itself
    Loudness after_;
    Limiter limiter_;

    std::optional<double> target_lufs_;
    double range_db_ = 4;
    double seconds_ = 60;
    double mean_power_ = 0;
    double correction_db_ = 0;
    double gain_ = 1;  // glides to the correction within 100 ms
    double gain_step_ = 0;

    double fade_place_ = 1;  // 0: silent, 1: full
    double fade_step_ = 0;
    double fade_end_ = 1;
    long fade_left_ = 0;

    Report report_;
    float peak_ = 0;
};

extern template void OutputGuard::process(float* const*, int) noexcept;
extern template void OutputGuard::process(double* const*, int) noexcept;

}  // namespace latentjam::audio
