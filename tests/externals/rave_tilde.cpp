// rave~ in a Pd of its own: leaving while busy, and the same sound twice.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>
#include <string>

using latentjam::test::PdRun;

namespace {

constexpr const char* kTwoSeededInstances = R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 osc~ 0.7;
#X obj 20 60 rave~ sirens decode -m -hold first -seed 3;
#X obj 220 60 rave~ breaks decode -m -seed 4;
#X obj 20 120 tabwrite~ first;
#X obj 220 120 tabwrite~ second;
#X obj 20 160 array define first 88200;
#X obj 220 160 array define second 88200;
#X obj 420 20 loadbang;
#X obj 420 50 t b b;
#X msg 470 80 \; pd dsp 1;
#X obj 420 110 delay 2500;
#X msg 420 140 write -wave -bytes 4 sound.wav first second;
#X obj 420 170 soundfiler;
#X connect 0 0 1 0;
#X connect 0 0 2 0;
#X connect 1 0 3 0;
#X connect 2 0 4 0;
#X connect 7 0 8 0;
#X connect 8 1 9 0;
#X connect 8 1 3 0;
#X connect 8 1 4 0;
#X connect 8 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
)";

std::string render(PdRun::Samples samples)
{
    PdRun pd(PdRun::Clock::kBatch, samples);
    pd.patch(kTwoSeededInstances);
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(3000).run();
    INFO(result.console);
    REQUIRE(result.ok());
    std::ifstream file(pd.folder() / "sound.wav", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("Two renders of two seeded instances are the same to the last bit")
{
    const std::string first = render(PdRun::Samples::kSingle);
    CHECK(first.size() > 88200 * 8);
    CHECK(first.find_first_not_of('\0', 200) != std::string::npos);
    CHECK((first == render(PdRun::Samples::kSingle)));
}

TEST_CASE("Double-precision Pd plays a model too")
{
    if (!latentjam::test::has_double_pd()) SKIP("no double-precision Pd is installed (puredata64-core)");
    CHECK(render(PdRun::Samples::kDouble).size() > 88200 * 8);
}

TEST_CASE("Pd can be left at any moment, while models load and while they play")
{
    for (int n = 0; n < 12; ++n) {
        PdRun pd(PdRun::Clock::kRealTime);
        pd.patch(kTwoSeededInstances);
        const double leave_after_ms = 5.0 * n * n;  // 0 to 605 ms: before, during and after the loads
        const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(leave_after_ms).run();
        CAPTURE(n, result.console, result.exit_status, result.wall_time.count());
        CHECK(result.ok());
    }
}
