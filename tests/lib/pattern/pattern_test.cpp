// Frames of a pattern by their number are what its definition yields one after the other.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern.h"

#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;
using pattern::Recipe;

namespace {

constexpr Order kOrders[] = {Order::kForward, Order::kReverse, Order::kMirror, Order::kReverseMirror};

/// Within a float's rounding: orale adds three numbers at once, its definition one after the other.
bool is_near(const std::vector<float>& a, const std::vector<float>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](float x, float y) { return std::abs(x - y) <= 1e-6f * (1 + std::abs(x)); });
}

}  // namespace

TEST_CASE("Every frame of every pattern, order, length and number of loops is the one that its definition yields")
{
    for (const pattern::Kind* kind : {kLoop, kFibo, kOrale, kBlender, kSwapper}) {
        for (const int k : {1, 2, 3, 7, 55}) {
            for (const int dims : {1, 3, 16}) {
                for (const int loops : {1, 2, 5}) {
                    if (kind == kBlender && k * dims * loops > 1000) continue;
                    const auto a = random_source(dims, k, 1), b = random_source(dims, k, 2);
                    Recipe recipe{kind, Order::kForward, 0, loops, 99};
                    const Rows whole = by_definition(recipe, *a, *b);
                    for (const Order order : kOrders) {
                        recipe.order = order;
                        const Rows expected = in_order(whole, order);
                        const Pattern pattern = made(recipe, a, b);
                        CAPTURE(kind->name, pattern::name_of(order), k, dims, loops);
                        REQUIRE(pattern.frames() == static_cast<std::int64_t>(expected.size()));
                        bool equal = true;
                        for (std::size_t n = 0; n < expected.size(); ++n) {
                            const auto frame = frame_of(pattern, static_cast<std::int64_t>(n));
                            equal = equal && (kind == kOrale ? is_near(frame, expected[n]) : frame == expected[n]);
                        }
                        CHECK(equal);
                    }
                }
            }
        }
    }
}

TEST_CASE("A thousand frames of sixteen dimensions agree with the definition wherever one looks")
{
    const pattern::Kind* const kind = GENERATE(kFibo, kOrale, kSwapper);
    const auto a = random_source(16, 1000, 3), b = random_source(16, 1000, 4);
    const Recipe recipe{kind, Order::kForward, 0, 1, 7};
    const Rows expected = by_definition(recipe, *a, *b);
    const Pattern pattern = made(recipe, a, b);
    REQUIRE(pattern.frames() == static_cast<std::int64_t>(expected.size()));
    random::Random random(5);
    bool equal = true;
    for (int i = 0; i < 5000; ++i) {
        const std::int64_t n = random.integer(0, pattern.frames());
        equal = equal && is_near(frame_of(pattern, n), expected[static_cast<std::size_t>(n)]);
    }
    CHECK(equal);
}

TEST_CASE("Loop and fibo only ever emit frames of the source")
{
    const pattern::Kind* const kind = GENERATE(kLoop, kFibo);
    const Order order = GENERATE(Order::kForward, Order::kReverse);
    const auto a = random_source(5, GENERATE(1, 2, 55, 60), GENERATE(11u, 12u));
    std::set<std::vector<float>> rows;
    for (auto& row : rows_of(*a, a->frames())) rows.insert(row);
    const Pattern pattern = made({kind, order, 0, 3, 0}, a);
    bool known = true;
    for (std::int64_t n = 0; n < pattern.frames(); ++n) known = known && rows.count(frame_of(pattern, n)) == 1;
    CHECK(known);
}

TEST_CASE("The same seed gives the same pattern and another seed another one")
{
    const pattern::Kind* const kind = GENERATE(kOrale, kSwapper);
    const auto a = random_source(4, 20, 51), b = random_source(4, 20, 52);
    const auto whole = [&](std::uint64_t seed) {
        return *pattern::write_out(made({kind, Order::kForward, 0, 2, seed}, a, b));
    };
    CHECK(whole(1) == whole(1));
    CHECK(!(whole(1) == whole(2)));
}

