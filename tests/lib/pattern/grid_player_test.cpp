// The player keeps to the grid whatever the blocks, and to its source whatever becomes of it.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/grid_player.h"

#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Glide;
using pattern::GridPlayer;
using pattern::Moment;
using pattern::Order;
using pattern::Pattern;
using pattern::PlayerNews;
using pattern::Recipe;

namespace {

using Source = std::shared_ptr<const latent::Sequence>;

std::shared_ptr<const Pattern> shared(const Recipe& recipe, Source a, Source b = nullptr)
{
    auto result = Pattern::make(recipe, {std::move(a), std::move(b), {}});
    INFO(result.status().message());
    REQUIRE(result);
    return std::make_shared<const Pattern>(*std::move(result));
}

std::shared_ptr<const Pattern> loop_of(int frames, float offset = 0, int dims = 1)
{
    return shared({kLoop, Order::kForward, 0, 1, 0}, counting_source(dims, frames, offset));
}

/// A player, its outputs, and a clock that goes on with every block.
struct Rig {
    explicit Rig(int channels, int ratio, std::shared_ptr<const Pattern> pattern = nullptr)
    {
        out.resize(static_cast<std::size_t>(channels));
        player.prepare(channels);
        player.set_ratio(ratio);
        if (pattern) player.set_pattern(std::move(pattern), Moment::kNextLoop);
    }

    void play(int count)
    {
        std::vector<float*> pointers;
        for (auto& channel : out) {
            channel.resize(channel.size() + static_cast<std::size_t>(count), 99.0f);
            pointers.push_back(channel.data() + channel.size() - static_cast<std::size_t>(count));
        }
        player.process(pointers.data(), static_cast<int>(pointers.size()), count, position);
        position += count;
    }

    void play_until(std::int64_t end, int block)
    {
        while (position < end) play(static_cast<int>(std::min<std::int64_t>(block, end - position)));
    }

    float at(std::int64_t sample, std::size_t channel = 0) const
    {
        return out[channel][static_cast<std::size_t>(sample)];
    }

    GridPlayer player;
    Rows out;
    std::int64_t position = 0;
};

}  // namespace

TEST_CASE("Frame n begins at sample n * ratio after its start on the grid, whatever the blocks")
{
    const int ratio = GENERATE(1, 7, 64, 1000, 2048), block = GENERATE(1, 63, 64, 65, 1000, 1024, 4096);
    const int wait = GENERATE(0, 1, 100, 2048);
    Rig rig(1, ratio, loop_of(5, 1));
    rig.play_until(wait, block);
    rig.player.start(rig.position);
    rig.play_until(rig.position + 12 * ratio, block);

    const std::int64_t begin = (wait + ratio - 1) / ratio * ratio;
    bool exact = true;
    for (std::int64_t n = 0; n < rig.position; ++n)
        exact = exact && rig.at(n) == (n < begin ? 0.0f : static_cast<float>(1 + (n - begin) / ratio % 5));
    CHECK(exact);
}

TEST_CASE("An hour of blocks of 64 samples does not move a frame by one sample")
{
    constexpr std::int64_t kHour = std::int64_t{3600} * 44100;
    GridPlayer player;
    player.prepare(1);
    player.set_pattern(loop_of(55), Moment::kNextLoop);
    player.start(0);
    float block[64];
    float* out = block;
    bool exact = true;
    for (std::int64_t position = 0; position < kHour; position += 64) {
        player.process(&out, 1, 64, position);
        exact = exact && block[0] == static_cast<float>(position / 2048 % 55) && block[63] == block[0];
    }
    CHECK(exact);
    CHECK(player.turn() == kHour / 2048 / 55);
}

