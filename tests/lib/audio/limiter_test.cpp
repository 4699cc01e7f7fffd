// The limiter: nothing exceeds -1 dBTP by the measure of ITU-R BS.1770, and what needs no limiting passes unchanged.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"

#include "lib/audio/interpolated.h"
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <functional>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam;
using audio::Limiter;

namespace {

constexpr double kRate_hz = 44100;
constexpr int kSamples = 44100;
constexpr double kLoud = 15.8489;  // +24 dB

using Channel = std::vector<float>;
using Sound = std::vector<Channel>;

/// With silence at the end, longer than a limiter's latency: cutting a sound off would make peaks of its own.
Channel channel(const std::function<double(int)>& value)
{
    Channel samples(kSamples);
    for (int i = 0; i < kSamples - 1000; ++i) samples[static_cast<std::size_t>(i)] = static_cast<float>(value(i));
    return samples;
}

double sine(double hz, int i, double phase = 0) { return std::sin(2 * std::numbers::pi * (hz * i / kRate_hz + phase)); }

/// In double precision, over the whole signal and its end.
double true_peak(const Channel& samples)
{
    double peak = 0;
    for (std::size_t i = 0; i < samples.size() + audio::kPeakTaps; ++i)
        for (const auto& phase : audio::kPeakFilter) {
            double sum = 0;
            for (std::size_t tap = 0; tap < audio::kPeakTaps; ++tap)
                if (i >= tap && i - tap < samples.size())
                    sum += static_cast<double>(phase[tap]) * static_cast<double>(samples[i - tap]);
            peak = std::max(peak, std::abs(sum));
        }
    for (const float sample : samples) peak = std::max(peak, std::abs(static_cast<double>(sample)));
    return peak;
}

double peak_db(const Sound& sound)
{
    double peak = 0;
    for (const Channel& samples : sound) peak = std::max(peak, true_peak(samples));
    return 20 * std::log10(peak);
}

/// As a meter with a longer filter reads it.
double interpolated_db(const Sound& sound)
{
    double peak = 0;
    for (const Channel& samples : sound) peak = std::max(peak, test::interpolated_peak(samples));
    return 20 * std::log10(peak);
}

/// In blocks of this size.
Sound limited(Limiter& limiter, const Sound& sound, int block = 64)
{
    Sound out(sound.size(), Channel(sound[0].size()));
    const auto all = static_cast<int>(sound[0].size());
    for (int begin = 0; begin < all; begin += block) {
        std::vector<const float*> from;
        std::vector<float*> to;
        for (std::size_t i = 0; i < sound.size(); ++i) {
            from.push_back(&sound[i][static_cast<std::size_t>(begin)]);
            to.push_back(&out[i][static_cast<std::size_t>(begin)]);
        }
        limiter.process(from.data(), to.data(), std::min(block, all - begin));
    }
    return out;
}

Sound limited(const Sound& sound)
{
    Limiter limiter;
    limiter.prepare(static_cast<int>(sound.size()), kRate_hz);
    return limited(limiter, sound);
}

}  // namespace

TEST_CASE("Sines at any level, pitch and phase stay at or below -1 dBTP")
{
    for (const double hz : {20.0, 997.0, 5000.0, 11025.0, 14700.0, 19000.0, 21500.0})
        for (const double gain : {0.5, 1.0, 4.0, kLoud})
            for (const double phase : {0.0, 0.125}) {
                CAPTURE(hz, gain, phase);
                const Sound out = limited({channel([=](int i) { return gain * sine(hz, i, phase); })});
                CHECK(peak_db(out) <= -1);
                if (phase != 0) CHECK(interpolated_db(out) <= -1);
            }
}

TEST_CASE("A loud sine comes out just below the ceiling")
{
    for (const double gain : {1.0, 4.0, kLoud})
        CHECK(peak_db(limited({channel([=](int i) { return gain * sine(997, i); })})) > -1.2);
}

TEST_CASE("Noise, squares, clicks, steps and bursts at +24 dB stay at or below -1 dBTP")
{
    random::Random random(7);
    const auto kind = GENERATE(range(0, 8));
    const std::vector<std::function<double(int)>> signals{
        [&](int) { return random.uniform(-1, 1); },
        [&](int) { return random.normal() / 4; },
        [&](int) { return random.uniform() < 0.5 ? -1.0 : 1.0; },
        [](int i) { return sine(220, i) > 0 ? 1.0 : -1.0; },
        [](int i) { return sine(9876.5, i) > 0 ? 1.0 : -1.0; },
        [](int i) { return i % 1000 == 0  ? 1.0
                           : i % 777 == 1 ? -1.0
                                          : 0.0; },
        [&](int) { return random.uniform() < 0.003 ? random.uniform(-1, 1) : 0.01; },
        [](int i) { return i / 3000 % 2 == 0 ? 0.02 * sine(440, i) : sine(11025, i, 0.125); },
    };
    CAPTURE(kind);
    const auto& signal = signals[static_cast<std::size_t>(kind)];
    const Sound out = limited({channel([&](int i) { return kLoud * signal(i); })});
    CHECK(peak_db(out) <= -1);
    CHECK(interpolated_db(out) <= -1);
}

