// The library as a whole: it loads, in both kinds of Pd, without a word.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

using latentjam::test::PdRun;

TEST_CASE("Single-precision Pd loads the library without a word")
{
    const auto result = PdRun().run();
    CHECK(result.ok());
    CHECK(result.console == "");
}

TEST_CASE("Double-precision Pd loads the library without a word")
{
    if (!latentjam::test::has_double_pd()) SKIP("no double-precision Pd is installed (puredata64-core)");
    const auto result = PdRun(PdRun::Clock::kBatch, PdRun::Samples::kDouble).run();
    CHECK(result.ok());
    CHECK(result.console == "");
}

TEST_CASE("A patch that asks for an unknown object is heard")
{
    PdRun pd;
    pd.patch("#N canvas 0 0 300 200 12;\n#X obj 20 20 no-such-object;\n");
    CHECK(pd.run().says("couldn't create"));
}

TEST_CASE("A Pd that hangs is killed and reported")
{
    PdRun pd;
    pd.patch("#N canvas 0 0 300 200 12;\n#X obj 20 20 loadbang;\n#X obj 20 50 until;\n#X connect 0 0 1 0;\n");
    const auto result = pd.time_limit(std::chrono::seconds(1)).run();
    CHECK(result.timed_out);
    CHECK_FALSE(result.ok());
}

TEST_CASE("Messages reach patches once they are open")
{
    PdRun pd(PdRun::Clock::kRealTime);
    pd.patch(
        "#N canvas 0 0 300 200 12;\n#X obj 20 20 receive to-test;\n#X obj 20 50 print heard;\n#X connect 0 0 1 0;\n");
    const auto result = pd.send("to-test a 1").quit_after(50).run();
    CHECK(result.ok());
    CHECK(result.console == "heard: a 1\n");
}
