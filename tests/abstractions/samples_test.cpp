// The sample sets: what a player may rely on, and that no two sets sound alike.
// SPDX-License-Identifier: BSD-3-Clause
#include "abstractions/performance.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam::test;

namespace {

constexpr std::array kNames{"break1",  "break2",  "break3",  "sample1", "sample2",
                            "sample3", "sample4", "sample5", "samplex"};
constexpr std::array kTempo{174.0, 165.0, 178.0, 160.0};  // BPM of set0 to set3

std::vector<float> read_sample(std::size_t set, const std::string& name)
{
    const std::string path = std::string(LATENTJAM_SAMPLES) + "/set" + std::to_string(set) + "/" + name + ".wav";
    CAPTURE(path);
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, decltype(&sf_close)> file(sf_open(path.c_str(), SFM_READ, &info), &sf_close);
    REQUIRE(file);
    CHECK(info.samplerate == 44100);
    CHECK(info.channels == 1);
    CHECK((info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16);
    std::vector<float> sound(static_cast<std::size_t>(info.frames));
    REQUIRE(sf_readf_float(file.get(), sound.data(), info.frames) == info.frames);
    return sound;
}

/// The root mean square of the spectrum's frequencies, from the slope of the waveform.
double brightness_hz(const std::vector<float>& sound)
{
    double slope = 0, size = 0;
    for (std::size_t n = 1; n < sound.size(); ++n) {
        const double rise = static_cast<double>(sound[n]) - static_cast<double>(sound[n - 1]);
        slope += rise * rise;
        size += static_cast<double>(sound[n]) * static_cast<double>(sound[n]);
    }
    return std::sqrt(slope / size) * kRate / (2 * std::numbers::pi);
}

}  // namespace

TEST_CASE("Every sample is 44.1 kHz, mono, 16 bit, below -1 dBFS, without DC, and no longer than needed")
{
    for (std::size_t set = 0; set < kTempo.size(); ++set)
        for (const char* name : kNames) {
            CAPTURE(set, name);
            const auto sound = read_sample(set, name);
            CHECK(peak(sound) > (name[0] == 'b' ? 0.7 : 0.3));
            CHECK(peak(sound) <= 0.8913);
            CHECK(std::abs(mean(sound)) < 1e-3);
            CHECK(static_cast<double>(sound.size()) <= 3 * kRate);
        }
}

TEST_CASE("Breaks last two bars at the tempo of their set, and their end leads into their beginning")
{
    for (std::size_t set = 0; set < kTempo.size(); ++set)
        for (const char* name : {"break1", "break2", "break3"}) {
            CAPTURE(set, name);
            const auto sound = read_sample(set, name);
            CHECK(sound.size() == static_cast<std::size_t>(std::lround(480 * kRate / kTempo.at(set))));
            CHECK(std::abs(static_cast<double>(sound.front() - sound.back())) <= largest_step(sound));
        }
}

TEST_CASE("No two sets are equally bright")
{
    std::vector<double> bright;
    for (std::size_t set = 0; set < kTempo.size(); ++set) {
        double sum = 0;
        for (const char* name : {"break1", "break2", "break3"}) sum += brightness_hz(read_sample(set, name));
        bright.push_back(sum / 3);
    }
    CAPTURE(bright);
    std::sort(bright.begin(), bright.end());
    for (std::size_t i = 1; i < bright.size(); ++i) CHECK(bright[i] > 1.15 * bright[i - 1]);
}
