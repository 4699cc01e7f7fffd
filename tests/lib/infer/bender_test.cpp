// The list of bends and what plays because of it, on a fake runtime.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/bender.h"

#include "lib/infer/bending_stage.h"

#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <thread>

using namespace latentjam;
using namespace latentjam::infer;
using namespace std::chrono_literals;

TEST_CASE("A bend sounds, and is told with the weights that changed")
{
    BendingStage stage;
    CHECK(stage.heard() == 1);
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 3);
    CHECK(stage.bents == std::vector<std::pair<std::size_t, std::size_t>>{{1, 4}});
    CHECK(stage.script->instances == 1);  // the one that tried it is gone
    REQUIRE(stage.add("bend net.bias offset 0.5").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 3.5F);
    CHECK(stage.bents.back() == std::pair<std::size_t, std::size_t>{2, 6});
    CHECK(stage.errors.empty());
}

TEST_CASE("An expected bend begins with the room that its model made, once, and has new room when all is unbent")
{
    BendingStage stage;
    stage.bender.expect();
    stage.bender.expect();
    stage.deliver();
    CHECK(stage.script->bends == 1);
    CHECK(stage.script->bends_alive == 1);
    CHECK(stage.heard() == 1);
    CHECK(stage.bents.empty());  // nothing is told: nothing sounds
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 3);
    REQUIRE(stage.bender.unbend().is_ok());
    stage.deliver();
    CHECK(stage.heard() == 1);
    CHECK(stage.script->bends == 3);
    CHECK(stage.has_one_left());  // not the one that the bends shared
    CHECK(stage.bender.entries().empty());
    CHECK(stage.errors.empty());
}

TEST_CASE("Undo, redo, unbend and other arguments are heard, and the file's weights come back exactly")
{
    BendingStage stage;
    const auto hears = [&](float value) {
        stage.deliver();
        CHECK(stage.heard() == value);
    };
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    REQUIRE(stage.add("bend net.weight offset 1").is_ok());
    hears(4);
    REQUIRE(stage.bender.undo().is_ok());
    hears(3);
    REQUIRE(stage.bender.redo().is_ok());
    hears(4);
    REQUIRE(stage.bender.change(0, bend::words_of("5")).is_ok());
    hears(6);
    REQUIRE(stage.bender.change(0, bend::words_of("off")).is_ok());
    hears(2);
    REQUIRE(stage.bender.unbend("net.weight").is_ok());
    hears(1);
    CHECK(stage.bender.entries().empty());
    CHECK(stage.is_as_before());  // memory is what it was
    REQUIRE(stage.bender.undo().is_ok());
    hears(2);
    REQUIRE(stage.bender.unbend().is_ok());
    hears(1);
    CHECK_FALSE(stage.bender.redo().is_ok());
    CHECK(stage.errors.empty());
}

TEST_CASE("What cannot be bent is refused at once, in one line, and nothing changes")
{
    BendingStage stage;
    stage.script->parameters[1].obstacle = "its numbers are of type Half, not float32";
    for (const char* line : {"bend net.wait scale 2", "bend 2 scale 2", "bend net.bias scale 2",
                             "act net.bias gain all 2", "bend net.weight permute 2", "bend net.weight values 3 1 2",
                             "bend *.nothing flip", "blend nowhere 0.5", "act out gain all 1"}) {
        const Status status = stage.add(line);
        INFO(line);
        REQUIRE_FALSE(status.is_ok());
        CHECK(status.message().find('\n') == std::string::npos);
    }
    CHECK_FALSE(stage.bender.change(0, bend::words_of("1")).is_ok());
    CHECK_FALSE(stage.bender.undo().is_ok());
    CHECK_FALSE(stage.bender.redo().is_ok());
    CHECK_FALSE(stage.bender.unbend("net.wait").is_ok());
    CHECK(stage.bender.entries().empty());
    stage.deliver();
    CHECK(stage.script->bends == 0);
    // A pattern leaves out what cannot be bent.
    REQUIRE(stage.add("bend net.* scale 2").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 2);
}

