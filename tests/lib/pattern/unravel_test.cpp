// UnRAVEl's cases from end to end: encodings, statistics, draws and patterns.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/latent/unravel.h"

#include "latent/distribution.h"
#include "pattern/pattern.h"

#include <catch2/catch_test_macros.hpp>

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <memory>

using namespace latentjam;
using namespace latentjam::test;

TEST_CASE("Every case of UnRAVEl is met to relative 1e-5, absolute 1e-6")
{
    const latent::Statistics statistics = unravel_statistics();
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kUnravel)) {
        const std::string name = entry.path().filename().string();
        char statistics_name[16], distribution[16], pattern_name[16];
        int frames = 0, loops = 0;
        std::uint64_t seed = 0;
        if (std::sscanf(name.c_str(), "%15[a-z]_%15[a-z-]_%15[a-z]_k%d_n%d_seed%" SCNu64, statistics_name, distribution,
                        pattern_name, &frames, &loops, &seed) != 6)
            continue;
        INFO(name);
        const auto source = latent::Source::learnt(statistics, *latent::distribution_named(distribution),
                                                   std::string(statistics_name) == "iqr");
        REQUIRE(source);
        random::Random random(seed);
        const auto a = std::make_shared<latent::Sequence>(source->draw(random, frames));
        latent::Sequence made = *a;
        if (std::string(pattern_name) != "none") {
            pattern::Recipe recipe;
            recipe.kind = pattern::kind_named(pattern_name);
            recipe.loops = loops;
            const auto b = std::make_shared<latent::Sequence>(source->draw(random, frames));
            const auto pattern = pattern::Pattern::make(recipe, {a, b, {}});
            REQUIRE(pattern);
            made = *pattern::write_out(*pattern);
        }

        const latent::Sequence expected = unravel_latents(name);
        REQUIRE(made.dims() == expected.dims());
        REQUIRE(made.frames() == expected.frames());
        double worst = 0;  // 1 is as much as is allowed
        for (std::size_t i = 0; i < made.values().size(); ++i) {
            const auto x = static_cast<double>(expected.values()[i]);
            worst = std::max(worst, std::abs(static_cast<double>(made.values()[i]) - x) / (1e-6 + 1e-5 * std::abs(x)));
        }
        CHECK(worst <= 1);
        ++cases;
    }
    CHECK(cases == 32);
}
