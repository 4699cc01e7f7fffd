// The conductor: everything at its frame, once, in the order of lines.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/conductor.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam::score::agents;

namespace {

constexpr double kFrame_s = 2048.0 / 44100;

using Happening = std::pair<std::int64_t, std::string>;

Conductor conductor_of(const std::string& lines, std::uint64_t seed = 1)
{
    const ReadScore read = read_score("agent 1 model a home 0 cycle 1\nagent 2 model a home 0 cycle 1\n" + lines);
    REQUIRE(read.errors.empty());
    return {std::make_shared<const Score>(read.score), kFrame_s, seed};
}

/// Frames are counted by calls, so that a goto does not hide how long it went.
std::vector<Happening> play(
    Conductor& conductor, double seconds, const Conductor::Measure& measure = [](Quantity) { return 0.0; })
{
    std::vector<Happening> happenings;
    for (std::int64_t frame = 0; frame < std::llround(seconds / kFrame_s); ++frame)
        for (const Action& action : conductor.advance(measure)) happenings.emplace_back(frame, text_of(action));
    return happenings;
}

std::int64_t frame_at(double seconds) { return std::llround(seconds / kFrame_s); }

}  // namespace

TEST_CASE("Lines happen at their frame and in their order, parts follow each other, the end comes by itself")
{
    Conductor conductor = conductor_of(
        "part a 0:10 gap 2\nat 0:04 2 cue\nat 0:04 1 cue\nat 0:00 limit 0 1\n"
        "part b 0:05\nat 0:01 mark m\n");
    CHECK(conductor.begins_part());
    CHECK(play(conductor, 30) == std::vector<Happening>{{0, "limit 0 1"},
                                                        {frame_at(4), "2 cue"},
                                                        {frame_at(4), "1 cue"},
                                                        {frame_at(12) + frame_at(1), "mark m"},
                                                        {frame_at(17) - 1, "end"}});
    CHECK(conductor.is_over());
}

TEST_CASE(
    "Latent Russando's parts end at 536, 1083.5 and 1970 s, to the frame, and at the same shares of it when it is "
    "shortened")
{
    for (const char* stretch : {"1", ".305", ".03"}) {
        Conductor conductor =
            conductor_of("stretch " + std::string(stretch) +
                         "\npart sferico 8:56 gap 3.5\npart pensoso 9:04 gap 3.5\npart frullanto 14:43\n");
        const double factor = std::stod(stretch);
        CHECK(conductor.sounding_end(0) == frame_at(536 * factor));
        CHECK(std::abs(conductor.sounding_end(1) - frame_at(1083.5 * factor)) <= 1);
        CHECK(conductor.part_end(2) == frame_at(1970 * factor));
        const auto happenings = play(conductor, 1980 * factor);
        REQUIRE(happenings.size() == 1);
        CHECK(happenings[0] == Happening{frame_at(1970 * factor) - 1, "end"});
    }
}

TEST_CASE("Every comes at random distances within its limits, and the same ones with the same seed")
{
    const std::string lines = "part a 9:00\nevery 4.5-7.5 silence 1 from 0:40 until 8:20\n";
    Conductor conductor = conductor_of(lines), same = conductor_of(lines), other = conductor_of(lines, 2);
    const auto happenings = play(conductor, 540);
    CHECK(happenings == play(same, 540));
    CHECK(happenings != play(other, 540));
    REQUIRE(happenings.size() > 50);
    CHECK(happenings.front().first >= frame_at(44.4));
    CHECK(happenings[happenings.size() - 2].first <= frame_at(500));
    for (std::size_t i = 1; i + 1 < happenings.size(); ++i) {
        const double apart_s = static_cast<double>(happenings[i].first - happenings[i - 1].first) * kFrame_s;
        CHECK((apart_s >= 4.4 && apart_s <= 7.7));
    }
}

TEST_CASE("If waits for its time, rests, and comes again; once is once")
{
    for (const bool again : {true, false}) {
        Conductor conductor = conductor_of(std::string("part a 2:00\nif silence > 12 for 2 then 1 cue ") +
                                           (again ? "again 30\n" : "once\n"));
        double silence = 0;
        const auto happenings = play(conductor, 119, [&](Quantity quantity) {
            CHECK(quantity == Quantity::kSilence);
            return silence += kFrame_s;
        });
        REQUIRE(happenings.size() == (again ? 4U : 1U));
        CHECK(std::abs(happenings[0].first - frame_at(14)) <= 2);
        if (again) CHECK(std::abs(happenings[1].first - happenings[0].first - frame_at(32)) <= 2);
    }
}

TEST_CASE("Goto goes to its mark, as often as it should, into another part too")
{
    Conductor conductor = conductor_of(
        "part a 0:10\nat 0:02 mark here\nat 0:03 1 cue\nat 0:05 goto here times 2\n"
        "part b 0:04\nat 0:01 2 cue\n");
    const auto happenings = play(conductor, 30);
    int cues = 0;
    for (const auto& happening : happenings) cues += happening.second == "1 cue";
    CHECK(cues == 3);
    CHECK(std::abs(happenings.back().first - frame_at(14 + 2 * 3)) <= 3);
    CHECK(conductor.go_to_mark("here"));
    CHECK_FALSE(conductor.is_over());
    CHECK(conductor.go_to_mark("nowhere").message() ==
          "goto 'nowhere': there is no such mark; marks are made by at TIME mark NAME");
    conductor.go_to_part(1);
    CHECK(conductor.part() == 1);
    conductor.go_to_part(5);
    CHECK(conductor.is_over());
}

TEST_CASE("A score that is replaced while it plays goes on where it was, with what is still to come")
{
    Conductor conductor = conductor_of("part a 1:00\nat 0:05 1 cue\nat 0:20 1 cue\n");
    play(conductor, 10);
    conductor.replace(std::make_shared<const Score>(
        read_score("agent 1 model a home 0 cycle 1\npart a 1:00\nat 0:06 1 cue\nat 0:30 1 mute\n").score));
    CHECK(std::abs(conductor.in_part_s() - 10) < .1);
    CHECK(conductor.coming(3).size() == 1);
    CHECK(play(conductor, 49) == std::vector<Happening>{{frame_at(30) - frame_at(10), "1 mute"}});
}
