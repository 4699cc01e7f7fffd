// What bends make of weights: bender's numbers, NumPy's arithmetic, and what must always hold.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/operation.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <span>
#include <string>

using namespace latentjam;
using namespace latentjam::bend;

namespace {

constexpr double kClose = 1e-6;  // relative, beside 1e-7: single precision

Operation operation(const std::string& text)
{
    const auto read = read_operation(words_of(text));
    INFO(text << ": " << (read ? "" : read.message()));
    REQUIRE(read.is_ok());
    return *read;
}

std::vector<float> bent(const std::string& text, std::vector<float> weights, std::vector<std::int64_t> shape = {})
{
    if (shape.empty()) shape = {static_cast<std::int64_t>(weights.size())};
    REQUIRE(apply(operation(text), weights, shape).is_ok());
    return weights;
}

std::vector<float> counting(int count)
{
    std::vector<float> weights(static_cast<std::size_t>(count));
    std::iota(weights.begin(), weights.end(), 1.0F);
    return weights;
}

std::vector<float> scattered(int count)
{
    std::vector<float> weights;
    for (int i = 0; i < count; ++i) weights.push_back(static_cast<float>(i * 37 % 101 - 50) / 64);
    return weights;
}

bool is_close(const std::vector<float>& a, const std::vector<double>& b)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(static_cast<double>(a[i]) - b[i]) > kClose * std::abs(b[i]) + 1e-7) return false;
    return true;
}

// 1 .. 12 with zeros at these places.
std::vector<float> bent_at(std::initializer_list<std::size_t> places)
{
    auto weights = counting(12);
    for (const auto place : places) weights[place] = 0;
    return weights;
}

double rms(const std::vector<float>& weights)
{
    double sum = 0;
    for (const float w : weights) sum += static_cast<double>(w) * static_cast<double>(w);
    return std::sqrt(sum / static_cast<double>(weights.size()));
}

}  // namespace

TEST_CASE("Every operation computes what NumPy computes")
{
    std::ifstream file(LATENTJAM_TEST_DATA "/bend/bends.txt");
    int cases = 0;
    for (std::string line; std::getline(file, line); ++cases) {
        const auto split = line.find(" = ");
        const std::string text = line.substr(0, split);
        std::vector<double> expected;
        for (const auto& word : words_of(line.substr(split + 3))) expected.push_back(*number_of(word));
        INFO(text);
        CHECK(is_close(bent(text, scattered(24), {4, 3, 2}), expected));
    }
    CHECK(cases == 27);
}

TEST_CASE("What is pointwise gives the same in pieces, in any order, as at once")
{
    const auto whole = scattered(24);
    std::ifstream file(LATENTJAM_TEST_DATA "/bend/bends.txt");
    int pointwise = 0;
    for (std::string line; std::getline(file, line);) {
        const std::string text = line.substr(0, line.find(" = "));
        const auto one = operation(text);
        if (!is_pointwise(one)) continue;
        INFO(text);
        ++pointwise;
        auto pieces = whole;
        for (const std::size_t begin : {16U, 0U, 3U})
            REQUIRE(apply(one, std::span(pieces).subspan(begin, begin == 16 ? 8 : begin == 0 ? 3 : 13), {}).is_ok());
        CHECK(pieces == bent(text, whole, {4, 3, 2}));
    }
    CHECK(pointwise >= 6);
    for (const auto* text : {"noise 0.1", "roll 0.3", "part 0 0.5 flip", "every 50 flip", "mask 0.5", "tamper 1 0 5",
                             "tamper 0 0 0 50", "quantize 4", "squeeze 2", "reverse"})
        CHECK_FALSE(is_pointwise(operation(text)));
    CHECK(is_pointwise(operation("tamper 2 0.1 0 100 1")));
}

TEST_CASE("Tamper has bender's numbers")
{
    const auto weights = counting(12);
    CHECK(bent("tamper 2", weights) == std::vector<float>{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24});
    CHECK(bent("tamper 0 0 0 50", weights) == std::vector<float>{1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 11, 0});
    CHECK(bent("tamper 0 0 0 30", weights) == bent_at({2, 5, 9}));
    const auto turned = bent("tamper 1 0.1 0 100 1", weights);
    CHECK(is_close(turned, {-0.9, -1.9, -2.9, -3.9, -4.9, -5.9, -6.9, -7.9, -8.9, -9.9, -10.9, -11.9}));
    const auto spread = bent("tamper 1 0 1000 100 0 3", weights);
    for (std::size_t i = 0; i < weights.size(); ++i) CHECK(std::abs(spread[i] - weights[i]) < 0.1F);
    CHECK(spread != weights);
    CHECK(spread == bent("tamper 1 0 1000 100 0 3", weights));
    CHECK(spread != bent("tamper 1 0 1000 100 0 4", weights));
}

TEST_CASE("A roll moves by the whole part of its fraction, and a whole turn changes nothing")
{
    CHECK(bent("roll 0.3", counting(10)) == std::vector<float>{8, 9, 10, 1, 2, 3, 4, 5, 6, 7});
    CHECK(bent("roll 0.05", counting(10)) == counting(10));
    CHECK(bent("roll 1", counting(10)) == counting(10));
}

