// The tour's parts and decisions.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/tour.h"

#include "random/counter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace latentjam::pathway {
namespace {

enum Purpose : std::uint32_t { kLength = 64, kChoice, kNumber };

constexpr double kTail_s = 2.8;
constexpr double kBreath = 1.2;  // factor on all waits: 170 to 200 s in all

/// Writes lines, and draws.
class Hand {
public:
    Hand(std::uint32_t seed, double frame_s) : draw_(seed), frame_s_(frame_s) {}

    double uniform(double low, double high) { return low + (high - low) * draw_.uniform(0, kNumber, index_++); }
    template <std::size_t N>
    auto one_of(const std::array<int, N>& choices)
    {
        return choices[draw_.bits(0, kChoice, index_++) % N];
    }
    template <std::size_t N>
    auto one_of(const std::array<double, N>& choices)
    {
        return choices[draw_.bits(0, kChoice, index_++) % N];
    }

    void wait(double seconds) { time_s_ += seconds; }
    void wait_between(double low, double high)
    {
        wait(kBreath * (low + (high - low) * draw_.uniform(0, kLength, index_++)));
    }
    void say(const std::string& line) { tour_.lines.push_back({frame(), line}); }
    void say(const char* control, double value)
    {
        char text[64];
        std::snprintf(text, sizeof text, "%s %.6g", control, value);
        say(text);
    }

    /// Colour, pitch and loudness of a column on their way to new places.
    void lean(const char* side, double loud, double pitch, double colour)
    {
        const bool is_left = side[0] == 'l';
        const auto one = [&](const char* latent, double value) {
            say((std::string("lean") + latent + "-" + side).c_str(), value);
        };
        one(is_left ? "2" : "1", loud);
        one(is_left ? "1" : "2", pitch);
        one("3", colour);
    }

    /// A column's slot, which acts mean from now on.
    void play(const char* side, int slot)
    {
        say("select", slot);
        say((std::string("play-") + side).c_str(), slot);
    }

