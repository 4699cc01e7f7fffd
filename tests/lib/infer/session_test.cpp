// From a wish to a stream that sounds, on a fake runtime: opening, rehearsing, and what a session remembers.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/session.h"
#include "infer/rehearsal.h"
#include "support/fake_backend.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <set>
#include <thread>

using namespace latentjam;
using namespace latentjam::infer;
using namespace std::chrono_literals;

namespace {

/// A fake model file, workers, and what a session said.
struct Stage {
    test::TemporaryFolder folder;
    std::shared_ptr<FakeScript> script = std::make_shared<FakeScript>();
    FakeBackend backend{script};
    ModelCache cache{{&backend}};
    work::Workers workers{2};
    std::vector<std::string> errors, remarks;
    std::vector<bool> readies;
    std::string refusal;

    Stage()
    {
        script->description.methods = {{"forward", 1, 1, 1, 1, {}, {}}, {"decode", 4, 64, 2, 1, {}, {}}};
        script->description.attributes = {{"gain", {ValueType::kFloat}}};
        for (const auto* name : {"a.ts", "b.ts"}) test::put_bytes(folder / name, "fake");
    }

    OpenRequest request(const std::string& method = "forward") const
    {
        OpenRequest request;
        request.path = folder / "a.ts";
        request.method = method;
        return request;
    }

    Result<Opened> open(const OpenRequest& request) { return open_stream(cache, workers, request, kNeverCancelled); }

    SessionListener listener()
    {
        return {[this](const std::string& line) { errors.push_back(line); },
                [this](const std::string& line) { remarks.push_back(line); },
                [this](bool ready) { readies.push_back(ready); }, [this](const Stream&) { return refusal; }};
    }

    /// No instance is left, after a while: they die on workers.
    bool is_empty() const
    {
        for (int i = 0; i < 500 && script->instances > 0; ++i) std::this_thread::sleep_for(2ms);
        return script->instances == 0;
    }

    void deliver()
    {
        while (workers.jobs.deliver()) std::this_thread::sleep_for(1ms);
    }
};

float gain_of(Session<float>& session, Stage& stage)
{
    double gain = -1;
    session.get("gain", [&](const std::vector<Value>& values) { gain = std::get<double>(values.front()); });
    stage.deliver();
    return static_cast<float>(gain);
}

}  // namespace

TEST_CASE("Opening finds the method, fits the buffer and says what it changed")
{
    Stage stage;
    auto request = stage.request("decode");
    request.buffer = 100;
    request.attributes = {{"gain", {2.0}}, {"nothing", {1.0}}};
    auto opened = stage.open(request);
    REQUIRE(opened);
    CHECK(opened->stream->settings().buffer == 128);
    CHECK(opened->stream->method().name == "decode");
    REQUIRE(opened->remarks.size() == 2);
    CHECK(opened->remarks[0] == "buffer 100 is no multiple of what the model takes; it is now 128 samples");
    CHECK(opened->remarks[1].starts_with("attribute 'nothing' not in "));
}

TEST_CASE("Opening refuses what cannot be, in one line that names the limit")
{
    Stage stage;
    CHECK(stage.open(stage.request("encode")).message().ends_with("a.ts: it has forward, decode"));
    auto request = stage.request();
    request.buffer = kLongestBuffer + 1;
    CHECK(stage.open(request).message() == "buffer of 16777217 samples: at most 16777216");
    request = stage.request("decode");
    request.stream.voices = 1025;
    CHECK(stage.open(request).message() == "1025 voices of 4 in and 2 out: at most 4096 channels");
    request.path = stage.folder / "nothing.ts";
    CHECK(stage.open(request).message() == "model '" + request.path + "' not found");
    request.path = stage.folder / "";
    CHECK(stage.open(request).message().ends_with("a model is a .ts file"));
    stage.script->refuses = true;
    CHECK(stage.open(stage.request()).message().ends_with("the fake backend refuses it"));
}

TEST_CASE("A cancelled opening makes no stream")
{
    Stage stage;
    const CancelFlag cancelled{true};
    CHECK(open_stream(stage.cache, stage.workers, stage.request(), cancelled).message() == "cancelled");
    CHECK(stage.is_empty());
}

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
