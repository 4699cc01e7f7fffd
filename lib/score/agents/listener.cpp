// Features of signals.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/listener.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace latentjam::score::agents {
namespace {

constexpr double kAttack_s = .05, kRelease_s = .4;
constexpr double kFloor_db = -120, kBandFloor_db = -70;
constexpr double kSilent_db = -50;
constexpr double kOnset_db = 6, kOnsetDistance_s = .15;
constexpr double kCentreTime_s = 1, kSilenceTime_s = 8;
constexpr double kLowest_hz = 60, kHighest_hz = 16000;
constexpr double kCentre_hz = 500;

double decibels(double power) { return power > 1e-12 ? 10 * std::log10(power) : kFloor_db; }

}  // namespace

void Listener::prepare(int signals, double sample_rate)
{
    ears_.assign(static_cast<std::size_t>(signals), {});
    spectrum_.prepare(kFrame);
    sample_rate_ = sample_rate;
    frame_s_ = kFrame / sample_rate;
    const double top_hz = std::min(kHighest_hz, sample_rate / 2);
    for (std::size_t i = 0; i <= kBands; ++i) {
        const double edge_hz = kLowest_hz * std::pow(top_hz / kLowest_hz, static_cast<double>(i) / kBands);
        edges_[i] = std::min<std::size_t>(kFrame / 2, static_cast<std::size_t>(std::lround(edge_hz / hz(1))));
    }
    for (Ear& ear : ears_) ear.bands_db.fill(kBandFloor_db);
    frames_ = 0;
    at_ = frame_end_ = 0;
    pending_ = signals;
}

template <typename Sample>
void Listener::add(std::span<const Sample* const> inputs, int count) noexcept
{
    for (std::size_t i = 0; i < std::min(inputs.size(), ears_.size()); ++i)
        for (int n = 0; n < count; ++n)
            ears_[i].ring[(at_ + static_cast<std::size_t>(n)) % kRing] = static_cast<float>(inputs[i][n]);
    at_ = (at_ + static_cast<std::size_t>(count)) % kRing;
}

template void Listener::add(std::span<const float* const>, int) noexcept;
template void Listener::add(std::span<const double* const>, int) noexcept;

void Listener::end_frame() noexcept
{
    frame_end_ = at_;
    pending_ = 0;
    ++frames_;
}

bool Listener::analyse_next() noexcept
{
    if (pending_ >= signals()) return false;
    analyse(ears_[static_cast<std::size_t>(pending_)]);
    return ++pending_ == signals();
}

/// The frame's samples go to window_; the mean square of twice as many is returned.
double Listener::read(Ear& ear) noexcept
{
    double square = 0;
    for (std::size_t n = 0; n < kLevelWindow; ++n) {
        float sample = ear.ring[(frame_end_ + kRing - kLevelWindow + n) % kRing];
        if (!std::isfinite(sample)) sample = 0;
        square += double{sample} * double{sample};
        if (n >= kLevelWindow - kFrame) window_[n - (kLevelWindow - kFrame)] = sample;
    }
    return square / kLevelWindow;
}

void Listener::analyse(Ear& ear) noexcept
{
    Hearing& hearing = ear.hearing;
    const double level_db = std::max(kFloor_db, decibels(read(ear)));
    const double time_s = level_db > hearing.level_db ? kAttack_s : kRelease_s;
    hearing.level_db += (level_db - hearing.level_db) * (1 - std::exp(-frame_s_ / time_s));
    const double silent = level_db < kSilent_db ? 1 : 0;
    hearing.silence += (silent - hearing.silence) * frame_s_ / kSilenceTime_s;
    const std::span<const float> power = spectrum_.power(window_);
    find_onset(ear, power);
    if (level_db > kSilent_db) find_tone(ear, power);
}

void Listener::find_onset(Ear& ear, std::span<const float> power) noexcept
{
    double rise_db = 0;
    for (std::size_t band = 0; band < kBands; ++band) {
        double sum = 0;
        for (std::size_t bin = edges_[band]; bin < std::max(edges_[band] + 1, edges_[band + 1]); ++bin)
            sum += double{power[bin]};
        const double level_db = std::max(kBandFloor_db, decibels(sum));
        rise_db += std::max(0.0, level_db - ear.bands_db[band]) / kBands;
        ear.bands_db[band] = level_db;
    }
    const double now_s = static_cast<double>(frames_) * frame_s_;
    ear.hearing.is_onset =
        rise_db > kOnset_db && (ear.last_onset_s < 0 || now_s - ear.last_onset_s >= kOnsetDistance_s);
    if (ear.hearing.is_onset) {
        ear.last_onset_s = now_s;
        ear.onsets_s[static_cast<std::size_t>(ear.onsets++ % kMostOnsets)] = now_s;
    }
    int recent = 0;
    for (int i = 0; i < std::min(ear.onsets, kMostOnsets); ++i)
        if (ear.onsets_s[static_cast<std::size_t>(i)] > now_s - kOnsets_s) ++recent;
    ear.hearing.onsets_per_s = recent / kOnsets_s;
}

/// Where the spectrum has its centre, and how flat it is: the geometric over the arithmetic mean.
void Listener::find_tone(Ear& ear, std::span<const float> power) const noexcept
{
    double sum = 0, moment = 0, logs = 0;
    const std::size_t begin = edges_.front(), end = std::max(begin + 1, edges_.back());
    for (std::size_t bin = begin; bin < end; ++bin) {
        const double p = double{power[bin]} + 1e-15;
        sum += p;
        moment += p * hz(bin);
        logs += std::log(p);
    }
    const auto count = static_cast<double>(end - begin);
    const double centre = std::log2(std::max(kLowest_hz, moment / sum) / kCentre_hz);
    ear.hearing.centre_octaves += (centre - ear.hearing.centre_octaves) * (1 - std::exp(-frame_s_ / kCentreTime_s));
    ear.hearing.noise = std::exp(logs / count) / (sum / count);
}

}  // namespace latentjam::score::agents