TEST_CASE("Alternating samples that grow and shrink, the worst for a filter, stay at or below -1 dBTP")
{
    for (const int period : {20, 60, 66, 100, 300, 5000})
        CHECK(peak_db(limited({channel([=](int i) {
                  return (i % 4 < 2 ? 1 : -1) * kLoud * std::exp(4 * (sine(kRate_hz / period, i) - 1));
              })})) <= -1);
}

TEST_CASE("What stays below the ceiling comes out as it went in, after the latency")
{
    Limiter limiter;
    limiter.prepare(2, kRate_hz);
    const Sound in{channel([](int i) { return 0.8 * sine(500, i); }),
                   channel([](int i) { return 0.5 * sine(3000, i); })};
    const Sound out = limited(limiter, in);
    CHECK(limiter.latency_samples() > 0);
    CHECK(limiter.latency_samples() < 0.004 * kRate_hz);
    const auto latency = static_cast<std::size_t>(limiter.latency_samples());
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < latency; ++i) REQUIRE(out[c][i] == 0);
        for (std::size_t i = latency; i < out[c].size(); ++i) REQUIRE(out[c][i] == in[c][i - latency]);
    }
    CHECK(limiter.take_reduction_db() == 0);
}

TEST_CASE("All channels get one gain, whichever of them is loud")
{
    const int channels = GENERATE(2, 16);
    Limiter limiter;
    limiter.prepare(channels, kRate_hz);
    Sound in(static_cast<std::size_t>(channels), channel([](int i) { return 0.2 * sine(300, i); }));
    in[1] = channel([](int i) { return i % 9000 < 2000 ? 4 * sine(1000, i) : 0.2 * sine(300, i); });
    const Sound out = limited(limiter, in);
    const auto latency = static_cast<std::size_t>(limiter.latency_samples());
    CHECK(peak_db(out) <= -1);
    CHECK(limiter.take_reduction_db() < -12);
    for (std::size_t i = latency; i < out[0].size(); ++i) {
        const float x = in[1][i - latency];
        if (std::abs(x) < 0.01F || std::abs(in[0][i - latency]) < 0.01F) continue;
        REQUIRE(std::abs(out[1][i] / x - out[0][i] / in[0][i - latency]) < 1e-4F);
    }
}

TEST_CASE("The size of a block does not change the sound, nor does working in place or a reset before")
{
    const Sound in{channel([](int i) { return 3 * sine(700, i) * sine(3, i); })};
    Limiter limiter;
    limiter.prepare(1, kRate_hz);
    const Sound expected = limited(limiter, in, 64);
    for (const int block : {1, 63, 1000, kSamples}) {
        limiter.reset();
        CHECK(limited(limiter, in, block) == expected);
    }
    limiter.reset();
    Channel own = in[0];
    float* row = own.data();
    limiter.process(&row, &row, kSamples);
    CHECK(own == expected[0]);
}

TEST_CASE("After a loud second the gain comes back to 1, and stays there for ever")
{
    Limiter limiter;
    limiter.prepare(1, kRate_hz);
    limited(limiter, {channel([](int i) { return kLoud * sine(100, i); })});
    CHECK(limiter.take_reduction_db() < -23);
    for (int second = 0; second < 3; ++second) limited(limiter, {Channel(kSamples)});
    limiter.take_reduction_db();
    const Channel quiet = channel([](int i) { return 0.5 * sine(100, i); });
    const Sound out = limited(limiter, {quiet});
    CHECK(limiter.take_reduction_db() > -1e-6);
    CHECK(peak_db(out) < -5);
}

TEST_CASE("Samples that are not finite, and absurdly large ones, leave no trace")
{
    Limiter limiter;
    limiter.prepare(1, kRate_hz);
    Sound in{channel([](int i) { return sine(440, i); })};
    in[0][100] = std::numeric_limits<float>::quiet_NaN();
    in[0][200] = std::numeric_limits<float>::infinity();
    in[0][300] = 1e38F;
    in[0][301] = -3e38F;
    const Sound out = limited(limiter, in);
    for (const float sample : out[0]) REQUIRE(std::isfinite(sample));
    CHECK(peak_db(out) <= -1);
    CHECK(peak_db({Channel(out[0].begin() + 30000, out[0].end())}) > -1.2);
}

TEST_CASE("Other rates have the same ceiling, and double precision the same sound")
{
    const double rate_hz = GENERATE(8000.0, 48000.0, 96000.0, 192000.0);
    Limiter limiter;
    limiter.prepare(1, rate_hz);
    const Sound in{channel([=](int i) { return kLoud * sine(rate_hz / 4.01, i, 0.1) * sine(7, i); })};
    const Sound out = limited(limiter, in);
    CHECK(peak_db(out) <= -1);
    limiter.reset();
    std::vector<double> samples(in[0].begin(), in[0].end());
    double* row = samples.data();
    limiter.process(&row, &row, kSamples);
    CHECK(Channel(samples.begin(), samples.end()) == out[0]);
}

TEST_CASE("The meter tells the true peak that came out of each channel since it was last asked")
{
    Limiter limiter;
    limiter.prepare(2, kRate_hz);
    const Sound in{channel([](int i) { return kLoud * sine(997, i); }),
                   channel([](int i) { return 0.01 * sine(11025, i, 0.125); })};
    const Sound out = limited(limiter, in);
    for (const int i : {0, 1}) {
        CHECK(std::abs(limiter.take_peak_db(i) - peak_db({out[static_cast<std::size_t>(i)]})) < 0.01);
        CHECK(limiter.take_peak_db(i) < -100);
    }
}
