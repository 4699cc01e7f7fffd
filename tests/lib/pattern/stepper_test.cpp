// Steps by hand are the loops of the pattern.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/stepper.h"

#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <string>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Pattern;
using pattern::Stepper;

namespace {

latent::Sequence loop_of(const Pattern& pattern, std::int64_t loop)
{
    latent::Sequence frames(pattern.dims(), pattern.length(), pattern.rate_hz());
    for (int row = 0; row < frames.frames(); ++row) pattern.frame(pattern.begin(loop) + row, frames.frame(row));
    return frames;
}

}  // namespace

TEST_CASE("A stepper begins as A and then goes through the loops of its pattern")
{
    const pattern::Kind* const kind = GENERATE(kBlender, kSwapper);
    const int loops = GENERATE(1, 3), k = GENERATE(1, 5), dims = GENERATE(1, 4);
    const auto a = random_source(dims, k, 1), b = random_source(dims, k, 2);
    Stepper stepper(*kind);
    REQUIRE(stepper.set_seed(9));
    REQUIRE(stepper.set_loops(loops));
    REQUIRE(stepper.set_sources(a, b));
    const Pattern pattern = *Pattern::make({kind, {}, 0, loops, 9}, {a, b, {}});
    CHECK(stepper.state() == *a);
    // The blender's first loop is A, which is there already; the swapper's first loop comes with the first step.
    const std::int64_t first = kind == kBlender ? 1 : 0;
    for (std::int64_t loop = first; loop < pattern.loops(); ++loop) {
        const latent::Sequence before = stepper.state();
        const bool changed = stepper.advance();
        const latent::Sequence after = stepper.state();
        if (stepper.is_done() && !changed) break;  // the last state repeats
        REQUIRE(after == loop_of(pattern, loop));
        int differences = 0;
        for (int row = 0; row < k; ++row) {
            for (int dim = 0; dim < dims; ++dim) {
                if (before.at(row, dim) == after.at(row, dim)) continue;
                ++differences;
                CHECK(stepper.changed().row == row);
                CHECK(stepper.changed().dim == dim);
            }
        }
        CHECK(differences == (changed ? 1 : 0));
    }
    CHECK(stepper.is_done());
    CHECK(stepper.step() == pattern.steps());
    CHECK(!stepper.advance());
    if (kind == kBlender) CHECK(stepper.state() == *b);
    stepper.reset();
    CHECK(stepper.state() == *a);
}

TEST_CASE("Steps that were made hold for new sources and a new number of loops")
{
    const pattern::Kind* const kind = GENERATE(kBlender, kSwapper);
    Stepper stepper(*kind);
    REQUIRE(stepper.set_sources(counting_source(2, 4), counting_source(2, 4, 100)));
    for (int i = 0; i < 3; ++i) stepper.advance();
    const latent::Sequence before = stepper.state();
    REQUIRE(stepper.set_loops(GENERATE(1, 2, 7)));
    CHECK(stepper.step() == 3);
    CHECK(stepper.state() == before);
    REQUIRE(stepper.set_sources(counting_source(2, 4, 1000), counting_source(2, 4, 1100)));
    const latent::Sequence after = stepper.state();
    for (std::size_t i = 0; i < after.values().size(); ++i)
        CHECK(std::abs(after.values()[i] - before.values()[i] - 1000) < 1e-3f);
}

TEST_CASE("Sources that do not fit leave a stepper as it was")
{
    Stepper stepper(*kBlender);
    CHECK(stepper.is_done());
    CHECK(stepper.state().is_empty());
    const auto a = counting_source(2, 4);
    REQUIRE(stepper.set_sources(a, counting_source(2, 4, 100)));
    const Status status = stepper.set_sources(a, counting_source(3, 4, 100));
    CHECK(status.message().find("same number of dimensions") != std::string::npos);
    CHECK(stepper.advance());
    CHECK(stepper.state().at(0, 0) == 100);
}
