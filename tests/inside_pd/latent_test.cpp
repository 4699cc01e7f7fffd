// latent and latentrec~ in Pd: what goes in comes out, and bad messages are told.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "support/gain_toy.h"
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace latentjam::test;

namespace {

/// One [latent z] and one [latentrec~ z] behind adc~, both told and heard by name.
std::string latent_patch(const std::string& recorder_arguments, int inputs)
{
    PatchText t;
    const int to_latent = t.box("obj r to-latent");
    const int latent = t.box("obj latent z");
    const int list = t.box("obj print frame");
    const int info = t.box("obj print info");
    t.cord(to_latent, 0, latent, 0);
    t.cord(latent, 0, list, 0);
    t.cord(latent, 1, info, 0);
    std::string channels;
    for (int i = 1; i <= inputs; ++i) channels += " " + std::to_string(i);
    const int adc = t.box("obj adc~" + channels);
    const int to_recorder = t.box("obj r to-rec");
    const int recorder = t.box("obj latentrec~ z " + recorder_arguments);
    const int told = t.box("obj print rec");
    t.cord(to_recorder, 0, recorder, 0);
    for (int i = 0; i < inputs; ++i) t.cord(adc, i, recorder, i);
    t.cord(recorder, 0, told, 0);
    return t.text();
}

std::vector<float> frame_of(InProcessPd& pd, int index)
{
    pd.console().clear();
    pd.send("to-latent", "frame " + std::to_string(index));
    const auto at = pd.console().find("frame: ");
    INFO(pd.console());
    REQUIRE(at != std::string::npos);
    std::istringstream words(pd.console().substr(at + 7));
    std::vector<float> values;
    for (float value = 0; words >> value;) values.push_back(value);
    return values;
}

/// Channel c of sample n is 1000 c + n.
Channels ramps(int channels, int samples)
{
    Channels in(static_cast<std::size_t>(channels));
    for (int c = 0; c < channels; ++c)
        for (int n = 0; n < samples; ++n) in[static_cast<std::size_t>(c)].push_back(static_cast<float>(100000 * c + n));
    return in;
}

}  // namespace

TEST_CASE("latentrec~ takes the first sample of each step of the grid, from record to stop")
{
    InProcessPd pd(3, 1);
    pd.open(latent_patch("-in 3 -ratio 256", 3));
    pd.dsp(true);
    pd.silence_until_multiple_of(256);
    pd.send("to-rec", "record");
    pd.process(ramps(3, 1024));
    pd.send("to-rec", "stop");
    pd.process(ramps(3, 512));
    CHECK(frame_of(pd, 0) == std::vector<float>{0, 100000, 200000});
    CHECK(frame_of(pd, 3) == std::vector<float>{768, 100768, 200768});
    pd.console().clear();
    pd.send("to-latent", "bang");
    CHECK(pd.number_after("info: frames") == 4);
    CHECK(pd.number_after("info: dims") == 3);
    CHECK(pd.number_after("info: rate") > 172.2);
    CHECK(pd.number_after("info: rate") < 172.3);
}

TEST_CASE("latentrec~ appends, loops, and begins anew with its next frame only")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("-ratio 64", 1));
    pd.dsp(true);
    pd.send("to-rec", "record");
    pd.process(ramps(1, 64 * 3));
    pd.send("to-rec", "stop");
    pd.send("to-rec", "append");
    pd.process(ramps(1, 64 * 2));
    CHECK(frame_of(pd, 2) == std::vector<float>{128});
    CHECK(frame_of(pd, 3) == std::vector<float>{0});
    pd.send("to-rec", "stop");
    pd.send("to-latent", "bang");
    CHECK(pd.number_after("info: frames") == 5);

    pd.send("to-rec", "record");
    pd.send("to-rec", "stop");  // no frame between: nothing is lost
    CHECK(frame_of(pd, 2) == std::vector<float>{128});

    pd.send("to-rec", "loop 4");
    pd.send("to-rec", "record");
    pd.process(ramps(1, 64 * 6));
    pd.send("to-rec", "stop");
    CHECK(frame_of(pd, 0) == std::vector<float>{256});
    CHECK(frame_of(pd, 1) == std::vector<float>{320});
    CHECK(frame_of(pd, 2) == std::vector<float>{128});
    pd.send("to-latent", "bang");
    CHECK(pd.number_after("info: frames") == 4);
}

TEST_CASE("latent is filled by messages, resized, written and read")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("-in 1", 1));
    pd.send("to-latent", "add 1 2 3");
    pd.send("to-latent", "add 4 5 6");
    pd.send("to-latent", "put 0 7 8");
    CHECK(frame_of(pd, 0) == std::vector<float>{7, 8, 3});
    pd.send("to-latent", "put 2 9 9 9");
    CHECK(frame_of(pd, 2) == std::vector<float>{9, 9, 9});
    for (const std::string file : {"z.npy", "z.wav"}) {
        CAPTURE(file);
        pd.send("to-latent", "write " + file);
        REQUIRE(pd.wait_for("info: written", 10));
        pd.send("to-latent", "clear");
        pd.console().clear();
        pd.send("to-latent", "read " + file);
        REQUIRE(pd.wait_for("info: read", 10));
        CHECK(frame_of(pd, 0) == std::vector<float>{7, 8, 3});
        CHECK(frame_of(pd, 2) == std::vector<float>{9, 9, 9});
    }
    pd.send("to-latent", "size 2 5");
    CHECK(frame_of(pd, 1) == std::vector<float>{4, 5});
    CHECK(frame_of(pd, 4) == std::vector<float>{0, 0});
}

