// What a control's box says, and what the control takes.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/control.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace latentjam::stage;
using latentjam::test::atoms;
using latentjam::test::control;

TEST_CASE("A control is read from its box")
{
    const Control tempo = control("tempo 100 200 130 -unit bpm -cc 21");
    CHECK(tempo.name == "tempo");
    CHECK(tempo.least == 100);
    CHECK(tempo.most == 200);
    CHECK(tempo.fallback == value_of(130));
    CHECK(tempo.controller == 21);
    CHECK(control("glide -words off linear cubic").fallback == value_of("off"));
    CHECK(control("glide -words off linear cubic -default cubic").fallback == value_of("cubic"));
    CHECK(control("auto -toggle 1").fallback == value_of(1));
    CHECK(control("file -text -default a b").fallback.atoms.size() == 2);
    CHECK(control("new -act").has_state() == false);
    CHECK(control("a -latent 1003-a").latent == "1003-a");
    CHECK(control("volume -60 6 0 -live").is_in_snapshots() == false);
    CHECK(control("x 0 1").fallback == value_of(0));
    CHECK(control("0 -text -gui bends").name == "bends");  // left out in an abstraction
}

TEST_CASE("A box that makes no sense says what would")
{
    for (const auto& [box, words] : {std::pair{"", "needs a name"},
                                     {"3", "needs a name"},
                                     {"x", "least and greatest"},
                                     {"x 1 0", "least and greatest"},
                                     {"x 0 1 2", "not in its range, 0 to 1"},
                                     {"x 0 1 0.5 -log", "above 0"},
                                     {"x -words a", "two or more"},
                                     {"x -toggle 2", "0 to 1"},
                                     {"x -words a b -act", "one of"},
                                     {"x -cc 200", "0 to 119"},
                                     {"x -color red", "is no flag"},
                                     {"x -words a b -default c", "a, b"},
                                     {"x -act 1", "too much"}}) {
        const auto read = read_control(atoms(box));
        INFO(box << ": " << read.message());
        REQUIRE(!read);
        CHECK(read.message().find(words) != std::string::npos);
    }
}

TEST_CASE("A control takes what is in its range, and names it otherwise")
{
    const auto good = [](const std::string& box, const std::string& given) {
        const auto value = accept(control(box), atoms(given));
        return value ? text_of(*value) : "error: " + value.message();
    };
    CHECK(good("x 0 1 0", "0.25") == "0.25");
    CHECK(good("x 0 0.1 0", "0.1") == "0.1");
    CHECK(good("x 1 64 2 -whole", "3.6") == "4");
    CHECK(good("g -words off linear cubic", "cubic") == "cubic");
    CHECK(good("g -words off linear cubic", "1") == "linear");
    CHECK(good("t -toggle 0", "1") == "1");
    CHECK(good("f -text", "a 1 b") == "a 1 b");
    CHECK(good("x 0 1 0 -unit s", "1.5") == "error: x 1.5: 0 to 1 s");
    CHECK(good("x 0 1 0", "loud") == "error: x loud: 0 to 1");
    CHECK(good("x 0 1 0", "0 1") == "error: x 0 1: 0 to 1");
    CHECK(good("g -words off linear cubic", "curve") == "error: g curve: off, linear, cubic");
    CHECK(good("g -words off linear cubic", "3") == "error: g 3: off, linear, cubic");
    CHECK(good("t -toggle 0", "2") == "error: t 2: 0 or 1");
}
