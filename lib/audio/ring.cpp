// Pairwise panning on a circle.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/ring.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>

namespace latentjam::audio {
namespace {

constexpr double kBehindGain = .8414;  // -1.5 dB

double wrapped(double angle)
{
    angle = std::fmod(angle + 180, 360);
    return (angle < 0 ? angle + 360 : angle) - 180;
}

}  // namespace

SpeakerRing::SpeakerRing(std::span<const double> angles_deg) : channels_(angles_deg.size())
{
    std::iota(channels_.begin(), channels_.end(), 0);
    std::stable_sort(channels_.begin(), channels_.end(), [&](int a, int b) {
        return wrapped(angles_deg[static_cast<std::size_t>(a)]) < wrapped(angles_deg[static_cast<std::size_t>(b)]);
    });
    for (const int channel : channels_) angles_.push_back(wrapped(angles_deg[static_cast<std::size_t>(channel)]));
    if (count() < 2) return;
    for (std::size_t i = 0; i < angles_.size(); ++i) {
        const double gap = i + 1 < angles_.size() ? angles_[i + 1] - angles_[i] : angles_[0] + 360 - angles_[i];
        folds_ = folds_ || gap > 180;
    }
}

double SpeakerRing::behind(double angle_deg) const noexcept
{
    return folds_ ? std::clamp((std::abs(wrapped(angle_deg)) - 90) / 30, 0.0, 1.0) : 0;
}

void SpeakerRing::add(double angle_deg, double amount, std::span<float> gains) const noexcept
{
    double angle = wrapped(angle_deg);
    if (folds_) {
        if (std::abs(angle) > 90) angle = (angle < 0 ? -1 : 1) * (180 - std::abs(angle));
        angle = std::clamp(angle, angles_.front(), angles_.back());
    }
    const auto above = std::upper_bound(angles_.begin(), angles_.end(), angle);
    const std::size_t high = static_cast<std::size_t>(above - angles_.begin()) % angles_.size();
    const std::size_t low = (high + angles_.size() - 1) % angles_.size();
    const auto gain = [&](std::size_t place) -> float& { return gains[static_cast<std::size_t>(channels_[place])]; };
    const double gap = high == low ? 0 : std::fmod(angles_[high] - angles_[low] + 360, 360);
    const double x = gap > 0 ? std::clamp(std::fmod(angle - angles_[low] + 360, 360) / gap, 0.0, 1.0) : 0;
    gain(low) += static_cast<float>(amount * std::cos(x * std::numbers::pi / 2));
    if (high != low) gain(high) += static_cast<float>(amount * std::sin(x * std::numbers::pi / 2));
}

void SpeakerRing::gains(double angle_deg, double width_deg, std::span<float> gains) const noexcept
{
    std::fill(gains.begin(), gains.end(), 0.0F);
    add(angle_deg, 1, gains);
    if (width_deg > 0) {
        add(angle_deg - width_deg / 2, std::numbers::sqrt2 / 2, gains);
        add(angle_deg + width_deg / 2, std::numbers::sqrt2 / 2, gains);
    }
    double power = 0;
    for (const float gain : gains) power += double{gain} * double{gain};
    const double whole = 1 + (kBehindGain - 1) * behind(angle_deg);
    const auto factor = static_cast<float>(power > 0 ? whole / std::sqrt(power) : 0);
    for (float& gain : gains) gain *= factor;
}

void RingMixer::prepare(int sources, double sample_rate)
{
    sources_.resize(static_cast<std::size_t>(sources));
    smooth_ = static_cast<float>(1 - std::exp(-1000 / (kSmoothing_ms * sample_rate)));
    treble_ = 1 - std::exp(-2 * std::numbers::pi * kBehind_hz / sample_rate);
    for (Source& source : sources_) aim(source);
    is_fresh_ = true;
}

void RingMixer::set_ring(const SpeakerRing& ring)
{
    ring_ = ring;
    for (Source& source : sources_) aim(source);
    is_fresh_ = true;
}

void RingMixer::aim(Source& source) const noexcept
{
    ring_.gains(source.angle_deg, source.width_deg,
                std::span(source.wanted).first(static_cast<std::size_t>(ring_.count())));
    source.behind = ring_.behind(source.angle_deg);
}

void RingMixer::set_angle(int source, double angle_deg)
{
    if (source < 0 || source >= sources()) return;
    sources_[static_cast<std::size_t>(source)].angle_deg = angle_deg;
    aim(sources_[static_cast<std::size_t>(source)]);
}

void RingMixer::set_width(int source, double width_deg)
{
    if (source < 0 || source >= sources()) return;
    sources_[static_cast<std::size_t>(source)].width_deg = width_deg;
    aim(sources_[static_cast<std::size_t>(source)]);
}

template <typename Sample>
void RingMixer::process(std::span<const Sample* const> inputs, std::span<Sample* const> outputs, int count) noexcept
{
    for (Sample* output : outputs) std::fill_n(output, count, Sample{0});
    const std::size_t speakers = std::min(outputs.size(), static_cast<std::size_t>(ring_.count()));
    for (std::size_t i = 0; i < std::min(inputs.size(), sources_.size()); ++i) {
        Source& source = sources_[i];
        if (is_fresh_) source.now = source.wanted, source.behind_now = source.behind;
        const double behind_step = (source.behind - source.behind_now) / count;
        for (int n = 0; n < count; ++n) {
            const auto in = static_cast<double>(inputs[i][n]);
            source.low += treble_ * (in - source.low);
            source.behind_now += behind_step;
            const double heard = in + source.behind_now * (source.low - in);
            for (std::size_t speaker = 0; speaker < speakers; ++speaker) {
                source.now[speaker] += smooth_ * (source.wanted[speaker] - source.now[speaker]);
                outputs[speaker][n] += static_cast<Sample>(heard * double{source.now[speaker]});
            }
        }
    }
    is_fresh_ = false;
}

template void RingMixer::process(std::span<const float* const>, std::span<float* const>, int) noexcept;
template void RingMixer::process(std::span<const double* const>, std::span<double* const>, int) noexcept;

}  // namespace latentjam::audio
