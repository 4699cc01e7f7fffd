// The random stream against NumPy's, and 128-bit arithmetic without 128-bit integers.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <fstream>
#include <string>
#include <vector>

using namespace latentjam::random;

namespace {

struct Draws {
    std::string kind;
    std::uint64_t seed = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
    int count = 0;
    std::uint64_t hash = 0;
    std::vector<std::uint64_t> first;
};

/// The draws of NumPy (tests/data/random/make_draws.py).
std::vector<Draws> reference()
{
    std::vector<Draws> all;
    std::ifstream file(LATENTJAM_TEST_DATA "/random/draws.txt");
    Draws draws;
    while (file >> draws.kind >> draws.seed >> draws.low >> draws.high >> draws.count >> std::hex >> draws.hash) {
        draws.first.assign(draws.count < 4 ? 0 : 4, 0);
        for (auto& bits : draws.first) file >> bits;
        file >> std::dec;
        all.push_back(draws);
    }
    return all;
}

std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }

std::uint64_t draw(Random& random, const Draws& draws, int index)
{
    if (draws.kind == "raw") return random.next64();
    if (draws.kind == "unit") return bits_of(random.uniform());
    if (draws.kind == "uniform")
        return bits_of(random.uniform(static_cast<double>(draws.low), static_cast<double>(draws.high)));
    if (draws.kind == "normal") return bits_of(random.normal());
    if (draws.kind == "integer") return static_cast<std::uint64_t>(random.integer(draws.low, draws.high));
    switch (index % 4) {  // mixed
        case 0:
            return bits_of(static_cast<double>(random.integer(0, 7)));
        case 1:
            return bits_of(random.normal());
        case 2:
            return bits_of(random.uniform());
        default:
            return bits_of(static_cast<double>(random.integer(0, std::int64_t{1} << 40)));
    }
}

}  // namespace

TEST_CASE("Every kind of draw equals NumPy's, bit for bit")
{
    const auto all = reference();
    REQUIRE(all.size() == 112);
    for (const auto& draws : all) {
        Random random(draws.seed);
        std::uint64_t hash = 0;
        std::vector<std::uint64_t> first;
        for (int i = 0; i < draws.count; ++i) {
            const std::uint64_t bits = draw(random, draws, i);
            if (i < 4) first.push_back(bits);
            hash = hash * 0x9e3779b97f4a7c15 + bits;
        }
        INFO(draws.kind << " seed " << draws.seed << " range " << draws.low << " " << draws.high);
        CHECK(first == draws.first);
        CHECK(hash == draws.hash);
    }
}

TEST_CASE("Normal draws by the thousand are those one by one, and leave the stream at the same place")
{
    Random single(5), filled(5);
    std::vector<double> values(3000);
    for (const std::size_t count : {0U, 1U, 2U, 3U, 511U, 512U, 513U, 1024U, 3000U})
        for (int round = 0; round < 50; ++round) {
            filled.fill_normal(std::span(values).first(count));
            bool is_same = true;
            for (std::size_t i = 0; i < count; ++i) is_same &= values[i] == single.normal();
            REQUIRE(is_same);
            REQUIRE(filled.next64() == single.next64());
        }
}

TEST_CASE("A copy of a stream continues from the same place, kept half included")
{
    Random random(7);
    (void)random.integer(0, 3);
    Random copy = random;
    for (int i = 0; i < 1000; ++i) {
        CHECK(random.integer(0, 9) == copy.integer(0, 9));
        CHECK(random.normal() == copy.normal());
    }
}

TEST_CASE("Integers stay in their range")
{
    constexpr std::int64_t kLeast = INT64_MIN, kMost = INT64_MAX;
    Random random(3);
    const std::pair<std::int64_t, std::int64_t> ranges[] = {
        {0, 1}, {-1, 0}, {kMost - 1, kMost}, {kLeast, kLeast + 2}, {-3, 4}, {0, kMost}, {kLeast, 0}, {kLeast, kMost}};
    for (const auto& [low, high] : ranges)
        for (int i = 0; i < 1000; ++i) {
            const auto value = random.integer(low, high);
            CHECK(value >= low);
            CHECK(value < high);
        }
}

TEST_CASE("Two words multiply and add as a 128-bit integer does")
{
    CHECK(multiply_words(~0ULL, ~0ULL) == TwoWords{~0ULL - 1, 1});
    CHECK(TwoWords{0, ~0ULL} + TwoWords{0, 1} == TwoWords{1, 0});
    CHECK(TwoWords{~0ULL, ~0ULL} + TwoWords{0, 1} == TwoWords{0, 0});
    const std::uint64_t edges[] = {0, 1, 0xffffffff, 0x100000000, 0x8000000000000000, ~0ULL, 0x0123456789abcdef};
    for (const auto a : edges)
        for (const auto b : edges) {
            const Word128 native = make_word<Word128>(a, b) * make_word<Word128>(b, a);
            const TwoWords portable = TwoWords{a, b} * TwoWords{b, a};
            CHECK(high_word(native) == portable.high);
            CHECK(low_word(native) == portable.low);
        }

    Pcg64<Word128> native(make_word<Word128>(1, 2), make_word<Word128>(3, 4));
    Pcg64<TwoWords> portable({1, 2}, {3, 4});
    for (int i = 0; i < 100000; ++i) REQUIRE(native.next() == portable.next());
}
