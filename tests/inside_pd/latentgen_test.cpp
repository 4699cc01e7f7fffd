// latentgen in Pd: the core's draws, message by message, and what it refuses.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distribution.h"
#include "latent/file.h"
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

std::string latentgen_patch()
{
    PatchText t;
    const int receive = t.box("obj r to-gen");
    const int gen = t.box("obj latentgen z");
    const int told = t.box("obj print gen");
    t.cord(receive, 0, gen, 0);
    t.cord(gen, 0, told, 0);
    const int to_latent = t.box("obj r to-latent");
    const int latent = t.box("obj latent z");
    const int info = t.box("obj print info");
    t.cord(to_latent, 0, latent, 0);
    t.cord(latent, 1, info, 0);
    return t.text();
}

/// What z holds, by way of a file.
latent::Sequence content(InProcessPd& pd)
{
    pd.console().clear();
    pd.send("to-latent", "write z.npy");
    REQUIRE(pd.wait_for("info: written", 20));
    Result<latent::Sequence> read = latent::read((pd.folder() / "z.npy").string());
    REQUIRE(read.is_ok());
    return *std::move(read);
}

latent::Sequence bang(InProcessPd& pd)
{
    pd.console().clear();
    pd.send("to-gen", "bang");
    REQUIRE(pd.wait_for("gen: generated", 20));
    return content(pd);
}

/// Two short encodings, saved as a.npy and b.npy.
std::vector<latent::Sequence> save_lessons(InProcessPd& pd)
{
    std::vector<latent::Sequence> lessons;
    random::Random random(5);
    for (const std::string name : {"a", "b"}) {
        latent::Sequence lesson(3, name == "a" ? 40 : 90);
        for (int i = 0; i < lesson.frames(); ++i)
            for (int d = 0; d < 3; ++d) lesson.at(i, d) = static_cast<float>(d + (d + 1) * random.normal());
        REQUIRE(latent::write(lesson, (pd.folder() / (name + ".npy")).string()).is_ok());
        lessons.push_back(lesson);
    }
    return lessons;
}

bool same_values(const latent::Sequence& one, const latent::Sequence& other)
{
    return one.dims() == other.dims() &&
           std::equal(one.values().begin(), one.values().end(), other.values().begin(), other.values().end());
}

}  // namespace

TEST_CASE("latentgen draws what the core draws, and goes on where it stopped")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    const auto lessons = save_lessons(pd);
    const std::vector<const latent::Sequence*> both{&lessons[0], &lessons[1]};
    const auto statistics = latent::analyse(both);
    REQUIRE(statistics.is_ok());

    pd.send("to-gen", "learn a b");
    REQUIRE(pd.wait_for("gen: learnt 3 130", 20));
    for (const std::string name : {"normal", "uniform", "iqr-uniform", "correlation"})
        for (const bool iqr : {false, true}) {
            const auto distribution = latent::distribution_named(name);
            REQUIRE(distribution.is_ok());
            if (!latent::check({*distribution, iqr, 30, 7})) continue;
            CAPTURE(name, iqr);
            pd.send("to-gen", "distribution " + name);
            pd.send("to-gen", std::string("iqr ") + (iqr ? "1" : "0"));
            pd.send("to-gen", "frames 30");
            pd.send("to-gen", "seed 7");
            const auto source = latent::Source::learnt(*statistics, *distribution, iqr);
            REQUIRE(source.is_ok());
            random::Random random(7);
            CHECK(same_values(bang(pd), source->draw(random, 30)));
            CHECK(same_values(bang(pd), source->draw(random, 30)));
        }
}

TEST_CASE("Bangs and lessons of one instant keep their order")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    const auto lessons = save_lessons(pd);
    const latent::Sequence* first = &lessons[0];
    const auto statistics = latent::analyse({&first, 1});
    for (const std::string message : {"learn a", "frames 12", "seed 3", "bang", "seed 4", "learn b"})
        pd.send("to-gen", message);
    REQUIRE(pd.wait_for("gen: generated 3 12", 20));
    const auto source = latent::Source::learnt(*statistics, latent::Distribution::kNormal, false);
    random::Random random(3);
    CHECK(same_values(content(pd), source->draw(random, 12)));
}

