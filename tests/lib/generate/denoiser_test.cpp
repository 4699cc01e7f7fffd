// Denoisers over the backend interface: their facts, a call, and what is no denoiser.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/denoiser.h"

#include "toy_denoiser.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <functional>

using namespace latentjam;
using namespace latentjam::generate;
using test::ToyDenoiser;
using test::ToyFacts;

namespace {

std::string told(const std::function<void(ToyFacts&)>& change)
{
    const auto facts = std::make_shared<ToyFacts>();
    change(*facts);
    const auto opened = open_denoiser(std::make_shared<ToyDenoiser>(facts), "toy");
    return opened ? "" : opened.message();
}

}  // namespace

TEST_CASE("A denoiser tells its facts and gets sigma as its last channel, for each row")
{
    const auto facts = std::make_shared<ToyFacts>();
    auto opened = open_denoiser(std::make_shared<ToyDenoiser>(facts), "toy");
    REQUIRE(opened);
    Denoiser& denoiser = **opened;
    CHECK(denoiser.dims() == 3);
    CHECK(denoiser.window() == 16);
    CHECK(denoiser.multiple() == 4);
    CHECK(denoiser.mean()[2] == 3);
    CHECK(denoiser.deviation()[0] == 2);
    CHECK(denoiser.rate_hz() == Catch::Approx(21.533203));
    const Shape shape{2, 3, 8};
    std::vector<float> x(shape.size(), 1.0F), v(shape.size());
    REQUIRE(denoiser.velocity(shape, x, 0.5F, v).is_ok());
    const double root = std::sqrt(0.5);
    for (const float value : v) CHECK(value == Catch::Approx(1 - root * 0.5 - root * 0.5));
    facts->fails = true;
    CHECK(denoiser.velocity(shape, x, 0.5F, v).message() == "the network fails");
}

TEST_CASE("Statistics of another number of dims are left out")
{
    const auto facts = std::make_shared<ToyFacts>();
    facts->mean = {1};
    auto opened = open_denoiser(std::make_shared<ToyDenoiser>(facts), "toy");
    REQUIRE(opened);
    CHECK((*opened)->mean()[0] == 0);
}

TEST_CASE("What is no denoiser is told in words")
{
    CHECK(told([](ToyFacts&) {}).empty());
    CHECK(told([](ToyFacts& f) { f.multiple = 0; }) ==
          "model 'toy': its attributes window and multiple are 16 and 0; the window must be a multiple of at least 1");
    CHECK(told([](ToyFacts& f) { f.window = 18; }).find("18 and 4") != std::string::npos);
    CHECK(told([](ToyFacts& f) { f.deviation = {1, 0, 1}; }).find("latent_std must be above 0") != std::string::npos);
    infer::Description other;
    other.methods = {{"decode", 8, 2048, 1, 1, {}, {}}};
    CHECK_FALSE(is_denoiser(other));
    other.methods = {{"denoise", 8, 1, 8, 1, {}, {}}};
    CHECK_FALSE(is_denoiser(other));
}
