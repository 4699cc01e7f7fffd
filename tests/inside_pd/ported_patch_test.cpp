// A patch written for nn~ 1.6.0, its object renamed to rave~: each of nn~'s messages, flags and info words, one by one.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <fstream>
#include <string>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// [rave~ <arguments>] with the toys `gain` (1 in, 4 latents, ratio 2048) and `attributes` beside the patch.
class Ported {
public:
    explicit Ported(const std::string& arguments, const std::string& wait_for = "info: ready 1")
    {
        for (const char* toy : {"gain", "attributes", "eight"}) toys::save(toy, pd.folder());
        PatchText patch;
        const int rave = patch.box("obj rave~ " + arguments);
        patch.cord(patch.box("obj r nn"), 0, rave, 0);
        patch.cord(rave, 1, patch.box("obj print info"), 0);
        pd.open(patch.text());
        pd.dsp(true);
        INFO(pd.console());
        REQUIRE(pd.wait_for(wait_for, 20));
    }

    /// What the console says to a message, and what it leads to.
    std::string say(const std::string& message, const std::string& wait_for = "")
    {
        pd.console().clear();
        pd.send("nn", message);
        if (wait_for.empty())
            play_live(pd, 0.15);
        else
            pd.wait_for(wait_for, 10);
        return pd.console();
    }

    InProcessPd pd{1, 1};
};

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("Every word that nn~'s bang tells is told, with nn~'s values")
{
    Ported ported("-m gain encode 4096");
    const std::string told = ported.say("bang");
    for (const char* line :
         {"info: loaded 1\n", "info: enabled 1\n", "info: gpu 0\n", "gain.ts\n",
          "info: methods encode decode forward\n", "info: method encode\n", "info: attributes gain\n",
          "info: bufsize 4096\n", "info: dim 1 4\n", "info: ratio 1 2048\n"}) {
        CAPTURE(line, told);
        CHECK(has(told, line));
    }
    CHECK(has(told, "info: model " + ported.pd.folder().string() + "/gain.ts\n"));
}

TEST_CASE("An empty box tells that nothing is loaded")
{
    Ported ported("-m", "");
    CHECK(has(ported.say("bang"), "info: loaded 0\n"));
}

TEST_CASE("nn~'s flags come first or last, by their long names and short")
{
    const auto [arguments, word] =
        GENERATE(std::pair{"-m gain encode", "enabled 1"}, std::pair{"-m -d gain encode", "enabled 0"},
                 std::pair{"gain encode -m -d", "enabled 0"}, std::pair{"-m gain", "method forward"},
                 std::pair{"-m gain.ts decode 2048", "bufsize 2048"}, std::pair{"-m gain encode 0", "bufsize 2048"});
    CAPTURE(arguments);
    Ported ported(arguments);
    CHECK(has(ported.say("bang"), std::string("info: ") + word + "\n"));
}

TEST_CASE("nn~'s flag for the graphics card, in both its forms: where there is none the processor plays")
{
    const std::string arguments = GENERATE("-m -gpu gain encode", "-m -g gain encode", "gain encode -m -gpu");
    Ported ported(arguments);
    CAPTURE(arguments, ported.pd.console());
    CHECK(has(ported.say("bang"), "info: loaded 1\n"));
    CHECK(has(ported.say("gpu 0", "info: ready 1"), "info: ready 1"));
    CHECK(has(ported.say("bang"), "info: gpu 0\n"));
}

TEST_CASE("What stops nn~, or Pd with it, is one line here, and the model plays on")
{
    const auto [message, line] = GENERATE(
        std::pair{"load ab", "'ab' not found"}, std::pair{"load broken", "broken"}, std::pair{"load x.ts", "not found"},
        std::pair{"set 1 2", "set takes an attribute"}, std::pair{"set gain loud", "set gain"},
        std::pair{"method 3", "method '3' not in"}, std::pair{"bufsize -1", "bufsize -1"},
        std::pair{"bufsize 10000000", "bufsize 10000000"}, std::pair{"enable maybe", "enable maybe"});
    Ported ported("-m gain encode");
    std::ofstream(ported.pd.folder() / "broken.ts") << "no model";
    const std::string said = ported.say(message, "rave~: ");
    CAPTURE(message, said);
    CHECK(has(said, line));
    CHECK(said.find("rave~: ") == said.rfind("rave~: "));
    CHECK(has(ported.say("bang"), "info: loaded 1\n"));
    CHECK(has(ported.pd.console(), "info: method encode\n"));
}