TEST_CASE("A mask takes the same weights away in turn, however its keep moves")
{
    auto before = bent("mask 1 5", scattered(200));
    CHECK(before == scattered(200));
    for (double keep = 0.9; keep > 0; keep -= 0.1) {
        const auto now = bent("mask " + std::to_string(keep) + " 5", scattered(200));
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (before[i] == 0) CHECK(now[i] == 0);
            if (now[i] != 0) CHECK(now[i] == before[i]);
        }
        before = now;
    }
    CHECK(bent("mask 0 5", scattered(200)) == std::vector<float>(200));
}

TEST_CASE("Squeeze keeps the power of the weights")
{
    for (const char* k : {"0.1", "0.5", "1", "2", "4"}) {
        const auto weights = bent(std::string("squeeze ") + k, scattered(500));
        CHECK(std::abs(rms(weights) / rms(scattered(500)) - 1) < 1e-5);
    }
    CHECK(bent("squeeze 2", std::vector<float>(5)) == std::vector<float>(5));
}

TEST_CASE("What an operation does not touch stays to the last bit")
{
    const auto weights = scattered(120);
    const std::vector<std::int64_t> shape{6, 5, 4};
    for (const char* where : {"part 0.2 0.6", "every 7", "channels 2 3", "part 0.5 1 channels 0 4 every 33"})
        for (const char* what :
             {"scale 3", "normal 1", "roll 0.4", "roll 0.5 2", "permute 1", "reverse", "squeeze 2"}) {
            const std::string text = std::string(where) + " " + what;
            const auto after = bent(text, weights, shape);
            const auto places = touched(operation(text), weights.size(), shape);
            INFO(text);
            CHECK(!places.empty());
            for (std::size_t i = 0; i < weights.size(); ++i)
                if (std::find(places.begin(), places.end(), i) == places.end()) CHECK(after[i] == weights[i]);
        }
}

TEST_CASE("A permutation holds every weight once")
{
    for (const int axis : {0, 1, 2}) {
        auto weights = bent("permute " + std::to_string(axis) + " 8", counting(60), {3, 4, 5});
        CHECK(weights != counting(60));
        std::sort(weights.begin(), weights.end());
        CHECK(weights == counting(60));
    }
}

TEST_CASE("A blend of 0 is the one model and of 1 the other, to the last bit")
{
    const auto a = scattered(50), b = counting(50);
    for (const double amount : {0.0, 0.25, 1.0}) {
        Operation blend;
        blend.kind = Kind::kBlend;
        blend.numbers[0] = amount;
        auto weights = a;
        const std::vector<std::int64_t> shape{50};
        REQUIRE(apply(blend, weights, shape, {{}, b}).is_ok());
        if (amount == 0) CHECK(weights == a);
        if (amount == 1) CHECK(weights == b);
        if (amount == 0.25) CHECK(std::abs(weights[9] - (0.75F * a[9] + 0.25F * b[9])) < 1e-6F);
        CHECK_FALSE(apply(blend, weights, shape, {{}, std::span(b).first(49)}).is_ok());
    }
}

TEST_CASE("Values replace what is there, and too many are refused with both numbers")
{
    auto weights = counting(5);
    Operation values;
    values.kind = Kind::kValues;
    values.numbers[0] = 3;
    const std::vector<std::int64_t> shape{5};
    const std::vector<float> numbers{-1, -2, -3};
    const auto status = apply(values, weights, shape, {numbers, {}});
    CHECK(status.message().find("3 values") != std::string::npos);
    CHECK(status.message().find("5 weights") != std::string::npos);
    CHECK(weights == counting(5));
    REQUIRE(apply(values, weights, shape, {std::span(numbers).first(2), {}}).is_ok());
    CHECK(weights == std::vector<float>{1, 2, 3, -1, -2});
}

TEST_CASE("What is drawn is added to the stretches that its points stand for")
{
    Operation drawn;
    drawn.kind = Kind::kDraw;
    auto weights = counting(7);
    const std::vector<std::int64_t> shape{7};
    const std::vector<float> numbers{10, 20, 30};
    REQUIRE(apply(drawn, weights, shape, {numbers, {}}).is_ok());
    CHECK(weights == std::vector<float>{11, 12, 13, 24, 25, 36, 37});
    CHECK_FALSE(fits(drawn, shape, 8).is_ok());
    CHECK(fits(drawn, shape, 7).is_ok());
}

TEST_CASE("An axis that is not there is an error, and nothing changes")
{
    auto weights = counting(6);
    const std::vector<std::int64_t> shape{6};
    for (const char* text : {"permute 1", "roll 0.5 3"}) {
        CHECK_FALSE(fits(operation(text), shape).is_ok());
        CHECK_FALSE(apply(operation(text), weights, shape).is_ok());
    }
    CHECK_FALSE(fits(operation("channels 6 7 scale 2"), shape).is_ok());
    CHECK(weights == counting(6));
}

TEST_CASE("Operations cope with one number and with none")
{
    for (const char* text : {"scale 2", "roll 0.5", "reverse", "squeeze 2", "quantize 3", "rnormal 1", "mask 0.5",
                             "tamper 1 0 5 50", "every 50 scale 2", "part 0 0 scale 2", "noise 0.1"}) {
        INFO(text);
        std::vector<float> one{0.5F}, none;
        CHECK(apply(operation(text), one, {}).is_ok());
        CHECK(std::isfinite(one[0]));
        const std::vector<std::int64_t> empty{0};
        CHECK(apply(operation(text), none, empty).is_ok());
    }
}
