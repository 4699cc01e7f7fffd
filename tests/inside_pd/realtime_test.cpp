// Perform is looked into: what it costs, and that it allocates nothing, locks nothing and leaves the kernel alone.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "inside_pd/rave_patch.h"
#include "support/perform_probe.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::test;

namespace {

void open_toy(InProcessPd& pd, const RavePatch& patch, const std::string& toy)
{
    toys::save(toy, pd.folder(), "toy");
    pd.open(rave_patch(patch));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.dsp(true);
}

}  // namespace

TEST_CASE("perform allocates nothing, locks nothing and enters the kernel only for a worker")
{
    if (!probe_works()) SKIP("a sanitizer owns the functions that would be counted");
    const bool multichannel = GENERATE(true, false);
    InProcessPd pd(8, 1);
    open_toy(pd, {"toy decode -hold first", 8, 1, multichannel, 64}, "eight");
    play_live(pd, 0.5);

    start_probe(100'000);
    play_live(pd, 2.0);
    const auto counts = stop_probe();
    CAPTURE(counts.calls, counts.wake_ups, counts.waits, counts.first_system_call, counts_system_calls());
    CHECK(counts.calls >= 1300);
    CHECK(counts.allocations == 0);
    CHECK(counts.locks == 0);
    CHECK(counts.system_calls == 0);
    CHECK(counts.waits < counts.calls / 4);                 // for a late worker, now and then
    if (counts_system_calls()) CHECK(counts.wake_ups > 0);  // the probe does see something
}

TEST_CASE("The probe notices an allocation, a lock and a system call")
{
    if (!probe_works()) SKIP("a sanitizer owns the functions that would be counted");
    // With -sync the model runs inside perform, and libtorch does all of this.
    InProcessPd pd(8, 1);
    open_toy(pd, {"toy decode -sync", 8, 1, true, 64}, "eight");
    start_probe(1000);
    play_live(pd, 0.2);
    CHECK(stop_probe().allocations > 0);
}

TEST_CASE("A model slower than real time never holds up Pd's tick, is counted, and sounds again when the load falls")
{
    InProcessPd pd(1, 1);
    open_toy(pd, {"toy forward 1024", 1, 1, false, 64}, "slow");
    pd.send("to-rave", "set work 1");
    play_live(pd, 0.3, 0.5f);
    pd.send("to-rave", "set work 30000");
    play_live(pd, 0.3, 0.5f);
    Live overload = play_live(pd, 2.0, 0.5f);
    // On a busy machine other programs hold ticks up, too, but not in every two seconds.
    for (int attempt = 1; attempt < 6 && overload.percentile_ms(0.99) >= 2; ++attempt)
        overload = play_live(pd, 2.0, 0.5f);
    pd.send("to-rave", "bang");
    CAPTURE(pd.console());
    CHECK(pd.number_after("info: late ") > 5);
    CHECK(overload.percentile_ms(0.99) < 2);
    CHECK(overload.percentile_ms(0.5) < 0.2);

    pd.send("to-rave", "set work 1");
    // What was submitted still takes its time, and a busy machine may be late again; but half a second without a gap
    // must come soon.
    float quietest = 0;
    for (int attempt = 0; attempt < 20 && quietest < 0.4f; ++attempt) quietest = play_live(pd, 0.5, 0.5f).quietest;
    CHECK(quietest > 0.4f);
}
