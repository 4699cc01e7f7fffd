// diffuse in headless Pd, with the shipped denoiser: seeds, what is kept, loops, the stream, and errors in words.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include "latent/file.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

using latentjam::test::PdRun;
namespace latent = latentjam::latent;

namespace {

/// [diffuse dream-breaks zz], [latent zz] and [latent yy] behind the names go, z and y; what diffuse tells is printed.
PdRun& with_denoiser(PdRun& pd)
{
    pd.patch("#N canvas 0 0 400 300 12;\n#X declare -path " LATENTJAM_MODELS
             ";\n#X obj 10 10 r go;\n#X obj 10 40 diffuse dream-breaks zz;\n#X obj 10 70 print told;\n"
             "#X obj 200 10 r z;\n#X obj 200 40 latent zz;\n#X obj 300 10 r y;\n#X obj 300 40 latent yy;\n"
             "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 4 0;\n#X connect 5 0 6 0;\n");
    return pd;
}

latent::Sequence written(const PdRun& pd, const std::string& name)
{
    auto file = latent::read((pd.folder() / name).string());
    REQUIRE(file);
    return *std::move(file);
}

/// The distance of each frame to the one before.
std::vector<double> steps(const latent::Sequence& sequence)
{
    std::vector<double> all;
    for (int i = 1; i < sequence.frames(); ++i) {
        double sum = 0;
        for (int d = 0; d < sequence.dims(); ++d)
            sum += std::pow(static_cast<double>(sequence.at(i, d) - sequence.at(i - 1, d)), 2);
        all.push_back(std::sqrt(sum));
    }
    return all;
}

double quantile(std::vector<double> values, double place)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(place * static_cast<double>(values.size() - 1))];
}

}  // namespace

TEST_CASE("A seed dreams the same latent again, another seed another one, and a job waits for the one before")
{
    PdRun pd;
    with_denoiser(pd);
    pd.send("go seed 3").send("go bang").send("z write a.npy").send("go seed 4").send("go bang").send("z write b.npy");
    pd.send("go seed 3").send("go bang").send("z write c.npy");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: dreaming 8 128"));
    CHECK(result.says("told: generated 8 128"));
    const auto a = written(pd, "a.npy"), b = written(pd, "b.npy"), c = written(pd, "c.npy");
    CHECK(a.frames() == 128);
    CHECK(std::ranges::equal(a.values(), c.values()));
    CHECK_FALSE(std::ranges::equal(a.values(), b.values()));
}

TEST_CASE("Kept frames stay bit for bit, and what is dreamt joins them without a jump")
{
    PdRun pd;
    with_denoiser(pd);
    pd.send("go steps 20").send("go bang").send("z write a.npy").send("go seed 9").send("go keep 0 48").send("go bang");
    pd.send("z write b.npy");
    const auto result = pd.run();
    CAPTURE(result.console);
    const auto a = written(pd, "a.npy"), b = written(pd, "b.npy");
    for (int i = 0; i < 128; ++i) CHECK(std::ranges::equal(a.frame(i), b.frame(i)) == (i < 48));
    CHECK(steps(b)[47] <= quantile(steps(b), 0.99));
}

TEST_CASE("A loop joins its end to its beginning with a step as small as those inside")
{
    PdRun pd;
    with_denoiser(pd);
    std::vector<std::string> names;
    pd.send("go loop 1").send("go steps 30");
    for (const char* seed : {"1", "2", "3", "4", "5"}) {
        names.push_back(std::string("loop") + seed + ".npy");
        pd.send(std::string("go seed ") + seed).send("go bang").send("z write " + names.back());
    }
    const auto result = pd.run();
    CAPTURE(result.console);
    std::vector<double> seams, inside;
    for (const std::string& name : names) {
        const auto sequence = written(pd, name);
        latent::Sequence seam(8, 2);
        std::ranges::copy(sequence.frame(127), seam.frame(0).begin());
        std::ranges::copy(sequence.frame(0), seam.frame(1).begin());
        seams.push_back(steps(seam)[0]);
        for (const double step : steps(sequence)) inside.push_back(step);
    }
    CHECK(quantile(seams, 0.5) <= quantile(inside, 0.75));
    CHECK(quantile(seams, 1) <= quantile(inside, 0.99));
}

TEST_CASE("A stream goes on from window to window, and says when one was not ready")
{
    PdRun pd;
    with_denoiser(pd);
    pd.send("go stream 1").send("go bang").send("z write w0.npy");
    for (const char* window : {"1", "2", "3"}) pd.send("go next").send(std::string("z write w") + window + ".npy");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: placed 3"));
    auto before = written(pd, "w0.npy");
    CHECK(before.frames() == 128);
    for (const char* window : {"1", "2", "3"}) {
        const auto fresh = written(pd, std::string("w") + window + ".npy");
        CHECK(fresh.frames() == 112);
        latent::Sequence seam(8, 2);
        std::ranges::copy(before.frame(before.frames() - 1), seam.frame(0).begin());
        std::ranges::copy(fresh.frame(0), seam.frame(1).begin());
        CHECK(steps(seam)[0] <= quantile(steps(fresh), 1));
        before = fresh;
    }
}

TEST_CASE("diffuse says in words what it cannot do, and loses nothing")
{
    PdRun pd;
    with_denoiser(pd);
    pd.send("go bang").send("z write a.npy").send("go model breaks").send("go keep 0 500").send("go bang");
    pd.send("go keep none").send("go temperature 9").send("go steps 0").send("go model nothing").send("z write b.npy");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("diffuse: model 'breaks' is no denoiser"));
    CHECK(result.says("diffuse: keep 0 500: there are 128 frames"));
    CHECK(result.says("diffuse: temperature takes 0 to 4"));
    CHECK(result.says("diffuse: steps 0"));
    CHECK(result.says("model 'nothing' not found"));
    CHECK(std::ranges::equal(written(pd, "a.npy").values(), written(pd, "b.npy").values()));
}
