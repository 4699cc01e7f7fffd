// Several patches at once: one is reached, or all.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/house.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>

using namespace latentjam::stage;
using latentjam::test::atoms;
using latentjam::test::Listening;

namespace {

struct Rooms {
    House house;
    std::vector<std::unique_ptr<Listening>> patches;
    std::vector<std::string> recorded;

    std::string open(const std::string& name, const std::vector<std::string>& boxes)
    {
        patches.push_back(std::make_unique<Listening>(boxes));
        Listening* patch = patches.back().get();
        patch->logic = [this](const std::string& control, const Value& value) {
            if (control == "record") recorded.push_back(text_of(value));
        };
        return house.enter(
            patch, name, [patch](Atoms message, double now_s) { return patch->stage.receive(message, now_s); },
            [patch] { return patch->stage.words(); });
    }
    Reply say(const std::string& message) { return house.dispatch(atoms(message), 20); }
};

}  // namespace

TEST_CASE("A patch is called by its file's name without number and ending")
{
    CHECK(patch_name("01-first-sound.pd") == "first-sound");
    CHECK(patch_name("/a/b 1/saatgut-proxy.pd") == "saatgut-proxy");
    CHECK(patch_name("10_latent jamming.pd") == "latent-jamming");
    CHECK(patch_name("909.pd") == "patch");
}

TEST_CASE("Copies have numbers, and no word is a patch's name")
{
    Rooms rooms;
    CHECK(rooms.open("first-sound", {"x 0 1 0"}) == "first-sound");
    CHECK(rooms.open("first-sound", {"x 0 1 0"}) == "first-sound-2");
    CHECK(rooms.open("first-sound", {"x 0 1 0"}) == "first-sound-3");
    CHECK(rooms.open("store", {}) == "store-patch");
    CHECK(rooms.open("tempo", {"tempo 1 2 1"}) == "tempo-patch");
    CHECK(rooms.open("x", {}) == "x-patch");
    rooms.house.leave(rooms.patches[1].get());
    CHECK(rooms.open("first-sound", {}) == "first-sound-2");
}

TEST_CASE("A message reaches the patch that it names, or all that know its word")
{
    Rooms rooms;
    rooms.open("one", {"x 0 1 0", "seed 0 99 1 -whole"});
    rooms.open("one", {"x 0 1 0", "seed 0 99 1 -whole"});
    rooms.open("piece", {"y 0 1 0", "seed 0 99 1 -whole"});
    CHECK(rooms.say("one-2 x 0.5").status);
    CHECK(rooms.patches[0]->number("x") == 0);
    CHECK(rooms.patches[1]->number("x") == 0.5);
    CHECK(rooms.say("x 0.25").status);
    CHECK(rooms.patches[0]->number("x") == 0.25);
    CHECK(rooms.patches[1]->number("x") == 0.25);
    CHECK(rooms.say("seed 7").status);
    for (const auto& patch : rooms.patches) CHECK(patch->number("seed") == 7);
    CHECK(rooms.say("piece y").lines == std::vector<std::string>{"piece y 0"});
    CHECK(rooms.say("x").lines == std::vector<std::string>{"one x 0.25", "one-2 x 0.25"});
    CHECK(rooms.say("words").lines.size() > 30);
}

TEST_CASE("What nobody knows is answered with what there is")
{
    Rooms rooms;
    rooms.open("one", {"x 0 1 0"});
    rooms.open("two", {"y 0 1 0"});
    const auto says = [&](const std::string& message, const std::string& words) {
        const Reply reply = rooms.say(message);
        INFO(message << ": " << reply.status.message());
        return !reply.status && reply.status.message().find(words) != std::string::npos;
    };
    CHECK(says("tmepo 3", "'tmepo' is neither a patch nor a word; patches: one and two; words: between"));
    CHECK(says("one y 3", "one: 'y' is no word of this patch; there are x"));
    CHECK(says("one x 3", "one: x 3: 0 to 1"));
    CHECK(says("x loud", "one: x loud: 0 to 1"));
    CHECK(says("one", "one takes a word"));
    CHECK(says("", "takes a word"));
    CHECK(rooms.say("seed 3").status);  // every patch takes it
}

TEST_CASE("Two patches never record into one file")
{
    Rooms rooms;
    rooms.open("one", {"record -act"});
    rooms.say("record take.wav");
    CHECK(rooms.recorded == std::vector<std::string>{"take.wav"});
    rooms.open("one", {"record -act"});
    rooms.recorded.clear();
    rooms.say("record a.b/take.wav");
    CHECK(rooms.recorded == std::vector<std::string>{"a.b/take-one.wav", "a.b/take-one-2.wav"});
    rooms.recorded.clear();
    rooms.say("record 0");
    CHECK(rooms.recorded == std::vector<std::string>{"0", "0"});
    rooms.recorded.clear();
    rooms.say("one-2 record take.wav");
    CHECK(rooms.recorded == std::vector<std::string>{"take.wav"});
}
