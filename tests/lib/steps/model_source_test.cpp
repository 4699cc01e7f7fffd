// The model of a step: loaded once and held, told in one line when it cannot serve.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/model_source.h"

#include "lib/unravel/studio.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::steps;

TEST_CASE("A held model is loaded once for any number of steps")
{
    test::Studio studio;
    std::vector<News> news;
    for (int i = 0; i < 3; ++i) {
        const auto loaded = load_method(studio.source(), "decode", news, kNeverCancelled);
        REQUIRE(loaded);
        CHECK(loaded->call.method().name == "decode");
        CHECK(loaded->rate_hz == 44100);
        CHECK(studio.held->model() == loaded->model);
    }
    CHECK(studio.script->loads == 1);
    studio.held->hold(nullptr);
    CHECK(studio.held->model() == nullptr);
}

TEST_CASE("No model, no file and no such method are each one line")
{
    test::Studio studio;
    std::vector<News> news;
    const auto refusal = [&](const ModelSource& source, const std::string& method) {
        const auto loaded = load_method(source, method, news, kNeverCancelled);
        CHECK_FALSE(loaded);
        return loaded.message();
    };
    CHECK(refusal({}, "encode") == "encode needs a model: send model <file> first");
    const std::string no_method = refusal(studio.source(), "prior");
    CHECK(no_method.find("prior") != std::string::npos);
    CHECK(no_method.find('\n') == std::string::npos);
}

TEST_CASE("The ratio of a method is that of its coarser side")
{
    const test::Studio studio;
    for (const auto& method : studio.script->description.methods) CHECK(ratio_of(method) == test::Studio::kRatio);
}
