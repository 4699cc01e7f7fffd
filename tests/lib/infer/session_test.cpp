// What a session plays, remembers and says, on a fake runtime.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/session.h"
#include "lib/infer/stage.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <variant>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

float gain_of(Session<float>& session, Stage& stage)
{
    double gain = -1;
    session.get("gain", [&](const std::vector<Value>& values) { gain = std::get<double>(values.front()); });
    stage.deliver();
    return static_cast<float>(gain);
}

}  // namespace

TEST_CASE("A session opens in the background, plays, and keeps what plays when the next wish cannot be had")
{
    Stage stage;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    session.wanted() = stage.request();
    session.open();
    CHECK(stage.readies.empty());
    stage.deliver();
    REQUIRE(stage.readies == std::vector<bool>{true});
    CHECK(session.is_current());
    REQUIRE(session.player().stream() != nullptr);

    session.wanted().method = "encode";
    session.open();
    stage.deliver();
    REQUIRE(stage.errors.size() == 1);
    CHECK(stage.readies == std::vector<bool>{true, true});  // what played plays on
    CHECK(session.wanted().method == "forward");

    stage.refusal = "it does not fit the box";
    session.wanted().method = "decode";
    session.open();
    stage.deliver();
    CHECK(stage.errors.back() == "it does not fit the box");
    CHECK(session.player().stream()->method().name == "forward");
}

TEST_CASE("A session that never had a model says that nothing is ready")
{
    Stage stage;
    stage.script->refuses = true;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    session.wanted() = stage.request();
    session.open();
    stage.deliver();
    CHECK(stage.readies == std::vector<bool>{false});
    CHECK(session.player().stream() == nullptr);
    CHECK(session.description() == nullptr);
    session.get("gain", [](const std::vector<Value>&) { FAIL("there is no model"); });
    CHECK(stage.errors.back() == "get gain: no model is loaded yet");
}

TEST_CASE("What an opening remarks is told once, as long as the openings after it remark the same")
{
    Stage stage;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    const auto opened_with_buffer = [&](int samples) {
        session.wanted() = stage.request("decode");
        session.wanted().buffer = samples;
        session.open();
        stage.deliver();
        return stage.remarks.size();
    };
    CHECK(opened_with_buffer(100) == 1);
    CHECK(opened_with_buffer(100) == 1);
    CHECK(opened_with_buffer(128) == 1);
    CHECK(opened_with_buffer(100) == 2);
    CHECK(stage.readies.size() == 4);
}

TEST_CASE("Offline, a session has its stream when open() returns")
{
    Stage stage;
    stage.script->load_ns = 20'000'000;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    session.wanted() = stage.request();
    session.wanted().stream.offline = true;
    session.open();
    CHECK(stage.readies == std::vector<bool>{true});
}

TEST_CASE("Of two openings only the last one is heard")
{
    Stage stage;
    stage.script->load_ns = 20'000'000;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    session.wanted() = stage.request();
    session.open();
    session.wanted().path = stage.folder / "b.ts";
    session.open();
    stage.deliver();
    CHECK(stage.readies == std::vector<bool>{true});
    CHECK(session.wanted().path.ends_with("b.ts"));
    CHECK(session.is_current());
}

TEST_CASE("Attributes set before and while a model plays hold for every later stream of it")
{
    Stage stage;
    Session<float> session(stage.cache, stage.workers, stage.listener());
    session.wanted() = stage.request();
    session.set({"gain", {2.0}});  // nothing plays yet
    session.open();
    stage.deliver();
    CHECK(gain_of(session, stage) == 2.0F);

    session.set({"gain", {3.0}});
    CHECK(gain_of(session, stage) == 3.0F);
    session.wanted().buffer = 4096;
    session.open();
    stage.deliver();
    CHECK(gain_of(session, stage) == 3.0F);

    session.set({"gain", {std::string("loud")}});
    stage.deliver();
    CHECK(stage.errors.back() == "set gain: 'loud' where it takes float; whole: set gain float");
    session.open();
    stage.deliver();
    CHECK(gain_of(session, stage) == 3.0F);

    session.set({"depth", {1.0}});
    CHECK(stage.errors.back().ends_with("a.ts: it has gain"));
}

TEST_CASE("A session that ends with everything under way leaves nothing alive")
{
    Stage stage;
    stage.script->load_ns = 30'000'000;
    {
        Session<float> session(stage.cache, stage.workers, stage.listener());
        session.wanted() = stage.request();
        session.open();
    }
    stage.deliver();
    CHECK(stage.readies.empty());
    CHECK(stage.is_empty());
}
