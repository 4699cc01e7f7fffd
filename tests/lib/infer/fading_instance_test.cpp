// Crossfades between old and new weights, on a fake model.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/fading_instance.h"

#include "support/fake_backend.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

struct Fade {
    std::shared_ptr<FakeScript> script = std::make_shared<FakeScript>();
    std::shared_ptr<Model> model = make_fake_model(script);
    Method method{"forward", 1, 1, 1, 1, {}, {}};
    FadingInstance instance{std::move(*model->instantiate())};

    std::shared_ptr<const Bent> scaled(float factor)
    {
        const auto values = std::make_shared<const std::vector<float>>(std::vector<float>{factor, 2, 3, 4});
        return *model->bend(nullptr, std::vector<NewWeights>{{0, values}}, {});
    }

    /// A block of ones, after one of zeros was last.
    std::vector<float> play(int frames)
    {
        std::vector<float> in(static_cast<std::size_t>(frames), 1.0F), out(in.size());
        in.back() = 0;
        REQUIRE(instance.process(method, {in, 1, 1, frames}, {out, 1, 1, frames}).is_ok());
        out.pop_back();
        return out;
    }
};

}  // namespace

TEST_CASE("Without a fade new weights begin with the next block")
{
    Fade fade;
    fade.instance.play_with(fade.scaled(3));
    for (const float value : fade.play(64)) CHECK(value == 3);
}

TEST_CASE("A fade is a straight line over its time, through as many blocks as it takes")
{
    Fade fade;
    fade.play(100);
    fade.instance.change_to(fade.scaled(3), 250, 1000);
    int sample = 0;
    for (int block = 0; block < 4; ++block) {
        for (const float value : fade.play(100)) {
            const float expected = 1 + 2 * std::min(1.0F, static_cast<float>(sample++) / 250);
            CHECK(std::abs(value - expected) < 1e-5F);
        }
        ++sample;
    }
    CHECK(fade.script->bends_alive == 1);
    fade.instance.change_to(nullptr, 250, 1000);
    CHECK(fade.play(100).front() == 3);
    CHECK(fade.script->calls == 1 + 3 * 2 + 1 + 2);
    fade.instance.reset();
    CHECK(fade.play(100).front() == 1);
    CHECK(fade.script->bends_alive == 0);
}

TEST_CASE("The first block with new weights is their trial: one that is not finite is played with the old ones")
{
    const double fade_ms = GENERATE(0.0, 250.0);
    Fade fade;
    fade.instance.play_with(fade.scaled(2));
    fade.play(10);
    const auto good = std::make_shared<Trial>(), bad = std::make_shared<Trial>();
    fade.instance.change_to(fade.scaled(3), 0, 1000, good);
    CHECK_FALSE(good->is_over());
    CHECK(fade.play(10).back() == 3);
    CHECK((good->is_over() && !good->is_refused()));
    fade.instance.change_to(fade.scaled(std::numeric_limits<float>::infinity()), fade_ms, 1000, bad);
    for (const float value : fade.play(10)) CHECK(value == 3);
    CHECK(bad->is_refused());
    CHECK(bad->reason().find("not finite") != std::string::npos);
    CHECK(fade.play(10).back() == 3);
    CHECK(fade.script->bends_alive == 1);  // the refused ones are gone
}

TEST_CASE("Weights that are replaced before their trial are not gone back to")
{
    Fade fade;
    fade.instance.play_with(fade.scaled(2));
    fade.play(10);
    const auto first = std::make_shared<Trial>(), second = std::make_shared<Trial>();
    fade.instance.change_to(fade.scaled(7), 0, 1000, first);
    fade.instance.change_to(fade.scaled(std::numeric_limits<float>::quiet_NaN()), 0, 1000, second);
    CHECK(fade.play(10).back() == 2);
    CHECK_FALSE(first->is_over());
    CHECK(second->is_refused());
}
