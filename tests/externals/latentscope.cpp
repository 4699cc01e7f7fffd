// latentscope in a Pd of its own: it draws what `stats` says, when something has changed, and as often as it may.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

using latentjam::test::PdRun;

namespace {

/// Two latents of eight dims in a scope; half a second later their stats are asked for.
constexpr const char* kPatch = R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 loadbang;
#X obj 20 50 latentgen one;
#X msg 20 35 prior \, dims 8 \, frames 300 \, seed 3 \, bang;
#X obj 220 50 latentgen two;
#X msg 220 35 prior \, dims 8 \, frames 2000 \, seed 4 \, bang;
#X obj 20 100 latentscope one two;
#X obj 20 130 print drawn1;
#X obj 120 130 print drawn2;
#X obj 20 160 delay 500;
#X msg 20 190 stats;
#X obj 20 220 latent one;
#X obj 120 220 latent two;
#X obj 20 250 print told1;
#X obj 120 250 print told2;
#X connect 0 0 2 0;
#X connect 2 0 1 0;
#X connect 0 0 4 0;
#X connect 4 0 3 0;
#X connect 5 0 6 0;
#X connect 5 1 7 0;
#X connect 0 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 9 0 11 0;
#X connect 10 1 12 0;
#X connect 11 1 13 0;
)";

std::vector<std::string> lines_of(const std::string& console, const std::string& begin)
{
    std::vector<std::string> lines;
    std::istringstream stream(console);
    for (std::string line; std::getline(stream, line);)
        if (line.rfind(begin, 0) == 0) lines.push_back(line.substr(begin.size()));
    return lines;
}

}  // namespace

TEST_CASE("latentscope draws the numbers that stats says, and not more often than it must")
{
    PdRun pd;
    pd.patch(kPatch);
    const auto result = pd.quit_after(1000).run();
    CAPTURE(result.console);
    REQUIRE(result.ok());
    for (const std::string number : {"1", "2"}) {
        const auto drawn = lines_of(result.console, "drawn" + number + ": ");
        const auto told = lines_of(result.console, "told" + number + ": stats ");
        REQUIRE(told.size() == 8);
        REQUIRE(drawn.size() == 16);  // when it was made, and when the latent had changed
        CHECK(std::equal(told.begin(), told.end(), drawn.begin()));
        CHECK(std::equal(told.begin(), told.end(), drawn.begin() + 8));
    }
}

TEST_CASE("While frames come in one by one latentscope draws ten times a second at most")
{
    PdRun pd;
    pd.patch(R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 loadbang;
#X obj 20 50 metro 5;
#X msg 20 80 add 1;
#X obj 20 110 latent one;
#X obj 20 140 latentscope one two;
#X obj 20 170 print drawn;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 2 0 3 0;
#X connect 4 0 5 0;
)");
    const auto result = pd.quit_after(2000).run();
    CAPTURE(result.console);
    REQUIRE(result.ok());
    const auto drawn = lines_of(result.console, "drawn: ");
    CHECK(drawn.size() >= 18);
    CHECK(drawn.size() <= 21);
}
