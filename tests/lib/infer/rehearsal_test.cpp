// What a model does before it plays, on a fake runtime.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/rehearsal.h"
#include "lib/infer/stage.h"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <utility>

using namespace latentjam;
using namespace latentjam::infer;

TEST_CASE("A rehearsal runs until calls are steady, then on every audio worker, and leaves nothing behind")
{
    Stage stage;
    auto model = make_fake_model(stage.script);
    StreamSettings settings;
    const auto& method = stage.script->description.methods[0];
    REQUIRE(rehearse(stage.workers, std::move(*model->instantiate()), method, settings).is_ok());
    CHECK(stage.script->calls >= 3 + 1);
    CHECK(stage.script->overlapping_calls == 0);
    CHECK(stage.is_empty());
}

TEST_CASE("A model that refuses its first block is refused; one whose block is silenced, or a later one fails, is not")
{
    Stage stage;
    const auto try_with = [&](std::set<int> failing, std::set<int> silenced) {
        stage.script->failing_calls = std::move(failing);
        stage.script->silenced_calls = std::move(silenced);
        return stage.open(stage.request());
    };
    CHECK(try_with({1}, {}).message() == "fake model: this call fails");
    CHECK(try_with({2}, {}).is_ok());
    CHECK(try_with({}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}).is_ok());
}

TEST_CASE("A rehearsal ends once a call is no slower than those before, and at the latest after twelve")
{
    Stage stage;
    auto model = make_fake_model(stage.script);
    StreamSettings settings;
    settings.synchronous = true;  // on this thread alone
    stage.script->call_ns = 2'000'000;
    REQUIRE(rehearse(stage.workers, std::move(*model->instantiate()), stage.script->description.methods[0], settings));
    CHECK(stage.script->calls >= 3);
    CHECK(stage.script->calls <= 12);
    CHECK(stage.is_empty());
}
