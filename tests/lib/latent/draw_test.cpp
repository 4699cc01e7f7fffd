// One generation of latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/draw.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>

using namespace latentjam;
using namespace latentjam::latent;

namespace {

std::shared_ptr<const Statistics> statistics_of_three_dims()
{
    random::Random random(1);
    const Sequence latents = Source::prior(3).draw(random, 200);
    const Sequence* const all[] = {&latents};
    return std::make_shared<const Statistics>(*analyse(all));
}

}  // namespace

TEST_CASE("Two draws of 5 frames are one draw of 10")
{
    DrawRequest request{.learnt = statistics_of_three_dims(), .options = {}, .rate_hz = 20};
    random::Random once(7), twice(7);
    request.options.frames = 10;
    const auto all = draw(request, once);
    request.options.frames = 5;
    const auto first = draw(request, twice);
    const auto second = draw(request, twice);
    REQUIRE((all && first && second));
    CHECK(all->dims() == 3);
    CHECK(all->rate_hz() == 20);
    for (int frame = 0; frame < 10; ++frame)
        for (int dim = 0; dim < 3; ++dim)
            CHECK(all->at(frame, dim) == (frame < 5 ? first->at(frame, dim) : second->at(frame - 5, dim)));
}

TEST_CASE("The prior needs nothing learnt and has as many dims as asked for, everything else does")
{
    DrawRequest request{.prior_dims = 5};
    random::Random random(1);
    CHECK(draw(request, random).message() == "nothing to go by yet: learn <name or file...>, or prior");
    request.options.distribution = Distribution::kPrior;
    CHECK(draw(request, random)->dims() == 5);
}

TEST_CASE("More values than a latent holds are refused before any is drawn")
{
    DrawRequest request{.prior_dims = kMostDims};
    request.options.distribution = Distribution::kPrior;
    request.options.frames = kMostFrames;
    random::Random random(1);
    const auto drawn = draw(request, random);
    REQUIRE_FALSE(drawn);
    CHECK(drawn.message().find("more than a latent holds") != std::string::npos);
    CHECK(random.normal() == random::Random(1).normal());
}
