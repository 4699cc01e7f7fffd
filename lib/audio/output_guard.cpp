// Evens out loudness, fades, limits.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/output_guard.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace latentjam::audio {
namespace {

constexpr double kPartsPerSecond = 10;  // Loudness tells something new so often
constexpr double kGate_lufs = -60;
constexpr double kGateBelowMean_db = 15;
constexpr double kFadeBottom_db = -60;

double gain_of(double db) { return std::pow(10, db / 20); }
double power_of(double db) { return std::pow(10, db / 10); }

}  // namespace

void OutputGuard::prepare(int channels, double rate_hz)
{
    channels_ = channels;
    rate_hz_ = rate_hz;
    before_.prepare(channels, rate_hz);
    after_.prepare(channels, rate_hz);
    limiter_.prepare(channels, rate_hz);
}

void OutputGuard::fade(double gain, double seconds) noexcept
{
    const double end = gain <= 0 ? 0 : std::max(0.0, 1 - 20 * std::log10(std::min(gain, 1.0)) / kFadeBottom_db);
    fade_left_ = std::max(1L, std::lround(std::max(0.0, seconds) * rate_hz_));
    fade_step_ = (end - fade_place_) / static_cast<double>(fade_left_);
    fade_end_ = end;
}

double OutputGuard::next_fade() noexcept
{
    if (fade_left_ > 0) fade_place_ = --fade_left_ == 0 ? fade_end_ : fade_place_ + fade_step_;
    if (fade_place_ >= 1) return 1;
    return fade_place_ <= 0 ? 0 : gain_of(kFadeBottom_db * (1 - fade_place_)) * std::min(1.0, fade_place_ * 20);
}

void OutputGuard::correct() noexcept
{
    const double lufs = before_.lufs();
    const double mean_lufs = mean_power_ > 0 ? 10 * std::log10(mean_power_) : lufs;
    const double pace = 1 / (std::max(0.1, seconds_) * kPartsPerSecond);
    if (lufs > std::max(kGate_lufs, mean_lufs - kGateBelowMean_db))
        mean_power_ = mean_power_ > 0 ? mean_power_ + pace * (power_of(lufs) - mean_power_) : power_of(lufs);
    const double wanted = target_lufs_ && mean_power_ > 0
                              ? std::clamp(*target_lufs_ - 10 * std::log10(mean_power_), -range_db_, range_db_)
                              : 0;
    correction_db_ += pace * (wanted - correction_db_);
    gain_step_ = (gain_of(correction_db_) - gain_) * kPartsPerSecond / rate_hz_;
}

template <typename Sample>
void OutputGuard::process(Sample* const* rows, int count) noexcept
{
    const auto channels = static_cast<std::size_t>(channels_);
    std::array<float, kMostChannels> frame;
    for (int t = 0; t < count; ++t) {
        for (std::size_t i = 0; i < channels; ++i) {
            frame[i] = static_cast<float>(rows[i][t]);
            if (std::isfinite(frame[i])) continue;
            frame[i] = 0;
            ++report_.not_finite;
        }
        if (before_.process(frame.data())) correct();
        gain_ += gain_step_;
        const auto gain = static_cast<Sample>(gain_ * next_fade());
        for (std::size_t i = 0; i < channels; ++i) rows[i][t] = static_cast<Sample>(frame[i]) * gain;
    }
    limiter_.process(rows, rows, count);
    for (int t = 0; t < count; ++t) {
        for (std::size_t i = 0; i < channels; ++i) {
            frame[i] = static_cast<float>(rows[i][t]);
            peak_ = std::max(peak_, std::abs(frame[i]));
        }
        if (after_.process(frame.data())) report_.lufs = std::max(report_.lufs, after_.lufs());
    }
}

OutputGuard::Report OutputGuard::take_report() noexcept
{
    Report report = std::exchange(report_, {});
    report.correction_db = correction_db_;
    report.peak_db = 20 * std::log10(std::max(1e-6F, std::exchange(peak_, 0.0F)));
    return report;
}

template void OutputGuard::process(float* const*, int) noexcept;
template void OutputGuard::process(double* const*, int) noexcept;

}  // namespace latentjam::audio