TEST_CASE("A storm of slider moves makes no queue, and ends where the slider ends")
{
    BendingStage stage;
    stage.script->bend_ns = 5'000'000;
    REQUIRE(stage.add("bend net.weight scale 1").is_ok());
    for (int move = 0; move < 1000; ++move) {
        REQUIRE(stage.bender.change(0, bend::words_of(std::to_string(1 + move % 7))).is_ok());
        if (move % 50 == 0) stage.workers.jobs.deliver();
    }
    stage.deliver();
    CHECK(stage.heard() == 1 + 999 % 7);
    CHECK(stage.script->bends < 60);
    CHECK(stage.has_one_left());
    CHECK(stage.errors.empty());
}

TEST_CASE("A thousand different bends in a burst are all heard")
{
    BendingStage stage;
    for (int i = 0; i < 1000; ++i) REQUIRE(stage.add("bend net.bias offset 1").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 1001);
    CHECK(stage.bents.back().first == 1000);
}

TEST_CASE("A bend that makes the sound not finite is left out, and those beside it stay")
{
    BendingStage stage;
    REQUIRE(stage.add("bend net.weight scale 2").is_ok());
    stage.deliver();
    for (int i = 0; i < 3; ++i) REQUIRE(stage.add("bend net.weight offset 3e38").is_ok());
    REQUIRE(stage.add("bend net.bias offset 1").is_ok());
    stage.deliver();
    CHECK(stage.errors.size() >= 1);
    CHECK(stage.errors.front().find("not finite") != std::string::npos);
    CHECK(std::isfinite(stage.heard()));
    CHECK(stage.list().find("bend net.bias offset 1") != std::string::npos);
    CHECK(stage.list().starts_with("bend net.weight scale 2"));
    // The trial finds what the numbers alone do not show.
    const auto before = stage.list();
    stage.errors.clear();
    REQUIRE(stage.bender.unbend().is_ok());
    stage.deliver();
    REQUIRE(stage.add("bend net.weight offset 3e38").is_ok());
    REQUIRE(stage.add("act net.weight gain all 1e30").is_ok());
    stage.deliver();
    REQUIRE(stage.errors.size() == 1);
    CHECK(stage.errors[0].find("refused") != std::string::npos);
    CHECK(stage.list() == "bend net.weight offset 3e+38");
}

TEST_CASE("A slider that goes too far falls back to where it was")
{
    BendingStage stage;
    REQUIRE(stage.add("bend net.weight offset 1").is_ok());
    REQUIRE(stage.add("bend net.weight scale 31").is_ok());
    stage.deliver();
    REQUIRE(stage.bender.change(0, bend::words_of("3e38")).is_ok());
    stage.deliver();
    CHECK(stage.errors.size() == 1);
    CHECK(stage.list() == "bend net.weight offset 1; bend net.weight scale 31");
    CHECK(stage.heard() == 62);
}

TEST_CASE("A blend mixes what has the same name and shape, and says how much that is")
{
    BendingStage stage;
    stage.other_script->weights = {{5, 5, 5, 5}, {1, 1}};
    REQUIRE(stage.add("blend b.other 0.5").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 3.5F);
    REQUIRE(stage.blends.size() == 1);
    CHECK(stage.blends[0].matched == 2);
    CHECK(stage.blends[0].total == 2);
    for (const auto& [amount, value] : {std::pair{"1", 6.0F}, {"0", 1.0F}}) {
        REQUIRE(stage.bender.change(0, bend::words_of(amount)).is_ok());
        stage.deliver();
        CHECK(stage.heard() == value);
    }
    REQUIRE(stage.bender.unbend().is_ok());
    stage.deliver();
    CHECK(stage.other_script->loads == 1);
}

TEST_CASE("A blend with a model of other shapes matches nothing, says so, and is left out")
{
    BendingStage stage;
    stage.other_script->parameters[0].shape = {4, 1};
    stage.other_script->parameters[1].name = "net.shift";
    REQUIRE(stage.add("blend b.other 0.5").is_ok());
    stage.deliver();
    REQUIRE(stage.errors.size() == 1);
    CHECK(stage.errors[0].find("none of 2 parameters") != std::string::npos);
    CHECK(stage.bender.entries().empty());
    CHECK(stage.heard() == 1);
}

