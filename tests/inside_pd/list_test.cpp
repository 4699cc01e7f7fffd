// A list into a multichannel inlet stands on its channels; without -m it goes over the inlets.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// A rave~ that sums eight latents with weights 1, 10, 100 ... so that the sum tells which value is on which channel.
void open_rave(InProcessPd& pd, const std::string& flags, bool with_cord)
{
    toys::save("places", pd.folder());
    PatchText patch;
    const int rave = patch.box("obj rave~ places decode " + flags + " -hold first");
    patch.cord(patch.box("obj r to-rave"), 0, rave, 0);
    patch.cord(rave, 1, patch.box("obj print info"), 0);
    patch.cord(rave, 0, patch.box("obj dac~ 1"), 0);
    if (with_cord) patch.cord(patch.box("obj sig~ 5"), 0, rave, 0);
    pd.open(patch.text());
    pd.send("to-rave", "offline 1");
    INFO(pd.console());
    REQUIRE(pd.wait_for("info: ready 1", 20));
    pd.dsp(true);
}

/// What the model makes of what its inlet holds now.
double heard(InProcessPd& pd) { return static_cast<double>(pd.process(200)[0].back()); }

}  // namespace

TEST_CASE("A list into rave~ goes channel by channel, with -m as without")
{
    struct Case {
        std::vector<std::string> messages;
        double with_m;
        double without_m;
    };
    const auto [messages, with_m, without_m] =
        GENERATE(Case{{"list 1 2 3 4 5 6 7 8"}, 87654321, 87654321}, Case{{"list 1 2"}, 21, 21},
                 Case{{"list 1 2 3 4 5 6 7 8", "list 9 9"}, 87654399, 87654399},
                 Case{{"list 1 2 3 4 5 6 7 8 9 9 9"}, 87654321, 87654321}, Case{{"float 3"}, 33333333, 3},
                 Case{{"float 3", "list 1 2"}, 33333321, 21}, Case{{"list 1 2 3", "float 4"}, 44444444, 324},
                 Case{{"list -1 -2"}, -21, -21}, Case{{"list 0.5 0"}, 0.5, 0.5},
                 Case{{"list 1 2 3 4 5 6 7 8", "list 0 0 0 0 0 0 0 0"}, 0, 0});
    const bool multichannel = GENERATE(true, false);
    InProcessPd pd(1, 1);
    open_rave(pd, multichannel ? "-m" : "", false);
    for (const auto& message : messages) pd.send("to-rave", message);
    CAPTURE(messages, multichannel, pd.console());
    const double wanted = multichannel ? with_m : without_m;
    CHECK(std::abs(heard(pd) - wanted) <= 1e-6 * std::abs(wanted));
    CHECK(pd.console().find("rave~:") == std::string::npos);
}

TEST_CASE("A cord is heard in place of a list, and a word in a list is told")
{
    InProcessPd pd(1, 1);
    open_rave(pd, "-m", true);
    pd.send("to-rave", "list 1 2 3");
    CHECK(std::abs(heard(pd) - 55555555) <= 1);  // of 2^26
    pd.send("to-rave", "list 1 loud 3");
    CHECK(pd.console().find("rave~: list: loud for channel 2 is no number") != std::string::npos);
}

TEST_CASE("latentrec~ -m records the list in its inlet, as many dims as it has")
{
    const std::string list = GENERATE("list 1 2 3", "list 4 5", "list 0.5 -1 2 -3 4 -5 6 -7");
    InProcessPd pd(1, 1);
    PatchText patch;
    const int recorder = patch.box("obj latentrec~ z -m -ratio 256");
    patch.cord(patch.box("obj r to-rec"), 0, recorder, 0);
    const int latent = patch.box("obj latent z");
    patch.cord(patch.box("obj r to-latent"), 0, latent, 0);
    patch.cord(latent, 0, patch.box("obj print frame"), 0);
    pd.open(patch.text());
    pd.dsp(true);
    pd.send("to-rec", list);
    pd.silence_until_multiple_of(256);
    pd.process(4);
    pd.send("to-rec", "record");
    pd.process(8);
    pd.send("to-rec", "stop");
    pd.send("to-latent", "frame 0");
    CAPTURE(pd.console());
    CHECK(pd.console() == "frame: " + list.substr(5) + "\n");
}

TEST_CASE("limit~ -m has as many channels as the longest list in its inlet")
{
    InProcessPd pd(1, 4);
    PatchText patch;
    const int limit = patch.box("obj limit~ -m");
    const int out = patch.box("obj snake~ out 4"), dac = patch.box("obj dac~ 1 2 3 4");
    patch.cord(patch.box("obj r to-limit"), 0, limit, 0);
    patch.cord(limit, 0, out, 0);
    for (int i = 0; i < 4; ++i) patch.cord(out, i, dac, i);
    pd.open(patch.text());
    pd.dsp(true);
    for (const std::vector<float>& list :
         {std::vector<float>{0.1F, -0.2F, 0.3F}, {0.5F}, {0.25F, 0, -0.25F, 0.5F}, {0.125F, 0.25F}}) {
        std::string message = "list";
        for (const float value : list) message += " " + std::to_string(value);
        pd.send("to-limit", "float 0");  // forgets the channels of the list before
        if (list.size() > 1)
            pd.send("to-limit", message);
        else
            pd.send("to-limit", "float " + std::to_string(list[0]));
        const auto heard = pd.process(200);
        CAPTURE(message, pd.console());
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(std::abs(heard[i].back() - (i < list.size() ? list[i] : 0.0F)) < 1e-4F);
    }
    pd.send("to-limit", "list 0.1 loud");
    CHECK(pd.console().find("limit~: list: loud for channel 2 is no number") != std::string::npos);
}

TEST_CASE("ring~ -m takes a list as its sources, hear~ -m as its signals")
{
    InProcessPd pd(1, 2);
    PatchText patch;
    const int ring = patch.box("obj ring~ 2 2 -m");
    const int out = patch.box("obj snake~ out 2"), dac = patch.box("obj dac~ 1 2");
    patch.cord(patch.box("obj r to-ring"), 0, ring, 0);
    patch.cord(ring, 0, out, 0);
    for (int i = 0; i < 2; ++i) patch.cord(out, i, dac, i);
    const int hear = patch.box("obj hear~ -m");
    patch.cord(patch.box("obj r to-hear"), 0, hear, 0);
    patch.cord(hear, 0, patch.box("obj print info"), 0);
    pd.open(patch.text());
    pd.dsp(true);
    pd.send("to-ring", "speakers -30 30");
    pd.send("to-ring", "angle 1 -30");
    pd.send("to-ring", "angle 2 30");
    pd.send("to-ring", "list 0.5 0");
    const auto left = pd.process(2000);
    CHECK(left[0].back() > 0.4F);
    CHECK(left[1].back() < 0.1F);
    pd.send("to-ring", "list 0 0.5");
    const auto right = pd.process(2000);
    CHECK(right[0].back() < 0.1F);
    CHECK(right[1].back() > 0.4F);

    for (const int count : {3, 5}) {
        pd.console().clear();
        std::string message = "list";
        for (int i = 0; i < count; ++i) message += " 0.5";
        pd.send("to-hear", message);
        pd.process(200);
        CAPTURE(message, pd.console());
        CHECK(pd.console().find("info: hear " + std::to_string(count) + " ") != std::string::npos);
        CHECK(pd.console().find("info: hear " + std::to_string(count + 1) + " ") == std::string::npos);
    }
}