TEST_CASE("latent says once when something has changed")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("-in 1", 1));
    const auto polls = [&] {
        pd.console().clear();
        pd.send("to-latent", "poll");
        return pd.console().find("info: changed") != std::string::npos;
    };
    CHECK(polls());
    CHECK_FALSE(polls());
    pd.send("to-latent", "add 1");
    CHECK(polls());
    CHECK_FALSE(polls());
}

TEST_CASE("What latent and latentrec~ cannot do is said in one line and changes nothing")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("-in 1", 1));
    pd.send("to-latent", "add 1 2");
    for (const std::string wrong : {"frame 1",
                                    "frame -1",
                                    "frame 0.5",
                                    "frame",
                                    "frame x",
                                    "put 2 1 1",
                                    "put -1 1",
                                    "put 0",
                                    "put 0 1 2 3",
                                    "put 0 x",
                                    "add",
                                    "add 1 2 3",
                                    "add 1 x",
                                    "size 1",
                                    "size -1 4",
                                    "size 2 1e9",
                                    "size 5000 1",
                                    "rate -1",
                                    "read nothing-of-this-name",
                                    "toarrays nothing",
                                    "fromarrays nothing",
                                    "copy nothing",
                                    "shapes 1",
                                    "shapes x",
                                    "nonsense"}) {
        pd.console().clear();
        pd.send("to-latent", wrong);
        CAPTURE(wrong, pd.console());
        CHECK(pd.console().find("latent") != std::string::npos);
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 1);
        CHECK(frame_of(pd, 0) == std::vector<float>{1, 2});
    }
    for (const std::string wrong : {"loop -1", "loop x", "loop", "loop 1e12", "nonsense"}) {
        pd.console().clear();
        pd.send("to-rec", wrong);
        CAPTURE(wrong, pd.console());
        CHECK(pd.console().find("latentrec~") != std::string::npos);
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 1);
    }
}

TEST_CASE("Wrong arguments leave a box that lives and one line each")
{
    for (const std::string arguments :
         {"-in 0", "-in x", "-ratio 0", "-hold 9999", "-hold", "-nonsense", "-ratio 1.5"}) {
        InProcessPd pd(1, 1);
        pd.console().clear();  // of what the first Pd of a process says about itself
        pd.open(latent_patch(arguments, 1));
        CAPTURE(arguments, pd.console());
        CHECK(pd.console().find("latentrec~") != std::string::npos);
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 1);
        pd.dsp(true);
        pd.send("to-rec", "record");
        pd.process(ramps(1, 64));
    }
}

TEST_CASE("What rave~ encodes is what the latent holds, frame by frame, equal to direct calls")
{
    constexpr int kFrames = 60;
    InProcessPd pd(1, 1);
    const DirectCall call = save_gain(pd, "encode");
    PatchText t;
    const int adc = t.box("obj adc~ 1");
    const int rave = t.box("obj rave~ toy encode -m");
    const int recorder = t.box("obj latentrec~ z -m");
    const int info = t.box("obj print info");
    const int to_rave = t.box("obj r to-rave");
    const int to_recorder = t.box("obj r to-rec");
    const int to_latent = t.box("obj r to-latent");
    const int latent = t.box("obj latent z");
    t.cord(adc, 0, rave, 0);
    t.cord(to_rave, 0, rave, 0);
    t.cord(rave, 0, recorder, 0);
    t.cord(rave, 1, info, 0);
    t.cord(to_recorder, 0, recorder, 0);
    t.cord(to_latent, 0, latent, 0);
    t.cord(latent, 1, info, 0);
    pd.open(t.text());
    begin_exactly(pd, kGainRatio);
    Channels in(1);
    std::mt19937 random(11);
    std::uniform_real_distribution<float> values(-1, 1);
    for (int n = 0; n < kFrames * kGainRatio; ++n) in[0].push_back(values(random));
    pd.send("to-rec", "record");
    pd.process(in);
    pd.send("to-rec", "stop");
    const int latency = latency_of(pd);
    pd.send("to-latent", "write z.npy");
    REQUIRE(pd.wait_for("info: written", 10));

    const auto expected = call_directly(call, in);
    const auto recorded = latentjam::latent::read((pd.folder() / "z.npy").string());
    REQUIRE(recorded.is_ok());
    REQUIRE(recorded->dims() == 4);
    REQUIRE(recorded->frames() == kFrames);
    REQUIRE(latency % kGainRatio == 0);  // latents stay on the grid
    const int behind = latency / kGainRatio;
    REQUIRE(behind < 4);
    for (int i = behind; i < kFrames; ++i)
        for (int dim = 0; dim < 4; ++dim) {
            const auto wanted = static_cast<double>(
                expected[static_cast<std::size_t>(dim)][static_cast<std::size_t>(i - behind) * kGainRatio]);
            CHECK(std::abs(static_cast<double>(recorded->at(i, dim)) - wanted) <= 1e-6);
        }
}
