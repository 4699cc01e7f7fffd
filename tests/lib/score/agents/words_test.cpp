// Words, numbers and times of a score.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/words.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::score::agents;

TEST_CASE("Numbers are plain, and everything else is none")
{
    CHECK(number_of("3") == 3.0);
    CHECK(number_of("-.5") == -.5);
    CHECK(number_of("+4") == 4.0);
    CHECK(number_of("1e3") == 1000.0);
    for (const char* bad : {"", "-", "+", ".", "three", "3x", "nan", "inf", "-inf", "1,5", "--1", "1e999", "0x10"})
        CHECK_FALSE(number_of(bad));
}

TEST_CASE("Times are minutes and seconds below 60")
{
    CHECK(time_of("8:56") == 536.0);
    CHECK(time_of("0:04.5") == 4.5);
    CHECK(time_of("120:00") == 7200.0);
    for (const char* bad : {"", "8", "8:5", "8:60", ":30", "8:", "-1:00", "1:-2", "1:2:3", "1:0e1", "99999:00", "a:10"})
        CHECK_FALSE(time_of(bad));
    for (const double seconds : {0.0, 4.5, 59.999, 60.0, 536.0, 883.25}) CHECK(time_of(time_text(seconds)) == seconds);
}

TEST_CASE("A line is its words up to the comment, taken one by one")
{
    Words words("  at\t0:04  6 cue # a comment with at");
    CHECK(words.take("at"));
    CHECK_FALSE(words.take("at"));
    CHECK(*words.time("at") == 4.0);
    CHECK(*words.number("n", 0, 10) == 6.0);
    CHECK_FALSE(words.end());
    CHECK(words.take() == "cue");
    CHECK(words.end());
    CHECK(words.take().empty());
    CHECK(Words("# nothing").is_empty());
    CHECK(Words("\r").is_empty());
}

TEST_CASE("Errors name the word and what would be right")
{
    Words words("7 x");
    CHECK(words.number("space", 0, 5).message() == "'7': space is a number from 0 to 5");
    CHECK(words.whole("n", 0, 9).is_ok());
    CHECK(words.time("at").message() == "'x': at is a time, minutes:seconds as in 1:05 or 0:02.5");
    CHECK(Words("").number("space", 0, 5).message() == "the line ends too early: space is a number from 0 to 5");
    Words cut("silence 4 from 0:40 until 8:20");
    Words until = cut.cut_from("until"), from = cut.cut_from("from");
    CHECK(until.take("until"));
    CHECK(from.take("from"));
    CHECK(cut.take() == "silence");
    CHECK(cut.take() == "4");
    CHECK(cut.is_empty());
}
