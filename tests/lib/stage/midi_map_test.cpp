// Which knob moves which control.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/midi_map.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::stage;
using latentjam::test::control;

namespace {

using Names = std::vector<std::string>;

const std::vector<Control> kControls = {control("volume -60 6 0 -live -cc 7"), control("x 0 1 0"),
                                        control("new -act -note 36"),          control("y 0 1 0"),
                                        control("seed 0 9 0 -jump"),           control("auto -toggle 0 -cc 64"),
                                        control("far 0 1 0 -cc 100"),          control("z 0 1 0")};

}  // namespace

TEST_CASE("By default controls have what their boxes say, and the first numbers 16, 17, ...")
{
    const MidiMap map;
    CHECK(map.targets({false, 7, 3}, kControls) == Names{"volume"});
    CHECK(map.targets({false, 16, 1}, kControls) == Names{"x"});
    CHECK(map.targets({false, 17, 1}, kControls) == Names{"y"});
    CHECK(map.targets({false, 18, 1}, kControls) == Names{"z"});
    CHECK(map.targets({true, 36, 10}, kControls) == Names{"new"});
    CHECK(map.targets({false, 100, 1}, kControls) == Names{"far"});
    CHECK(map.targets({false, 19, 1}, kControls).empty());
    CHECK(!map.source_of("seed", kControls));

    std::vector<Control> many;
    for (int i = 0; i < 20; ++i) many.push_back(control("c" + std::to_string(i) + " 0 1 0"));
    CHECK(map.source_of("c15", many) == MidiSource{false, 31, 0});
    CHECK(!map.source_of("c16", many));
}

TEST_CASE("What is learnt wins, on its own channel, and what is forgotten has no knob")
{
    MidiMap map;
    map.learn({false, 17, 2}, "x");
    CHECK(map.targets({false, 17, 2}, kControls) == Names{"x"});
    CHECK(map.targets({false, 16, 1}, kControls).empty());
    CHECK(map.targets({false, 17, 1}, kControls).empty());  // y has lost it
    map.learn({false, 17, 2}, "z");                         // the knob moves on
    CHECK(map.targets({false, 17, 2}, kControls) == Names{"z"});
    CHECK(map.targets({false, 16, 1}, kControls) == Names{"x"});
    CHECK(map.forget("x"));
    CHECK(map.targets({false, 16, 1}, kControls).empty());
    map.learn({false, 30, 1}, "x");
    CHECK(map.without().empty());
    CHECK(text_of(MidiSource{true, 36, 10}) == "note 36 on channel 10");
}
