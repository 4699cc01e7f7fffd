// A stated time of day, and frames that stay with the system's clock whatever the sound card's does.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/pace.h"

#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

using namespace latentjam::score::agents;

namespace {

constexpr double kFrame_s = 2048.0 / 44100;

WallTime at(double seconds) { return WallTime(std::chrono::microseconds(std::llround(seconds * 1e6))); }

/// Noon of that day, local time.
WallTime noon(int year, int month, int day)
{
    std::tm local{};
    local.tm_year = year - 1900;
    local.tm_mon = month - 1;
    local.tm_mday = day;
    local.tm_hour = 12;
    local.tm_isdst = -1;
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::from_time_t(std::mktime(&local)));
}

std::string shown(WallTime time)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    char text[40];
    std::strftime(text, sizeof text, "%d %H:%M:%S", std::localtime(&seconds));
    return text;
}

/// A machine whose card is off by so much and whose Pd is up to 12 ms early or late.
struct Machine {
    Machine(WallTime begin, double opens_s, double drifts, std::uint64_t seed)
        : opened_s(opens_s), drift(drifts), random(seed)
    {
        pace.start(begin, kFrame_s);
    }

    /// To the frame of the card that begins at or after this time; how far the piece is then.
    double play_until(double seconds)
    {
        while (card_s() < seconds) {
            ++card_frames;
            frames += pace.frames_due(at(card_s() + random.uniform(-.012, .012)));
        }
        return static_cast<double>(frames - 1) * kFrame_s - (card_s() - seconds);
    }
    double card_s() const { return opened_s + static_cast<double>(card_frames) * kFrame_s * (1 + drift); }

    Pace pace;
    double opened_s, drift;
    latentjam::random::Random random;
    std::int64_t card_frames = 0, frames = 0;
};

}  // namespace

TEST_CASE("A time of day is the next one that the clock shows")
{
    const WallTime now = noon(2026, 11, 27);
    CHECK(shown(*next_time("20:15", now)) == "27 20:15:00");
    CHECK(shown(*next_time("12:00:01", now)) == "27 12:00:01");
    CHECK(shown(*next_time("12:00:00", now)) == "28 12:00:00");
    CHECK(shown(*next_time("8:05:30.5", now)) == "28 08:05:30");
    CHECK(*next_time("20:15:00.25", now) - *next_time("20:15", now) == std::chrono::milliseconds(250));
    for (const char* word :
         {"", "now", "20", "20:", "20:1", "24:00", "-1:00", "20:60", "20:15:60", "20:15:00:00", "2e1:15"})
        CHECK_FALSE(next_time(word, now).is_ok());
}

TEST_CASE("Machines with cards that drift are never more than a frame apart in half an hour, and rarely put right")
{
    std::vector<Machine> machines;
    for (int i = 0; i < 6; ++i) machines.emplace_back(at(100), 3 + .017 * i, (i - 2) * 50e-6, 7 + i);
    double widest_s = 0;
    for (double seconds = 110; seconds < 1900; seconds += 7) {
        std::vector<double> places;
        for (Machine& machine : machines) places.push_back(machine.play_until(seconds));
        const auto [least, most] = std::minmax_element(places.begin(), places.end());
        widest_s = std::max(widest_s, *most - *least);
        for (const double place : places) CHECK(std::abs(place - (seconds - 100)) < .75 * kFrame_s);
    }
    CHECK(widest_s < 1.2 * kFrame_s);
}

TEST_CASE("Nothing is due before the time, and a clock that does not drift is never put right")
{
    Machine machine(at(10), 0, 0, 1);
    machine.play_until(9.9);
    CHECK(machine.frames == 0);
    CHECK(machine.pace.is_waiting());
    CHECK(machine.pace.seconds_to_begin(at(9)) == 1);
    machine.play_until(11);
    const std::int64_t behind = machine.card_frames - machine.frames;
    machine.play_until(3600);
    CHECK(machine.card_frames - machine.frames == behind);
}
