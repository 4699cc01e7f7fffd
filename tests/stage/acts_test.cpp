// What hands did to a patch is taken back and done again, latents, arrays and snapshots with it.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/random.h"
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using latentjam::random::Random;
using latentjam::test::all_patches;
using latentjam::test::read_range;
using latentjam::test::stage_name;
using latentjam::test::StageInPd;
using latentjam::test::ToldControl;

namespace {

/// By these the patch acts by its own clock; `change` is how much of 04's phrase is new in each round.
const std::vector<std::string> kClocks = {"auto", "form", "wander", "clock", "change"};

bool is_clock(const ToldControl& control)
{
    return control.accepts != "an act" && std::find(kClocks.begin(), kClocks.end(), control.name) != kClocks.end();
}

/// Music would play on between two acts; files are no part of the state.
bool is_for_hands(const ToldControl& control)
{
    for (const char* other : {"section", "playing", "start", "stop", "record", "quit", "length", "reload",
                              "score-write", "file", "open", "load", "save", "read", "write", "play", "replay"})
        if (control.name == other) return false;
    return control.accepts != "words or numbers" && control.accepts != "a latent" && !is_clock(control);
}

/// An act may ask for what nothing was learnt or drawn for, or miss its argument.
bool is_refused_act(const std::string& line)
{
    return line.find("nothing to go by yet") != std::string::npos ||
           line.find("there is no latent to vary") != std::string::npos ||
           line.find("argument number out of range") != std::string::npos ||
           line.find("two at least are needed") != std::string::npos ||
           line.find("model '0' not found") != std::string::npos ||
           (line.find("error: ") != std::string::npos && line.find(" takes ") != std::string::npos);
}

std::string random_value(const ToldControl& control, Random& random)
{
    double least = 0, most = 1;
    if (control.accepts == "an act") return "";
    if (control.accepts == "0 or 1") return " " + std::to_string(random.integer(0, 2));
    if (read_range(control.accepts, least, most)) {
        const double value = least + (most - least) * random.uniform();
        return " " + std::to_string(control.accepts.ends_with("whole") ? std::round(value) : value);
    }
    std::vector<std::string> words;
    std::istringstream text(control.accepts);
    for (std::string word; text >> word;) words.push_back(word.substr(0, word.find(',')));
    return " " + words[static_cast<std::size_t>(random.integer(0, static_cast<int>(words.size())))];
}

std::string random_act(const std::vector<ToldControl>& controls, Random& random)
{
    const auto slot = [&] { return std::to_string(random.integer(1, 9)); };
    switch (random.integer(0, 12)) {
        case 0:
            return "store " + slot();
        case 1:
            return "recall " + slot();
        case 2:
            return "walk 0.2";
        case 3:
            return "morph " + std::to_string(random.uniform());
        default: {
            const auto& control =
                controls[static_cast<std::size_t>(random.integer(0, static_cast<int>(controls.size())))];
            return control.name + random_value(control, random);
        }
    }
}

/// The lines of one state that are others in another: which controls, and their values.
std::string differences(const std::string& is, const std::string& wanted)
{
    std::istringstream a(is), b(wanted);
    std::set<std::string> left, right;
    for (std::string line; std::getline(a, line);) left.insert(line.substr(0, 120));
    for (std::string line; std::getline(b, line);) right.insert(line.substr(0, 120));
    std::string text;
    for (const auto& line : left)
        if (!right.contains(line)) text += "is " + line + "\n";
    for (const auto& line : right)
        if (!left.contains(line)) text += "was " + line + "\n";
    return is == wanted ? "" : "differs\n" + text;
}

}  // namespace