    Tour end()
    {
        wait(kTail_s);
        tour_.frames = frame();
        return std::move(tour_);
    }

private:
    std::int64_t frame() const { return static_cast<std::int64_t>(std::llround(time_s_ / frame_s_)); }
    random::Counter draw_;
    double frame_s_;
    double time_s_ = 0;
    std::uint64_t index_ = 0;
    Tour tour_;
};

// Slots of the usual bank by what they are good for.
constexpr std::array kTones{3, 4, 10, 13};
constexpr std::array kWaves{1, 6, 8, 14};
constexpr std::array kMotifs{2, 5, 7, 11, 12, 15};
constexpr std::array kSlow{.25, 1.0 / 3, .5};
constexpr std::array kEven{.25, .5, .75, 1.0, -.5};
constexpr std::array kFast{1.0, 1.5, 2.0, -1.5};

void plant(Hand& hand, int tones)
{
    for (const char* line : {"linked 0", "chase 0", "canon 1", "complement 0", "decide 0", "map 0", "feed-left 0",
                             "feed-right 0", "slow 6", "phase-left 0", "phase-right 0", "depth-left 0.8",
                             "depth-right 0.7", "level-left -4", "level-right -60"})
        hand.say(line);
    hand.play("left", tones);
    hand.say("speed-left", 1);
    hand.lean("left", -1.5, -.8, -1);
    hand.lean("right", -1.5, -1, -1.2);
    hand.wait_between(8, 10);
    hand.say("mut 0.2");
    hand.lean("left", 0, -.5, -.8);
    hand.wait_between(7, 9);
    hand.play("right", hand.one_of(kWaves));
    hand.say("speed-right", hand.one_of(kSlow));
    hand.say("level-right -2");
    hand.wait_between(7, 9);
}

void grow(Hand& hand)
{
    hand.say("linked 1");
    hand.say("level-left -1");
    hand.say("speed-right", hand.one_of(kSlow));
    hand.lean("right", 0, 0, -.3);
    hand.wait_between(6, 8);
    for (int i = 0; i < 3; ++i) {
        hand.play("left", hand.one_of(kMotifs));
        hand.say("speed-left", hand.one_of(kEven));
        hand.say("phase-right", hand.one_of(std::array{0.0, .25, .5}));
        hand.lean("left", .4 * i, hand.uniform(-.5, .6), -.6 + .4 * i);
        hand.lean("right", .3 * i, hand.uniform(-.6, .4), -.4 + .4 * i);
        hand.wait_between(5, 7);
        hand.say("rnd");
        hand.say("canon", 2 + i % 2);
        hand.wait_between(3, 5);
    }
}

void tangle(Hand& hand)
{
    hand.say("linked 0");
    hand.say("slow 3");
    for (int i = 0; i < 4; ++i) {
        hand.play("right", i % 2 == 0 ? hand.one_of(kTones) : hand.one_of(kMotifs));
        hand.say("mut 0.25");
        hand.play("left", i % 2 == 0 ? hand.one_of(kMotifs) : hand.one_of(kTones));
        hand.say("randomised 1");
        hand.say("speed-left", hand.one_of(kFast));
        hand.say("speed-right", hand.one_of(kFast));
        hand.say("feed-right", .15 + .1 * i);
        hand.say("feed-left", .1 * i);
        hand.say("depth-left", 1.1);
        hand.say("depth-right", 1.1);
        hand.lean("left", 1.2, hand.uniform(-.2, 1), .6 + .3 * i);
        hand.lean("right", 1.2, hand.uniform(-.4, .8), .5 + .3 * i);
        if (i == 2) hand.say("decide 1");
        hand.wait_between(6, 9);
        hand.say("randomised 0");
    }
}

void halt(Hand& hand)
{
    for (const char* line :
         {"decide 0", "canon 1", "feed-left 0", "feed-right 0", "slow 1.5", "level-left -60", "complement 1"})
        hand.say(line);
    hand.play("right", hand.one_of(kWaves));
    hand.say("speed-right", .25);
    hand.say("depth-right", .6);
    hand.lean("right", .2, hand.uniform(-.8, 0), -1.2);
    hand.wait_between(8, 10);
    hand.say("mut 0.3");
    hand.wait_between(5, 7);
}

void come_back(Hand& hand, int tones)
{
    for (const char* line : {"complement 0", "slow 5", "level-left -1", "feed-right 0.35", "depth-right 0.9"})
        hand.say(line);
    hand.play("left", tones);
    hand.say("again");
    hand.say("speed-left", 1.5);
    hand.say("linked 1");
    hand.say("speed-right", .5);
    hand.say("lag", hand.one_of(std::array{4, 6, 8, 12}));
    hand.say("canon 4");
    hand.lean("left", .5, 0, .2);
    hand.lean("right", .5, -.5, .2);
    hand.wait_between(9, 11);
    hand.say("mut 0.15");
    hand.say("chase", hand.one_of(std::array{11, 16, 22}));
    hand.lean("left", .6, .4, .5);
    hand.wait_between(8, 10);
    hand.say("mut 0.15");
    hand.say("canon 2");
    hand.lean("right", .6, 0, .5);
    hand.wait_between(7, 9);
}

void leave(Hand& hand)
{
    hand.say("canon 1");
    hand.say("chase 0");
    hand.say("feed-right 0");
    hand.say("slow 8");
    hand.say("speed-left", .5);
    hand.say("speed-right", .25);
    hand.lean("left", -1, -.8, -1);
    hand.lean("right", -.5, -1, -1);
    hand.wait_between(8, 10);
    hand.say("slow 5");
    hand.lean("left", -4, -1, -1.4);
    hand.wait_between(3, 4);
    hand.lean("right", -4, -1.2, -1.5);
    hand.wait_between(2, 3);
    hand.say("level-left -60");
    hand.say("level-right -60");
}

}  // namespace

Tour tour_of(std::uint32_t seed, double frame_s)
{
    Hand hand(seed, frame_s);
    const int tones = hand.one_of(kTones);
    plant(hand, tones);
    grow(hand);
    tangle(hand);
    halt(hand);
    come_back(hand, tones);
    leave(hand);
    return hand.end();
}

}  // namespace latentjam::pathway
