// A true-peak limiter with look-ahead.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace latentjam::audio {
namespace {

constexpr std::int64_t kUnity = std::int64_t{1} << 30;  // a gain of 1: sums of gains are exact
constexpr double kLookAhead_ms = 1.5;
constexpr double kSecondLookAhead_ms = 0.75;
constexpr double kMargin_db = 0.19;  // what the second stage itself lets through, most of it with noise

float from_db(double db) { return static_cast<float>(std::pow(10, db / 20)); }

double to_db(float gain) { return 20 * std::log10(std::max(1e-9, static_cast<double>(gain))); }

}  // namespace

void LimiterStage::MovingSum::fill(std::size_t length, std::int64_t value)
{
    values.assign(length, value);
    at = 0;
    sum = static_cast<std::int64_t>(length) * value;
}

std::int64_t LimiterStage::MovingSum::next(std::int64_t value) noexcept
{
    sum += value - std::exchange(values[at], value);
    at = at + 1 == values.size() ? 0 : at + 1;
    return sum;
}

void LimiterStage::prepare(int channels, int look_ahead_samples, double release_samples, float ceiling)
{
    channels_ = static_cast<std::size_t>(channels);
    ceiling_ = ceiling;
    release_ = 1 - std::exp(-1 / std::max(1.0, release_samples));
    const auto smoothing = static_cast<std::size_t>(std::max(4, look_ahead_samples));
    long_.values.resize(smoothing - smoothing / 3);
    short_.values.resize(smoothing / 3 + 1);
    // A sample takes part in the peaks of the next ones: its gain must have arrived before the first of them asks.
    delay_ = smoothing - 1 + PeakBetween::kTaps - 1;
    peaks_.resize(channels_);
    delayed_.resize(delay_ * channels_);
    wishes_.resize(delay_ + 2);
    reset();
}

void LimiterStage::reset() noexcept
{
    for (PeakBetween& peak : peaks_) peak.reset();
    std::fill(delayed_.begin(), delayed_.end(), 0.0F);
    at_ = first_wish_ = wish_count_ = 0;
    time_ = 0;
    gain_ = kUnity;
    long_.fill(long_.values.size(), kUnity);
    short_.fill(short_.values.size(), kUnity * static_cast<std::int64_t>(long_.values.size()));
}

/// The least gain that any of the last delay_ + 1 samples wants.
std::int64_t LimiterStage::least_wanted(float peak) noexcept
{
    const auto wanted =
        peak <= ceiling_ ? kUnity : static_cast<std::int64_t>(static_cast<double>(ceiling_ / peak) * kUnity);
    const std::size_t size = wishes_.size();
    if (wish_count_ > 0 && wishes_[first_wish_].time + delay_ < time_) {
        first_wish_ = (first_wish_ + 1) % size;
        --wish_count_;
    }
    while (wish_count_ > 0 && wishes_[(first_wish_ + wish_count_ - 1) % size].gain >= wanted) --wish_count_;
    wishes_[(first_wish_ + wish_count_++) % size] = {time_++, wanted};
    return wishes_[first_wish_].gain;
}

float LimiterStage::smoothed(std::int64_t gain) noexcept
{
    const auto all = static_cast<double>(long_.values.size() * short_.values.size()) * static_cast<double>(kUnity);
    return static_cast<float>(static_cast<double>(short_.next(long_.next(gain))) / all);
}

float LimiterStage::process(float* frame) noexcept
{
    float peak = 0;
    for (std::size_t i = 0; i < channels_; ++i) peak = std::max(peak, peaks_[i].next(frame[i]));
    const auto risen = gain_ + static_cast<std::int64_t>(static_cast<double>(kUnity - gain_) * release_);
    gain_ = std::min(least_wanted(peak), gain_ == risen ? kUnity : risen);
    const float gain = smoothed(gain_);
    float* delayed = &delayed_[at_ * channels_];
    for (std::size_t i = 0; i < channels_; ++i) frame[i] = std::exchange(delayed[i], frame[i]) * gain;
    at_ = at_ + 1 == delay_ ? 0 : at_ + 1;
    return gain;
}

void Limiter::prepare(int channels, double rate_hz, double ceiling_db, double release_ms)
{
    channels_ = channels;
    const double per_ms = rate_hz / 1000;
    const auto samples = [=](double ms) { return static_cast<int>(std::lround(ms * per_ms)); };
    first_.prepare(channels, samples(kLookAhead_ms), release_ms * per_ms, from_db(ceiling_db));
    second_.prepare(channels, samples(kSecondLookAhead_ms), release_ms * per_ms, from_db(ceiling_db - kMargin_db));
    outputs_.assign(static_cast<std::size_t>(channels), {});
    least_gain_ = 1;
}

void Limiter::reset() noexcept
{
    first_.reset();
    second_.reset();
    std::fill(outputs_.begin(), outputs_.end(), Output());
    least_gain_ = 1;
}

template <typename Sample>
void Limiter::process(const Sample* const* in, Sample* const* out, int count) noexcept
{
    std::array<float, kMostChannels> frame;
    const auto channels = static_cast<std::size_t>(channels_);
    for (int t = 0; t < count; ++t) {
        for (std::size_t i = 0; i < channels; ++i) {
            const auto value = static_cast<float>(in[i][t]);
            frame[i] = std::isfinite(value) ? value : 0.0F;
        }
        const float gain = first_.process(frame.data());
        least_gain_ = std::min(least_gain_, gain * second_.process(frame.data()));
        for (std::size_t i = 0; i < channels; ++i) {
            out[i][t] = static_cast<Sample>(frame[i]);
            outputs_[i].peak = std::max(outputs_[i].peak, outputs_[i].meter.next(frame[i]));
        }
    }
}

double Limiter::take_reduction_db() noexcept { return to_db(std::exchange(least_gain_, 1.0F)); }

double Limiter::take_peak_db(int channel) noexcept
{
    return to_db(std::exchange(outputs_[static_cast<std::size_t>(channel)].peak, 0.0F));
}

template void Limiter::process(const float* const*, float* const*, int) noexcept;
template void Limiter::process(const double* const*, double* const*, int) noexcept;

}  // namespace latentjam::audio