// 40 acts in three patches; LATENTJAM_ACTS says how many in every patch, or in the one that LATENTJAM_ACTS_IN names
// (tests/long/thousand_acts.sh).
TEST_CASE("After random acts 32 undos give each patch the state of 32 acts ago, and 32 redos the last")
{
    // Sound that is turned round, latents that are drawn, a piece; all patches take minutes.
    static const std::vector<std::string> kKinds = {"02-timbre-transfer.pd", "07-patterns.pd", "spoor/loom.pd"};
    const char* wished = std::getenv("LATENTJAM_ACTS");
    const std::size_t count = wished ? static_cast<std::size_t>(std::atoi(wished)) : 40;
    const char* only = std::getenv("LATENTJAM_ACTS_IN");
    const std::string file = GENERATE_COPY(from_range(only     ? std::vector<std::string>{only}
                                                      : wished ? all_patches()
                                                               : kKinds));
    const std::string patch = stage_name(file);
    INFO(file);
    StageInPd pd;
    pd.open_patch(file);
    pd.rest();
    pd.pass(6);  // what a patch loads belongs to its opening for so long
    std::vector<ToldControl> controls;
    std::vector<std::string> clocks;
    for (const auto& control : pd.controls(patch)) {
        if (is_for_hands(control)) controls.push_back(control);
        if (is_clock(control)) clocks.push_back(control.name);
    }
    if (std::find(clocks.begin(), clocks.end(), "form") != clocks.end())  // a form recalls its next part at a bar
        std::erase_if(controls, [](const ToldControl& control) { return control.name == "next"; });
    REQUIRE(controls.size() > 4);

    Random random(17);
    std::vector<std::string> after_act{pd.kept(file)};
    std::vector<std::string> acts{""};
    const auto say = [&](const std::string& words) {
        pd.send("jam", patch + " " + words);
        pd.rest();
        pd.pass(0.6);  // a new gesture
    };
    say("when now");  // a recall that waits for its loop would come in the midst of later acts
    for (const auto& clock : clocks) say(clock + " 0");
    for (const auto& control : controls)  // what never had a value has none to go back to
        if (control.value.empty() && control.accepts != "an act") say(control.name + random_value(control, random));
    for (int slot = 1; slot <= 8; ++slot) say("store " + std::to_string(slot));  // none is empty when it is recalled
    after_act = {pd.kept(file)};
    const auto undoable = [&] {
        const std::string status = pd.ask(patch + " status");
        return std::atoi(status.substr(status.find(" undo ") + 6).c_str());
    };
    for (std::size_t tried = 0; after_act.size() <= count && tried < 4 * count; ++tried) {
        const int before = undoable();
        const std::string act = random_act(controls, random);
        INFO(act);
        say(act);
        std::string now = pd.kept(file);
        INFO(differences(now, after_act.back()));
        if (before < 32) REQUIRE(undoable() - before == (now == after_act.back() ? 0 : 1));
        if (now == after_act.back()) continue;
        after_act.push_back(std::move(now));
        acts.push_back(act);
    }
    REQUIRE(after_act.size() > count);
    REQUIRE(undoable() == 32);
    for (std::size_t back = 1; back <= 32; ++back) {
        INFO(back << " undos, this one of " << acts[acts.size() - back]);
        say("undo");
        REQUIRE(differences(pd.kept(file), after_act[after_act.size() - 1 - back]) == "");
    }
    for (std::size_t again = 32; again-- > 0;) {
        INFO(32 - again << " redos, this one of " << acts[acts.size() - 1 - again]);
        say("redo");
        REQUIRE(differences(pd.kept(file), after_act[after_act.size() - 1 - again]) == "");
    }
    std::istringstream console(pd.console());
    std::string errors;
    for (std::string line; std::getline(console, line);)
        if (line.find("error") != std::string::npos && !is_refused_act(line)) errors += line.substr(0, 300) + "\n";
    CHECK(errors == "");
}

TEST_CASE("A patch's own swap of its model is no act")
{
    StageInPd pd;
    pd.open_patch("04-hot-swap.pd");  // it swaps after four rounds of its phrase
    pd.rest();
    pd.pass(1);
    REQUIRE(pd.value("hot-swap", "model") == "sirens");
    pd.send("jam", "start");
    for (int second = 0; second < 60 && pd.value("hot-swap", "model") == "sirens"; ++second) {
        pd.pass(1);
        pd.rest();
    }
    CHECK(pd.value("hot-swap", "model") == "breaks");
    CHECK(pd.ask("hot-swap status").find(" undo 0 ") != std::string::npos);
    pd.send("jam", "hot-swap model sirens");
    CHECK(pd.ask("hot-swap status").find(" undo 1 ") != std::string::npos);
}

TEST_CASE("A bend that comes late is undone with the act that asked for it; the patch's own clock does no act")
{
    StageInPd pd;
    pd.open_patch("11-bending.pd");
    pd.rest();
    pd.pass(6);
    const auto undoable = [&] {
        const std::string status = pd.ask("bending status");
        return std::atoi(status.substr(status.find(" undo ") + 6).c_str());
    };
    const auto say = [&](const std::string& words) {
        pd.send("jam", "bending " + words);
        pd.rest();
        pd.pass(2);
    };
    const std::string opened = pd.value("bending", "bends");
    say("next");
    const std::string stepped = pd.value("bending", "bends");
    CHECK(stepped != opened);
    CHECK(undoable() == 1);
    say("undo");
    CHECK(pd.value("bending", "bends") == opened);
    say("redo");
    CHECK(pd.value("bending", "bends") == stepped);
    say("auto 1");
    CHECK(undoable() == 2);
    for (int i = 0; i < 30 && pd.value("bending", "bends") == stepped; ++i) {
        pd.rest();
        pd.pass(2);
    }
    CHECK(pd.value("bending", "bends") != stepped);
    CHECK(undoable() == 2);
}
