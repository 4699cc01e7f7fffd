// mimic~ in headless Pd: learns from a latent or from what comes in, tells the distance, fills latents, repeats itself.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include "latent/file.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>

using latentjam::test::PdRun;
namespace latent = latentjam::latent;

namespace {

/// A cloud of four dims in [latent cloud], played by pattern~ into [mimic~ FLAGS] behind the name go, which is recorded
/// into [latent heard]; its distances are printed, `loud` is a latent of eight dims.
void with_cloud(PdRun& pd, const std::string& flags)
{
    pd.patch(
        "#N canvas 0 0 500 400 12;\n#X obj 10 10 r gen;\n#X obj 10 40 latentgen cloud;\n"
        "#X obj 10 80 pattern~ cloud -m;\n#X obj 10 120 mimic~ " +
        flags +
        ";\n#X obj 100 80 r go;\n#X obj 10 160 latentrec~ heard -m;\n#X obj 200 160 print told;\n"
        "#X obj 10 130 r rec;\n#X obj 300 10 latent heard;\n#X obj 300 40 r heard-do;\n#X obj 300 70 latent made;\n"
        "#X obj 300 100 r made-do;\n#X obj 200 10 r gen8;\n#X obj 200 40 latentgen loud;\n"
        "#X connect 0 0 1 0;\n#X connect 2 0 3 0;\n#X connect 4 0 3 0;\n#X connect 3 0 5 0;\n#X connect 3 1 6 0;\n"
        "#X connect 7 0 5 0;\n#X connect 9 0 8 0;\n#X connect 11 0 10 0;\n#X connect 12 0 13 0;\n"
        "#X obj 400 10 r play;\n#X connect 14 0 2 0;\n");
    for (const std::string generator : {"gen", "gen8"})
        for (const std::string message : {"prior", generator == "gen" ? "dims 4" : "dims 8", "frames 600", "bang"})
            pd.send(generator + " " + message);
    pd.send("play start").send("pd dsp 1").quit_after(30000);
}

double last_distance(const std::string& console)
{
    const auto at = console.rfind("told: distance ");
    REQUIRE(at != std::string::npos);
    return std::stod(console.substr(at + 15));
}

latent::Sequence written(const PdRun& pd, const std::string& name)
{
    auto file = latent::read((pd.folder() / name).string());
    REQUIRE(file);
    return *std::move(file);
}

}  // namespace

TEST_CASE("mimic~ learns a latent, stays near it in each grade, and fills a latent at once")
{
    for (const std::string grade : {"colour", "gait", "habit", "trace"}) {
        PdRun pd;
        with_cloud(pd, "4 -grade " + grade);
        pd.send("go learn cloud").send("go make made 500").send("made-do write made.npy");
        const auto result = pd.run();
        CAPTURE(grade, result.console);
        CHECK(result.says("told: learnt 4 600"));
        CHECK(result.says("told: made 4 500"));
        CHECK(last_distance(result.console) < 0.1);
        CHECK(written(pd, "made.npy").frames() == 500);
    }
}

TEST_CASE("mimic~ learns what comes in, plays it for a model of another size, and says each second how near it is")
{
    PdRun pd;
    with_cloud(pd, "8 -in 4 -listen 1");
    pd.send("go onto loud").send("go fill 1");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: onto 8"));
    CHECK(last_distance(result.console) < 0.1);
}

TEST_CASE("The same seed gives the same latents, learnt from a recording or live")
{
    const auto play = [](const std::string& flags, const std::string& message) {
        PdRun pd;
        with_cloud(pd, flags);
        pd.send(message).send("rec record").send("heard-do write heard.npy").quit_after(8000);
        pd.patch(
            "#N canvas 0 0 300 200 12;\n#X obj 10 10 loadbang;\n#X obj 10 40 delay 7000;\n"
            "#X msg 10 70 \\; heard-do write later.npy;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n",
            "later.pd");
        const auto result = pd.run();
        CAPTURE(result.console);
        return written(pd, "later.npy");
    };
    const auto a = play("4 -listen 1 -seed 5", "go grade 3"), b = play("4 -listen 1 -seed 5", "go grade 3");
    const auto c = play("4 -listen 1 -seed 6", "go grade 3");
    CHECK(a.frames() > 100);
    CHECK(std::ranges::equal(a.values(), b.values()));
    CHECK_FALSE(std::ranges::equal(a.values(), c.values()));
}

TEST_CASE("mimic~ says in words what it cannot do")
{
    PdRun pd;
    with_cloud(pd, "4");
    pd.send("go make made 10").send("go learn nothing").send("go onto loud").send("go grade 9").send("go lag 65");
    pd.send("go forget 1").quit_after(200);
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("mimic~: make: nothing learnt yet: learn <latent or file>, or listen 1"));
    CHECK(result.says("mimic~: learn nothing: no latent of this name holds frames"));
    CHECK(result.says("mimic~: onto: that latent has 8 dims, and this plays 4"));
    CHECK(result.says("mimic~: grade '9': it takes 0 to 4 or a name"));
    CHECK(result.says("mimic~: lag 65"));
    CHECK(result.says("mimic~: forget 1"));
}