TEST_CASE("nn~'s messages do what they do there")
{
    Ported ported("-m gain encode");
    ported.say("enable 0");
    CHECK(has(ported.say("bang"), "info: enabled 0\n"));
    ported.say("enable 1");
    CHECK(has(ported.say("bang"), "info: enabled 1\n"));
    CHECK(has(ported.say("load eight", "error"), "method 'encode' not in"));  // nn~ would play forward
    ported.say("method decode", "info: ready 1");
    CHECK(has(ported.say("bang"), "info: dim 4 1\n"));
    CHECK(has(ported.say("reload", "info: ready 1"), "info: ready 1"));
    ported.say("bufsize 8192", "info: ready 1");
    CHECK(has(ported.say("bang"), "info: bufsize 8192\n"));
    ported.say("bufsize 0", "info: ready 1");
    ported.say("bufsize 4096", "info: ready 1");  // there it cannot be undone
    CHECK(has(ported.say("bang"), "info: bufsize 4096\n"));
    ported.say("gpu 0", "info: ready 1");
    CHECK(has(ported.say("bang"), "info: gpu 0\n"));
    ported.say("set gain 0.25");
    CHECK(has(ported.say("get gain", "info: gain"), "info: gain 0.25\n"));
    ported.say("load eight");
    CHECK(has(ported.say("bang"), "info: loaded 1\n"));
}

TEST_CASE("What nn~ has and rave~ has not says what to do instead, in one line")
{
    const auto [message, line] = GENERATE(
        std::pair{"download percussion", "rave~: download: there is no catalogue here; put a model's .ts file"},
        std::pair{"download percussion drums", "rave~: download: there is no catalogue here"},
        std::pair{"print_available_models", "rave~: print_available_models: there is no catalogue here"},
        std::pair{"remove percussion", "rave~: remove: there is no catalogue here"},
        std::pair{"get_methods", "rave~: get_methods: send bang; the right outlet tells methods"},
        std::pair{"get_attributes", "rave~: get_attributes: send bang"},
        std::pair{"method no_such", "rave~: method 'no_such' not in"}, std::pair{"set", "rave~: set takes"},
        std::pair{"set gain", "rave~: set gain: 0 values where it takes 1"},
        std::pair{"set volume 1", "rave~: attribute 'volume' not in"}, std::pair{"load", "rave~: load without a value"},
        std::pair{"dump", "rave~: 'dump' is no message; there are"});
    Ported ported("-m gain encode");
    const std::string said = ported.say(message, "rave~: ");
    CAPTURE(message, said);
    CHECK(has(said, line));
    CHECK(said.find("rave~: ") == said.rfind("rave~: "));
    CHECK(has(ported.say("bang"), "info: loaded 1\n"));
}

TEST_CASE("A method that a model does not have is one line with those it has, and silence; not nn~'s forward")
{
    Ported ported("-m gain no_such", "ready 0");
    CHECK(has(ported.pd.console(), "has encode, decode, forward"));
    CHECK(play_live(ported.pd, 0.2, 0.5F).loudest == 0);
}

TEST_CASE("Attributes take what nn~ takes")
{
    const auto [set, told] =
        GENERATE(std::pair{"count 4.37", "count 4"}, std::pair{"count 5", "count 5"}, std::pair{"flag True", "flag 1"},
                 std::pair{"flag true", "flag 1"}, std::pair{"flag false", "flag 0"}, std::pair{"flag 2", "flag 1"},
                 std::pair{"flag 0", "flag 0"}, std::pair{"flag 1", "flag 1"});
    Ported ported("-m attributes");
    const std::string attribute = std::string(set).substr(0, std::string(set).find(' '));
    const std::string said = ported.say(std::string("set ") + set);
    CAPTURE(set, said);
    CHECK(said.empty());
    CHECK(has(ported.say("get " + attribute, "info: "), std::string("info: ") + told + "\n"));
}

TEST_CASE("The ready of a fresh model does not run into the signal inlets that cords of more outlets lead to")
{
    InProcessPd pd(1, 2);
    toys::save("gain", pd.folder());
    PatchText patch;
    const int rave = patch.box("obj rave~ missing decode");  // one outlet and the info outlet
    const int dac = patch.box("obj dac~ 1 2");
    const int next = patch.box("obj rave~ -m");
    patch.cord(rave, 0, dac, 0);
    patch.cord(rave, 1, dac, 1);
    patch.cord(rave, 1, next, 0);
    patch.cord(patch.box("obj r nn"), 0, rave, 0);
    pd.open(patch.text());
    pd.dsp(true);
    play_live(pd, 0.1);
    pd.console().clear();
    pd.send("nn", "load gain");
    pd.send("nn", "method forward");
    play_live(pd, 1);
    CAPTURE(pd.console());
    CHECK(pd.console().empty());
}
