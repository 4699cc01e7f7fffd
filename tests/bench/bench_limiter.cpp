// What the limiter lets through of sounds at +24 dB, how late it is and what it costs: bench_limiter [FOLDER [RATE]].
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"
#include "audio/true_peak.h"
#include "audio/wav_writer.h"
#include "lib/audio/interpolated.h"
#include "random/random.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;

namespace {

constexpr double kLoud = 15.8489;  // +24 dB

using Sound = std::vector<float>;

std::vector<std::pair<std::string, std::function<double(int)>>> sounds(random::Random& random, double rate_hz)
{
    const auto sine = [rate_hz](double hz, int i, double phase = 0) {
        return std::sin(2 * std::numbers::pi * (hz * i / rate_hz + phase));
    };
    return {{"noise", [&](int) { return random.uniform(-1, 1); }},
            {"signs-at-random", [&](int) { return random.uniform() < 0.5 ? -1.0 : 1.0; }},
            {"square-220", [=](int i) { return sine(220, i) > 0 ? 1.0 : -1.0; }},
            {"square-9876", [=](int i) { return sine(9876.5, i) > 0 ? 1.0 : -1.0; }},
            {"clicks", [](int i) { return i % 1000 == 0  ? 1.0
                                          : i % 777 == 1 ? -1.0
                                                         : 0.0; }},
            {"bursts", [=](int i) { return i / 3000 % 2 == 0 ? 0.02 * sine(440, i) : sine(11025, i, 0.125); }},
            {"sine-997", [=](int i) { return sine(997, i); }},
            {"sine-5000", [=](int i) { return sine(5000, i); }},
            {"sine-14700", [=](int i) { return sine(14700, i, 0.125); }},
            {"sine-19000", [=](int i) { return sine(19000, i); }}};
}

double to_db(double peak) { return 20 * std::log10(peak); }

double true_peak(const Sound& sound)
{
    audio::TruePeak meter;
    float peak = 0;
    for (const float sample : sound) peak = std::max(peak, meter.next(sample));
    return static_cast<double>(peak);
}

/// Per cent of a core for two channels of noise, in Pd's blocks; the least of nine, since a busy machine only adds.
double cost(random::Random& random, double rate_hz)
{
    constexpr int kBlock = 64;
    Sound left(static_cast<std::size_t>(5 * rate_hz) / kBlock * kBlock), right(left.size());
    for (float& sample : left) sample = static_cast<float>(random.uniform(-kLoud, kLoud));
    for (float& sample : right) sample = static_cast<float>(random.uniform(-kLoud, kLoud));
    double least = 1e9;
    for (int round = 0; round < 9; ++round) {
        audio::Limiter limiter;
        limiter.prepare(2, rate_hz);
        Sound a = left, b = right;
        const auto begin = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < a.size(); i += kBlock) {
            float* rows[] = {&a[i], &b[i]};
            limiter.process(rows, rows, kBlock);
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        least = std::min(least, taken.count());
    }
    return 100 * least / (static_cast<double>(left.size()) / rate_hz);
}

bool write(const std::string& path, const Sound& sound, double rate_hz)
{
    auto file = audio::WavWriter::create(path, {1, static_cast<int>(rate_hz), 3});
    return file && file->write(sound) && file->close();
}

}  // namespace

int main(int argc, char** argv)
{
    const std::string folder = argc > 1 ? argv[1] : "";
    const double rate_hz = argc > 2 ? std::atof(argv[2]) : 44100;
    random::Random random(7);
    std::printf("%-16s %9s %12s\n", "+24 dB", "BS.1770", "32-tap sinc");
    for (const auto& [name, value] : sounds(random, rate_hz)) {
        Sound sound(static_cast<std::size_t>(3 * rate_hz));
        for (std::size_t i = 0; i + 1000 < sound.size(); ++i)
            sound[i] = static_cast<float>(kLoud * value(static_cast<int>(i)));
        audio::Limiter limiter;
        limiter.prepare(1, rate_hz);
        float* row = sound.data();
        limiter.process(&row, &row, static_cast<int>(sound.size()));
        std::printf("%-16s %9.2f %12.2f\n", name.c_str(), to_db(true_peak(sound)),
                    to_db(test::interpolated_peak(sound)));
        if (!folder.empty() && !write(folder + "/" + name + ".wav", sound, rate_hz)) return 1;
    }
    audio::Limiter limiter;
    limiter.prepare(2, rate_hz);
    std::printf("latency %d samples, %.2f ms; two channels take %.2f %% of a core\n", limiter.latency_samples(),
                1000 * limiter.latency_samples() / rate_hz, cost(random, rate_hz));
}