TEST_CASE("Without a lesson latentgen knows the prior")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    pd.console().clear();
    pd.send("to-gen", "bang");
    CHECK(pd.console().find("learn <name or file...>, or prior") != std::string::npos);
    pd.send("to-gen", "prior");
    pd.send("to-gen", "dims 4");
    pd.send("to-gen", "frames 9");
    pd.send("to-gen", "seed 11");
    random::Random random(11);
    CHECK(same_values(bang(pd), latent::Source::prior(4).draw(random, 9)));
}

TEST_CASE("latentgen takes seeds that a float cannot say")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    pd.send("to-gen", "prior");
    for (const std::uint64_t seed :
         {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 62) + 1, (std::uint64_t{1} << 63) - 1}) {
        CAPTURE(seed);
        const std::string digits = std::to_string(seed);
        // Pd reads digits as a float; [symbol] or a file keeps them. Sent from here they are a symbol atom.
        pd.send_symbol("to-gen", "seed", digits);
        random::Random random(seed);
        CHECK(same_values(bang(pd), latent::Source::prior(8).draw(random, 10)));
    }
}

TEST_CASE("latentgen turns tempo into frames and says the true one")
{
    InProcessPd pd(1, 1, 44100);
    pd.open(latentgen_patch());
    pd.console().clear();
    pd.send("to-gen", "tempo 130");
    CHECK(pd.number_after("gen: frames") == 10);
    CHECK(std::abs(pd.number_after("gen: bpm") - 129.199) < 0.001);
    CHECK(std::abs(pd.number_after("gen: double") - 258.398) < 0.001);
    pd.console().clear();
    pd.send("to-gen", "frames 11");
    CHECK(std::abs(pd.number_after("gen: bpm") - 117.454) < 0.001);
    CHECK(pd.console().find("double") == std::string::npos);
}

TEST_CASE("Statistics of a latent and of what was learnt are the core's numbers")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    const auto lessons = save_lessons(pd);
    const latent::Sequence* first = &lessons[0];
    const auto statistics = latent::analyse({&first, 1});
    pd.send("to-latent", "read a");
    REQUIRE(pd.wait_for("info: read", 20));
    pd.send("to-gen", "learn z");
    REQUIRE(pd.wait_for("gen: learnt 3 40", 20));
    pd.send("to-gen", "stats");
    pd.send("to-latent", "shapes 5");
    REQUIRE(pd.wait_for("info: shape 2", 20));
    for (int dim = 0; dim < 3; ++dim) {
        const auto& d = statistics->dims[static_cast<std::size_t>(dim)];
        for (const std::string teller : {"gen: stats ", "info: stats "}) {
            CAPTURE(teller, dim);
            const std::string line = teller + std::to_string(dim) + " ";
            const auto at = pd.console().find(line);
            REQUIRE(at != std::string::npos);
            std::istringstream words(pd.console().substr(at + line.size()));
            for (const double expected : {d.mean, d.deviation, d.least, d.lower_quartile, d.median, d.upper_quartile,
                                          d.most, d.lower_whisker, d.upper_whisker}) {
                double told = 0;
                REQUIRE(words >> told);
                CHECK(std::abs(told - expected) < 1e-4 * std::max(1.0, std::abs(expected)));
            }
        }
    }
}

TEST_CASE("What latentgen cannot do is said in one line")
{
    InProcessPd pd(1, 1);
    pd.open(latentgen_patch());
    const auto lessons = save_lessons(pd);
    REQUIRE(latent::write(latent::Sequence(5, 4), (pd.folder() / "five.npy").string()).is_ok());
    pd.send("to-gen", "learn a");
    REQUIRE(pd.wait_for("gen: learnt", 20));
    for (const std::string wrong :
         {"learn", "learn nothing-of-this-name", "learn a five", "frames 0", "frames x", "frames 1e9", "tempo 0",
          "tempo -3", "seed -1", "seed 1.5", "seed x", "distribution gauss", "dims -1", "dims 5000", "nonsense"}) {
        pd.console().clear();
        pd.send("to-gen", wrong);
        pd.wait_for("latentgen", 5);
        CAPTURE(wrong, pd.console());
        CHECK(pd.console().find("latentgen") != std::string::npos);
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 1);
    }
    for (const std::string rule : {"uniform", "correlation"}) {  // iqr goes with normal and iqr-uniform
        pd.send("to-gen", "iqr 1");
        pd.send("to-gen", "distribution " + rule);
        pd.console().clear();
        pd.send("to-gen", "bang");
        CAPTURE(rule, pd.console());
        CHECK(pd.console().find("latentgen: ") != std::string::npos);
    }
}
