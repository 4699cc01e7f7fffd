// What a still frame of latents sounds like.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/sounding.h"

#include "audio/loudness.h"

#include <algorithm>
#include <cmath>

namespace latentjam::spoor {

namespace {

constexpr int kSize = 1024;  // samples of a spectrum
constexpr double kLowest_hz = 90, kHighest_hz = 14000;
constexpr double kSilence_db = -90;

double decibels(double power, double least) { return std::max(10 * std::log10(std::max(power, 1e-30)), least); }

}  // namespace

Ear::Ear(double rate_hz) : rate_hz_(rate_hz)
{
    spectrum_.prepare(kSize);
    const double ratio = std::pow(std::min(kHighest_hz, rate_hz * 0.45) / kLowest_hz, 1.0 / kBands);
    for (std::size_t i = 0; i <= kBands; ++i) {
        const double bin = kLowest_hz * std::pow(ratio, static_cast<double>(i)) * kSize / rate_hz_;
        const std::size_t least = i == 0 ? 1 : edges_[i - 1] + 1;  // a bin at least in each band
        edges_[i] = std::max(static_cast<std::size_t>(std::lround(bin)), least);
    }
}

Sounding Ear::hear(std::span<const float> sound, std::size_t skip)
{
    Sounding made;
    made.bands_db.fill(kSilence_db);
    audio::KWeighting weighting;
    weighting.prepare(rate_hz_);
    double power = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double weighted = weighting.next(static_cast<double>(sound[i]));
        if (i >= skip) power += weighted * weighted;
    }
    if (sound.size() <= skip + kSize) return made;
    made.level_db = decibels(power / static_cast<double>(sound.size() - skip), -120);

    const auto bins = static_cast<std::size_t>(spectrum_.bins());
    std::vector<double> sum(bins), before(bins);
    double moved = 0, size = 0;
    int count = 0;
    for (std::size_t at = skip; at + kSize <= sound.size(); at += kSize / 2, ++count) {
        const auto powers = spectrum_.power(sound.subspan(at, kSize));
        double change = 0, whole = 0;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const double magnitude = std::sqrt(static_cast<double>(powers[bin]));
            sum[bin] += static_cast<double>(powers[bin]);
            change += (magnitude - before[bin]) * (magnitude - before[bin]);
            whole += magnitude * magnitude;
            before[bin] = magnitude;
        }
        if (count > 0) moved += std::sqrt(change);
        if (count > 0) size += std::sqrt(whole);
    }
    made.flux = moved / std::max(size, 1e-9);
    for (std::size_t band = 0; band < kBands; ++band) {
        double in_band = 0;
        for (std::size_t bin = edges_[band]; bin < std::min(edges_[band + 1], bins); ++bin) in_band += sum[bin];
        made.bands_db[band] = decibels(in_band / count, kSilence_db);
    }
    return made;
}

double spectral_distance(const Sounding& a, const Sounding& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < kBands; ++i) sum += std::abs(a.bands_db[i] - b.bands_db[i]);
    return sum / kBands;
}

double distance_from_slope(const Sounding& sounding, double db_per_octave)
{
    const double octaves = std::log2(kHighest_hz / kLowest_hz) / kBands;
    std::array<double, kBands> rest{};
    double mean = 0;
    for (std::size_t i = 0; i < kBands; ++i) {  // a band is as much wider as it is higher: 3 dB an octave
        rest[i] = sounding.bands_db[i] - (db_per_octave + 3) * octaves * static_cast<double>(i);
        mean += rest[i] / kBands;
    }
    double sum = 0;
    for (const double value : rest) sum += std::abs(value - mean);
    return sum / kBands;
}

}  // namespace latentjam::spoor