TEST_CASE("A layer's output follows a control")
{
    BendingStage stage;
    REQUIRE(stage.add("act net gain all @depth").is_ok());
    stage.deliver();
    CHECK(stage.heard() == 0);
    stage.controls["depth"]->store(4);
    CHECK(stage.heard() == 4);
}

TEST_CASE("Numbers are read as the list has them, after the bends that were asked for before")
{
    BendingStage stage;
    std::vector<float> numbers;
    REQUIRE(stage.add("bend net.weight scale 2").is_ok());
    REQUIRE(stage.bender
                .read("0",
                      [&](const Parameter& parameter, const std::vector<float>& values) {
                          CHECK(parameter.name == "net.weight");
                          numbers = values;
                      })
                .is_ok());
    stage.deliver();
    CHECK(numbers == std::vector<float>{2, 4, 6, 8});
    CHECK_FALSE(stage.bender.read("net.wait", nullptr).is_ok());
}

TEST_CASE("Bends stay with another stream of the model from its first block, and end with the next model")
{
    BendingStage stage;
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    stage.deliver();
    stage.open(false);
    stage.bender.play(stage.model, *stage.stream, {}, true);
    CHECK(stage.heard() == 3);
    stage.open(false);
    stage.bender.play(stage.model, *stage.stream, {}, false);
    stage.deliver();
    CHECK(stage.heard() == 1);
    CHECK(stage.bender.entries().empty());
}

TEST_CASE("A list is computed again for a model that was loaded anew while it was at work")
{
    BendingStage stage;
    stage.script->bend_ns = 20'000'000;
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    test::put_bytes(stage.folder / "a.ts", "fake, and longer");
    stage.open(false);
    stage.bender.play(stage.model, *stage.stream, {}, true);
    stage.deliver();
    CHECK(stage.heard() == 3);
    CHECK(stage.bender.entries().size() == 1);
}

TEST_CASE("A list takes the place of another, and what does not fit the model is told")
{
    BendingStage stage;
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    bend::Entries list;
    for (const char* line : {"bend net.weight scale 5", "bend old.name flip"})
        list.push_back(std::make_shared<const bend::Entry>(BendingStage::entry(line)));
    list.push_back(stage.bender.entries().front());
    const auto misfits = stage.bender.replace(list);
    REQUIRE(misfits.size() == 1);
    CHECK(misfits[0].starts_with("bend old.name flip: "));
    stage.deliver();
    CHECK(stage.heard() == 15);
    const auto same = stage.bender.entries();
    stage.bender.replace(same);  // nothing changes, and nothing is to undo
    REQUIRE(stage.bender.undo().is_ok());
    stage.deliver();
    CHECK(stage.heard() == 3);
}

TEST_CASE("A slider's bend takes the place of its last one, and of no other")
{
    BendingStage stage;
    const auto put = [&](const std::string& line) { return stage.bender.put(BendingStage::entry(line)).is_ok(); };
    CHECK(put("bend net.weight scale 2"));
    CHECK(put("bend net.bias offset 1"));
    CHECK(put("bend net.weight scale 3"));
    CHECK(put("bend net.weight offset 1"));
    CHECK(put("act net gain all 2"));
    CHECK(put("act net gain all 1"));
    stage.deliver();
    CHECK(stage.list() ==
          "bend net.weight scale 3; bend net.bias offset 1; bend net.weight offset 1; act net gain all 1");
    CHECK(stage.heard() == 5);
    CHECK_FALSE(put("bend net.weights scale 3"));
}

TEST_CASE("The file's weights are heard for comparing while the list stays")
{
    BendingStage stage;
    REQUIRE(stage.add("bend net.weight scale 2").is_ok());
    stage.deliver();
    stage.bender.listen(false);
    CHECK(stage.heard() == 1);
    REQUIRE(stage.bender.change(0, bend::words_of("3")).is_ok());
    stage.deliver();
    CHECK(stage.heard() == 1);
    stage.bender.listen(true);
    CHECK(stage.heard() == 3);
}

TEST_CASE("In offline time a bend is done when its message returns")
{
    BendingStage stage(true);
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    CHECK(stage.heard() == 3);
    CHECK(stage.bents.size() == 1);
}

