// [limit~] in Pd gives the core's sound, sample by sample, and says how late it is.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// What the core makes of two channels.
Channels limited(audio::Limiter& limiter, const Channels& sound)
{
    limiter.prepare(2, 44100);
    Channels made = sound;
    const float* in[] = {sound[0].data(), sound[1].data()};
    float* out[] = {made[0].data(), made[1].data()};
    limiter.process(in, out, static_cast<int>(sound[0].size()));
    return made;
}

}  // namespace

TEST_CASE("limit~ gives the core's sound, and its latency and reduction on a bang")
{
    InProcessPd pd(2, 2);
    PatchText t;
    const int in = t.box("obj adc~");
    const int limit = t.box("obj limit~");
    const int out = t.box("obj dac~");
    const int receive = t.box("obj r limit");
    const int print = t.box("obj print info");
    for (int i = 0; i < 2; ++i) {
        t.cord(in, i, limit, i);
        t.cord(limit, i, out, i);
    }
    t.cord(receive, 0, limit, 0);
    t.cord(limit, 2, print, 0);
    pd.open(t.text());
    pd.dsp(true);

    Channels sound(2, std::vector<float>(200 * InProcessPd::kTick));
    for (std::size_t i = 0; i < sound[0].size(); ++i) {
        sound[0][i] = static_cast<float>(8 * std::sin(0.03 * static_cast<double>(i)));
        sound[1][i] = i % 3000 == 0 ? 10.0F : 0.1F;
    }
    const Channels heard = pd.process(sound);

    audio::Limiter limiter;
    CHECK(heard == limited(limiter, sound));

    pd.send("limit", "bang");
    CHECK(pd.number_after("info: latency") == limiter.latency_samples());
    CHECK(std::abs(pd.number_after("info: reduction") - limiter.take_reduction_db()) < 1e-3);
}

TEST_CASE("limit~ -m limits all channels of a cord by one gain, and tells the peak of each")
{
    InProcessPd pd(2, 2);
    PatchText t;
    const int in = t.box("obj adc~");
    const int pack = t.box("obj snake~ in 2");
    const int limit = t.box("obj limit~ -m");
    const int unpack = t.box("obj snake~ out 2");
    const int out = t.box("obj dac~");
    const int receive = t.box("obj r limit");
    const int print = t.box("obj print info");
    for (int i = 0; i < 2; ++i) {
        t.cord(in, i, pack, i);
        t.cord(unpack, i, out, i);
    }
    t.cord(pack, 0, limit, 0);
    t.cord(limit, 0, unpack, 0);
    t.cord(receive, 0, limit, 0);
    t.cord(limit, 1, print, 0);
    pd.open(t.text());
    pd.dsp(true);

    Channels sound(2, std::vector<float>(200 * InProcessPd::kTick));
    for (std::size_t i = 0; i < sound[0].size(); ++i) {
        sound[0][i] = static_cast<float>(8 * std::sin(0.03 * static_cast<double>(i)));
        sound[1][i] = 0.5F * sound[0][i];
    }
    const Channels heard = pd.process(sound);

    audio::Limiter limiter;
    CHECK(heard == limited(limiter, sound));

    pd.send("limit", "bang");
    CHECK(std::abs(pd.number_after("info: peak") - limiter.take_peak_db(0)) < 1e-3);
}

TEST_CASE("limit~ refuses numbers of channels that it cannot have, with its limit")
{
    for (const std::string channels : {"0", "17", "1.5"}) {
        InProcessPd pd(2, 2);
        PatchText t;
        t.box("obj limit~ " + channels);
        pd.open(t.text());
        INFO(pd.console());
        CHECK(pd.console().find("limit~: ") != std::string::npos);
        CHECK(pd.console().find("channels") != std::string::npos);
        CHECK(pd.console().find("1 to 16") != std::string::npos);
    }
}