TEST_CASE("Players that start together keep step, and one that starts late joins their grid")
{
    Rig first(1, 2048, loop_of(7, 1)), second(1, 2048, loop_of(7, 1)), late(1, 2048, loop_of(7, 1));
    first.player.start(0);
    second.player.start(0);
    first.play_until(30'000, 64);
    second.play_until(30'000, 1000);
    late.play_until(30'000, 64);
    late.player.start(late.position);
    for (auto* rig : {&first, &second, &late}) rig->play_until(200'000, 64);
    CHECK(first.out == second.out);
    const std::int64_t begin = 15 * 2048;  // the first frame of the grid after 30 000
    CHECK(late.at(begin - 1) == 0);
    CHECK(late.at(begin) == 1);
    bool on_grid = true;
    for (std::int64_t n = begin; n < 200'000; ++n)
        on_grid = on_grid && (late.at(n) != late.at(n - 1)) == (first.at(n) != first.at(n - 1));
    CHECK(on_grid);
}

TEST_CASE("What is asked for inside a long block happens on the grid frame of its own time")
{
    Rig rig(1, 256, loop_of(50, 1));
    rig.player.start(500);  // frame 2 of the grid, in the middle of the block
    rig.play(1024);
    CHECK(rig.at(511) == 0);
    CHECK(rig.at(512) == 1);
    rig.player.stop(1030);
    rig.play(1024);
    CHECK(rig.at(1279) == 3);
    CHECK(rig.at(1280) == 0);
}

TEST_CASE("A pattern ends after its turns, once, and plays again from the start")
{
    Rig rig(1, 64, loop_of(3, 1));
    rig.player.set_turns(2);
    rig.player.start(0);
    rig.play(64 * 6);
    CHECK(!rig.player.collect().ended);
    CHECK(rig.at(64 * 6 - 1) == 3);
    rig.play(64);
    CHECK(rig.at(64 * 6) == 0);
    CHECK(rig.player.collect().ended);
    CHECK(!rig.player.is_playing());
    rig.play(640);
    CHECK(!rig.player.has_news());
    rig.player.start(rig.position);
    rig.play(64);
    CHECK(rig.at(rig.position - 1) == 1);
}

TEST_CASE("News tell frames, rows, loops and turns")
{
    Rig rig(1, 64, shared({kLoop, Order::kForward, 0, 2, 0}, counting_source(1, 3)));
    rig.player.start(0);
    std::vector<std::int64_t> loops, turns, frames;
    std::vector<int> rows;
    for (int n = 0; n < 9; ++n) {
        rig.play(64);
        const PlayerNews news = rig.player.collect();
        REQUIRE(news.new_frame);
        frames.push_back(news.frame);
        rows.push_back(news.row);
        if (news.new_loop) {
            loops.push_back(news.loop);
            turns.push_back(news.turn);
        }
    }
    CHECK(frames == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 0, 1, 2});
    CHECK(rows == std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2});
    CHECK(loops == std::vector<std::int64_t>{0, 1, 0});
    CHECK(turns == std::vector<std::int64_t>{0, 0, 1});
}

TEST_CASE("A turn of one loop is told at each beginning")
{
    Rig rig(1, 64, loop_of(2));
    rig.player.start(0);
    int told = 0;
    for (int n = 0; n < 6; ++n) {
        rig.play(64);
        told += rig.player.collect().new_loop;
    }
    CHECK(told == 3);
}

TEST_CASE("Another source is heard at the next loop boundary, or with the next frame when asked")
{
    const Moment moment = GENERATE(Moment::kNextLoop, Moment::kNextFrame);
    Rig rig(1, 64, loop_of(4, 1));
    rig.player.start(0);
    rig.play(64 * 6);  // 1 2 3 4 1 2
    rig.player.set_pattern(loop_of(3, 101), moment);
    rig.play(64 * 6);
    std::vector<float> frames;
    for (int n = 6; n < 12; ++n) frames.push_back(rig.at(64 * n));
    if (moment == Moment::kNextLoop)
        CHECK(frames == std::vector<float>{3, 4, 101, 102, 103, 101});
    else
        CHECK(frames == std::vector<float>{103, 101, 102, 103, 101, 102});
}

TEST_CASE("A pattern that waits for its loop can be hurried")
{
    Rig rig(1, 64, loop_of(4, 1));
    rig.player.start(0);
    rig.play(64);
    rig.player.set_pattern(loop_of(4, 101), Moment::kNextLoop);
    rig.player.hurry();
    rig.play(64);
    CHECK(rig.at(64) == 102);
}

TEST_CASE("A blender goes on where it was when its sources change")
{
    const Recipe recipe{kBlender, Order::kForward, 0, 2, 0};
    Rig rig(1, 64, shared(recipe, counting_source(1, 4, 10), counting_source(1, 4, 20)));
    rig.player.start(0);
    rig.play(64 * (8 + 5));  // the first state twice, then five frames of the second
    CHECK(rig.at(64 * 8) == 20);
    rig.player.set_pattern(shared(recipe, counting_source(1, 4, 110), counting_source(1, 4, 120)), Moment::kNextLoop);
    rig.play(64 * 7);
    CHECK(rig.at(64 * 13) == 11);   // until the state has been heard twice
    CHECK(rig.at(64 * 16) == 120);  // then the third state of the new sources
    CHECK(rig.at(64 * 17) == 121);
    CHECK(rig.at(64 * 18) == 112);
}

TEST_CASE("A source that empties is silence until it is filled again")
{
    Rig rig(1, 64, loop_of(2, 1));
    rig.player.start(0);
    rig.play(64);
    rig.player.set_pattern(std::make_shared<const Pattern>(), Moment::kNextLoop);
    rig.play(64 * 3);
    CHECK(rig.at(64) == 2);
    CHECK(rig.at(64 * 2) == 0);
    rig.player.set_pattern(loop_of(2, 5), Moment::kNextLoop);
    rig.play(64);
    CHECK(rig.at(rig.position - 1) == 5);
}

TEST_CASE("What was replaced is freed by collect and not in process")
{
    auto old = loop_of(2, 1);
    const std::weak_ptr<const Pattern> watch = old;
    Rig rig(1, 64, std::move(old));
    rig.player.start(0);
    rig.play(64);
    rig.player.set_pattern(loop_of(2, 5), Moment::kNextFrame);
    rig.play(64);
    CHECK(!watch.expired());
    CHECK(rig.player.collect().exchanged);
    CHECK(watch.expired());
}

TEST_CASE("Jumps and ranges keep to the pattern")
{
    Rig rig(1, 64, loop_of(10));
    rig.player.start(0);
    rig.play(64 * 2);
    rig.player.jump(7);
    rig.play(64 * 2);
    CHECK(rig.at(64 * 2) == 7);
    CHECK(rig.at(64 * 3) == 8);
    rig.player.set_range(2, 4);
    rig.play(64 * 5);
    std::vector<float> frames;
    for (int n = 4; n < 9; ++n) frames.push_back(rig.at(64 * n));
    CHECK(frames == std::vector<float>{2, 3, 4, 2, 3});
    rig.player.clear_range();
    rig.player.jump(1000);  // the last one
    rig.play(64 * 2);
    CHECK(rig.at(64 * 9) == 9);
    CHECK(rig.at(64 * 10) == 0);
    rig.player.set_range(20, 30);  // both beyond the end: plays up to the last frame and stays
    rig.play(64 * 12);
    CHECK(rig.at(64 * 11) == 1);
    CHECK(rig.at(64 * 19) == 9);
    CHECK(rig.at(64 * 21) == 9);
    rig.player.start(rig.position, 3);
    rig.player.set_range(2, 8);
    rig.play(64);
    CHECK(rig.at(rig.position - 1) == 5);
}

TEST_CASE("Glides reach every frame on its first sample, and a line stays between its ends")
{
    const Glide glide = GENERATE(Glide::kLinear, Glide::kCubic);
    const int block = GENERATE(64, 65, 1000);
    const auto source = random_source(2, 9, 3);
    Rig rig(2, 256, shared({kLoop, Order::kForward, 0, 1, 0}, source));
    rig.player.set_glide(glide);
    rig.player.start(0);
    rig.play_until(256 * 30, block);
    bool exact = true, between = true, moves = true;
    for (std::size_t dim = 0; dim < 2; ++dim) {
        for (int n = 0; n < 29; ++n) {
            const float here = source->at(n % 9, static_cast<int>(dim)),
                        next = source->at((n + 1) % 9, static_cast<int>(dim));
            exact = exact && rig.at(256 * n, dim) == here;
            moves = moves && rig.at(256 * n + 128, dim) != here;
            for (int i = 0; i < 256; ++i)
                between = between && rig.at(256 * n + i, dim) >= std::min(here, next) - 1e-6f &&
                          rig.at(256 * n + i, dim) <= std::max(here, next) + 1e-6f;
        }
    }
    CHECK(exact);
    CHECK(moves);
    if (glide == Glide::kLinear) CHECK(between);
}

TEST_CASE("A cubic glide draws a straight line through frames on a straight line")
{
    Rig rig(1, 128, loop_of(12));
    rig.player.set_glide(Glide::kCubic);
    rig.player.start(0);
    rig.play(128 * 12);
    for (int n = 128; n < 128 * 10; ++n) REQUIRE(std::abs(rig.at(n) - static_cast<float>(n) / 128) < 1e-4f);
}

TEST_CASE("The last frame before the end does not glide away")
{
    Rig rig(1, 64, loop_of(3, 1));
    rig.player.set_glide(GENERATE(Glide::kLinear, Glide::kCubic));
    rig.player.set_turns(1);
    rig.player.start(0);
    rig.play(64 * 3);
    if (rig.at(64) == 2) CHECK(std::abs(rig.at(64 * 3 - 1) - 3) < 0.2f);
}

TEST_CASE("A player that was not processed for a while is where it would be")
{
    Rig rig(1, 2048, loop_of(5, 1));
    rig.player.start(0);
    rig.play(5000);
    rig.out[0].resize(100'000);
    rig.position = 100'000;
    rig.play(64);
    CHECK(rig.at(100'000) == static_cast<float>(1 + 100'000 / 2048 % 5));
    CHECK(rig.player.turn() == 100'000 / 2048 / 5);
}

TEST_CASE("Another ratio begins with the next frame of its own grid")
{
    Rig rig(1, 2048, loop_of(50, 1));
    rig.player.start(0);
    rig.play_until(3000, 100);
    CHECK(rig.at(2999) == 2);
    rig.player.set_ratio(1024);
    rig.play_until(6000, 100);
    CHECK(rig.at(3071) == 2);
    CHECK(rig.at(3072) == 3);
    CHECK(rig.at(4095) == 3);
    CHECK(rig.at(4096) == 4);
    rig.player.set_ratio(2048);
    rig.play_until(9000, 100);
    CHECK(rig.at(6143) == 5);
    CHECK(rig.at(6144) == 6);
    CHECK(rig.at(8191) == 6);
    CHECK(rig.at(8192) == 7);
}

TEST_CASE("Channels that a pattern does not have are silent, surplus dimensions are left out")
{
    Rig rig(3, 64, loop_of(4, 1, 2)), narrow(1, 64, loop_of(4, 1, 2));
    for (auto* each : {&rig, &narrow}) {
        each->player.start(0);
        each->play(64);
        CHECK(each->at(0) == 1);
    }
    CHECK(std::abs(rig.at(0, 1) - 1.001f) < 1e-6f);
    CHECK(rig.at(0, 2) == 0);
}

TEST_CASE("Whatever happens to source, recipe, range and grid, only values of the sources and zeros are heard")
{
    const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);
    random::Random random(seed);
    const auto below = [&](int end) { return static_cast<int>(random.integer(0, end)); };
    Rig rig(3, 64);
    std::set<float> known{0.0f};
    bool all_known = true;
    for (int step = 0; step < 3000; ++step) {
        switch (below(12)) {
            case 0:
            case 1: {
                const int dims = 1 + below(4);
                const auto a = random_source(dims, below(12), random.next64());
                const auto b = random_source(dims, 1 + below(12), random.next64());
                known.insert(a->values().begin(), a->values().end());
                known.insert(b->values().begin(), b->values().end());
                const pattern::Kind* const kinds[] = {kLoop, kFibo, kBlender, kSwapper};
                const Recipe recipe{kinds[below(4)], static_cast<Order>(below(4)), below(9), 1 + below(4),
                                    random.next64()};
                rig.player.set_pattern(shared(recipe, a, b), static_cast<Moment>(below(2)));
                break;
            }
            case 2:
                rig.player.start(rig.position, below(30));
                break;
            case 3:
                if (below(4) == 0) rig.player.stop(rig.position);
                break;
            case 4:
                rig.player.jump(below(200));
                break;
            case 5:
                rig.player.set_range(below(20), below(40));
                break;
            case 6:
                rig.player.clear_range();
                break;
            case 7:
                rig.player.set_ratio(1 + below(200));
                break;
            case 8:
                rig.player.set_turns(below(3));
                break;
            case 9:
                rig.position += below(5000);
                break;  // nothing was processed
            case 10:
                rig.player.hurry();
                break;
            default:
                break;
        }
        for (auto& channel : rig.out) channel.clear();
        rig.play(1 + below(300));
        for (const auto& channel : rig.out)
            for (const float value : channel) all_known = all_known && known.count(value) == 1;
        if (rig.player.has_news()) rig.player.collect();
    }
    CHECK(all_known);
}
