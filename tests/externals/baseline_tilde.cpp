// baseline~ in headless Pd: deviations around a place, names and files of them, errors in words.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>

using latentjam::test::PdRun;

namespace {

/// [baseline~ 3] behind the name go; what it tells is printed.
PdRun& with_box(PdRun& pd)
{
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 r go;\n#X obj 10 40 baseline~ 3 -amount 1;\n"
        "#X obj 10 70 print told;\n#X connect 0 0 1 0;\n#X connect 1 1 2 0;\n");
    return pd;
}

}  // namespace

TEST_CASE("baseline~ finds the mean of a latent, keeps it, writes and reads it, and goes back to it")
{
    PdRun pd;
    with_box(pd);
    pd.patch("#N canvas 0 0 400 300 12;\n#X obj 10 10 r z;\n#X obj 10 40 latent zz;\n#X connect 0 0 1 0;\n", "z.pd");
    pd.send("z add 1 2 3").send("z add 3 2 1").send("go find mean zz").send("go keep rest").send("go write mine");
    pd.send("go find zero").send("go drop rest").send("go read mine").send("go take rest").send("go tell");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: found mean"));
    CHECK(result.says("told: names rest\n"));
    CHECK(result.says("told: place 2 2 2"));
    CHECK(result.says("told: place 0 0 0"));
    CHECK(result.says("told: method mean"));
    CHECK(result.console.rfind("place 2 2 2") > result.console.rfind("place 0 0 0"));
}

TEST_CASE("baseline~ keeps everything in its state, and takes it again")
{
    PdRun pd;
    with_box(pd);
    pd.send("go preset 0.5 2 1 0.1 0")
        .send("go state")
        .send("go amount 2")
        .send("go state 11 0.25 1 0 0 0 1 2 3 4 5 6");
    pd.send("go tell");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: state 11 0.5 2 1 0.1 0 0 0 0 1 1 1"));
    CHECK(result.says("told: amount 0.25"));
    CHECK(result.says("told: place 1 2 3"));
}

TEST_CASE("baseline~ cancels a search that waits for its file")
{
    PdRun first;
    first.patch("#N canvas 0 0 400 300 12;\n#X obj 10 10 r z;\n#X obj 10 40 latent zz;\n#X connect 0 0 1 0;\n", "z.pd");
    first.send("z add 1 2 3").send("z add 3 2 1").send("z write two.npy");
    CHECK(first.run().ok());

    PdRun pd(PdRun::Clock::kRealTime);
    with_box(pd);
    std::filesystem::copy(first.folder() / "two.npy", pd.folder() / "two.npy");
    pd.send("go find mean two.npy").send("go cancel").send("go find median two.npy");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: cancelled"));
    CHECK(!result.says("told: found mean"));
    CHECK(result.says("told: found median"));
}

TEST_CASE("baseline~ says in words what it cannot do")
{
    PdRun pd;
    with_box(pd);
    pd.send("go find quiet").send("go find magic").send("go take rest").send("go touch 3 1").send("go amount 3");
    pd.send("go model nothing").send("go state 3 1 2 3").send("go read nothing");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("baseline~: find quiet needs a model: model <file>"));
    CHECK(result.says("baseline~: find 'magic': there are zero silence noise mean median quiet still plain here"));
    CHECK(result.says("baseline~: take 'rest': there are none: keep <name> keeps the present one"));
    CHECK(result.says("baseline~: touch: a dim from 0 to 2"));
    CHECK(result.says("baseline~: amount 3: a number from 0 to 2"));
    CHECK(result.says("model 'nothing' not found"));
    CHECK(result.says("baseline~: state: it is of another number of dims than 3"));
    CHECK(result.says("baseline~: read: nothing was not found"));
}