TEST_CASE("Loops begin where the number of the loop changes, in every order")
{
    const pattern::Kind* const kind = GENERATE(kLoop, kFibo, kOrale, kBlender, kSwapper);
    const Order order = GENERATE(Order::kForward, Order::kReverse, Order::kReverseMirror);
    const int k = GENERATE(1, 2, 13);
    const Pattern pattern = made({kind, order, k, 3, 4}, random_source(2, 5, 1), random_source(2, 8, 2));
    CHECK(pattern.begin(0) == 0);
    CHECK(pattern.begin(pattern.loops()) == pattern.frames());
    std::int64_t loop = 0;
    for (std::int64_t n = 0; n < pattern.frames(); ++n) {
        if (n == pattern.begin(loop + 1)) ++loop;
        REQUIRE(pattern.place(n).loop == loop);
        REQUIRE(pattern.place(n).row >= 0);
        REQUIRE(pattern.place(n).row < k);
    }
    CHECK(loop == pattern.loops() - 1);
}

TEST_CASE("A length beyond the source reads it again from its top")
{
    const auto a = counting_source(2, 3);
    const Pattern pattern = made({kLoop, Order::kForward, 8, 1, 0}, a);
    REQUIRE(pattern.frames() == 8);
    for (int n = 0; n < 8; ++n) CHECK(frame_of(pattern, n)[0] == static_cast<float>(n % 3));
}

TEST_CASE("A frame may be asked for fewer or more values than there are dimensions")
{
    const Pattern pattern = made({kSwapper, GENERATE(Order::kForward, Order::kMirror), 0, 1, 3}, counting_source(4, 6),
                                 counting_source(4, 6, 100));
    const auto whole = frame_of(pattern, 17);
    std::vector<float> few(2), many(7, 5.0f);
    pattern.frame(17, few);
    pattern.frame(17, many);
    CHECK(std::equal(few.begin(), few.end(), whole.begin()));
    CHECK(std::equal(whole.begin(), whole.end(), many.begin()));
    CHECK(std::all_of(many.begin() + 4, many.end(), [](float value) { return value == 0; }));
}

TEST_CASE("A pattern that cannot be made says why")
{
    const auto a = random_source(4, 5, 1);
    const auto message = [](const Recipe& recipe, pattern::Sources sources) {
        return Pattern::make(recipe, std::move(sources)).message();
    };
    const auto says = [](const std::string& text, const char* words) { return text.find(words) != std::string::npos; };
    CHECK(says(message({kBlender, {}, 0, 1, 0}, {a, nullptr, {}}), "blender needs a second latent"));
    CHECK(says(message({kSwapper, {}, 0, 1, 0}, {a, random_source(8, 5, 1), {}}), "5 frames of 8"));
    CHECK(says(message({kLoop, {}, 0, 0, 0}, {a, nullptr, {}}), "loops 0: 1 or more"));
    CHECK(says(message({kLoop, {}, -1, 1, 0}, {a, nullptr, {}}), "k -1: 1 to"));
    CHECK(says(message({kOrale, {}, 0, 1, 0}, {a, nullptr, {1.0}}), "a spread of 1 values"));
    CHECK(says(message({kSwapper, {}, 100'000, 1, 0}, {a, a, {}}), "at most 65536"));
    CHECK(says(message({kBlender, {}, latent::kMostFrames, 2'000'000'000, 0}, {a, a, {}}), "2^52"));
    CHECK(says(pattern::write_out(made({kLoop, {}, 1 << 20, 1 << 20, 0}, a)).message(), "more than a latent"));
}

TEST_CASE("Writing out gives up when it is cancelled")
{
    CHECK(pattern::write_out(made({}, random_source(2, 4, 1)), CancelFlag{true}).message() == "cancelled");
}

TEST_CASE("A pattern of nothing has no frames")
{
    CHECK(Pattern().frames() == 0);
    CHECK(made({}, nullptr).frames() == 0);
    CHECK(made({}, std::make_shared<latent::Sequence>(8, 0)).loops() == 0);
}

TEST_CASE("Another pattern is taken over after as many steps as were made")
{
    const auto a = random_source(2, 4, 1), b = random_source(2, 4, 2);
    const Pattern four = made({kBlender, {}, 0, 4, 0}, a, b), two = made({kBlender, {}, 0, 2, 0}, a, b);
    CHECK(two.loop_after(four, 4 * 5 + 1) == 2 * 5 + 1);
    CHECK(two.loop_after(four, 4 * 5 + 3) == 2 * 5);
    CHECK(four.loop_after(two, 2 * 5 + 1) == 4 * 5 + 1);
    const Pattern reversed = made({kBlender, Order::kReverse, 0, 4, 0}, a, b);
    CHECK(reversed.loop_after(four, 7) == 0);
    CHECK(made({kLoop, {}, 0, 2, 0}, a).loop_after(made({kLoop, {}, 0, 5, 0}, a), 3) == 0);
    CHECK(Pattern().loop_after(four, 3) == 0);
}