TEST_CASE("While the model plays a bend is told when a block has been played with it, and no other instance tries it")
{
    BendingStage stage;
    stage.plays = true;
    const int instances = stage.script->instances;
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    stage.deliver();
    CHECK(stage.bents.empty());
    stage.play();
    CHECK(stage.heard() == 3);
    CHECK(stage.bents == std::vector<std::pair<std::size_t, std::size_t>>{{1, 4}});
    CHECK(stage.script->instances <= instances);
    REQUIRE(stage.bender.unbend().is_ok());
    stage.play();
    CHECK(stage.heard() == 1);
    CHECK(stage.bents.back() == std::pair<std::size_t, std::size_t>{0, 0});
    CHECK(stage.is_as_before());
}

TEST_CASE("While the model plays, what makes its sound not finite is left out, and the weights before it play on")
{
    BendingStage stage;
    stage.plays = true;
    REQUIRE(stage.add("bend net.weight offset 3e38").is_ok());
    stage.play();
    REQUIRE(stage.errors.empty());
    REQUIRE(stage.add("act net.weight gain all 1e30").is_ok());
    stage.play();
    REQUIRE(stage.errors.size() == 1);
    CHECK(stage.errors[0].find("refused") != std::string::npos);
    CHECK(stage.list() == "bend net.weight offset 3e+38");
    CHECK(stage.heard() == 3e38F);
    // The next one is tried from there.
    REQUIRE(stage.add("bend net.bias offset 1").is_ok());
    stage.play();
    CHECK(stage.errors.size() == 1);
    CHECK(stage.bents.back().first == 2);
}

TEST_CASE("Bends that come while one is on trial are heard, whether that one is refused or not")
{
    const bool is_good = GENERATE(true, false);
    BendingStage stage;
    stage.plays = true;
    REQUIRE(stage.add("bend net.weight offset 3e38").is_ok());
    stage.play();
    REQUIRE(stage.add(is_good ? "act net.weight gain all 0.5" : "act net.weight gain all 1e30").is_ok());
    stage.deliver();
    REQUIRE(stage.add("bend net.bias offset 1e37").is_ok());
    stage.play();
    CHECK(std::isfinite(stage.heard()));
    CHECK(stage.heard() > 0);
    CHECK(stage.errors.empty() == is_good);
    CHECK(stage.bender.entries().size() == (is_good ? 3 : 1));
}

TEST_CASE("A hand-over that finds no room leaves the trial that is under way, and is told as lost")
{
    BendingStage stage;
    stage.plays = true;
    stage.other_script->weights[0][0] = 2;
    const auto deliver = [&] {
        stage.workers.jobs.deliver();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    std::promise<void> go_on;
    const auto gate = go_on.get_future().share();
    REQUIRE(stage.stream->post(
        stage.owner, [gate](Instance&) { gate.wait(); }, nullptr));
    REQUIRE(stage.add("blend b.other 1 net.weight").is_ok());
    while (stage.blends.empty()) deliver();  // told just before it is handed over
    while (stage.stream->post(
        stage.owner, [](Instance&) {}, nullptr))
        continue;
    REQUIRE(stage.add("bend net.weight scale 3").is_ok());
    while (stage.errors.empty()) deliver();
    CHECK(stage.errors[0].find("too many messages wait") != std::string::npos);
    CHECK(stage.bender.entries().size() == 1);
    go_on.set_value();
    stage.play();
    CHECK(stage.heard() == 2);
    CHECK(stage.bents.size() == 1);  // what was on trial is told
    CHECK(stage.errors.size() == 1);
}

TEST_CASE("A storm of slider moves while the model plays ends where the slider ends")
{
    BendingStage stage;
    stage.plays = true;
    stage.script->bend_ns = 2'000'000;
    REQUIRE(stage.add("bend net.weight scale 1").is_ok());
    for (int move = 0; move < 1000; ++move) {
        REQUIRE(stage.bender.change(0, bend::words_of(std::to_string(1 + move % 7))).is_ok());
        if (move % 50 == 0) stage.workers.jobs.deliver();
        if (move % 100 == 0) stage.heard();
        stage.bender.collect();
    }
    stage.play();
    CHECK(stage.heard() == 1 + 999 % 7);
    CHECK(stage.has_one_left());
    CHECK(stage.errors.empty());
}
