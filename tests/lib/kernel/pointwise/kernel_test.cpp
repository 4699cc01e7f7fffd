// Each operation against the standard library in double precision, on every processor's code.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/pointwise/kernels.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace latentjam::kernel::pointwise;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

// Every magnitude that floats have, both signs, and what lies at the ends.
std::vector<float> floats()
{
    std::vector<float> all{0.0F, -0.0F, kInfinity, -kInfinity, kNothing, 1.0F, -1.0F, 0.5F, 1e-45F, -1e-45F};
    for (std::uint32_t bits = 1; bits < 0x7f800000U; bits += 0x7f800000U / 100003)
        for (const auto sign : {0U, 0x80000000U}) all.push_back(std::bit_cast<float>(bits | sign));
    for (int i = -20000; i <= 20000; ++i) all.push_back(static_cast<float>(i) * 0.0071F);
    while (all.size() % kLanes != 0) all.push_back(2);
    return all;
}

std::vector<float> results(const Kernels& kernels, Op op, const std::vector<float>& a, const std::vector<float>& b)
{
    std::vector<float> out(a.size());
    kernels[op](a.data(), b.data(), out.data(), static_cast<int>(a.size()));
    return out;
}

struct Case {
    const char* name;
    Op op;
    std::function<double(double)> exact;
    double ulps;
};

// How many last places `value` is away from `exact`; for numbers too small to be normal, the smallest's.
double distance(float value, double exact)
{
    const auto rounded = static_cast<float>(exact);
    if (std::isnan(rounded) || std::isnan(value)) return std::isnan(rounded) == std::isnan(value) ? 0 : INFINITY;
    if (value == rounded) return 0;
    const double last_place = std::max(std::ldexp(1.0, std::ilogb(exact) - 23), 0x1p-149);
    return std::abs(static_cast<double>(value) - exact) / last_place;
}

}  // namespace

TEST_CASE("Elementary functions are right to their last places for every float, in every instruction set")
{
    const auto in = floats();
    const std::vector<Case> cases = {
        {"negate", Op::kNegate, [](double x) { return -x; }, 0},
        {"magnitude", Op::kMagnitude, [](double x) { return std::abs(x); }, 0},
        {"fraction", Op::kFraction, [](double x) { return std::isinf(x) ? NAN : x - std::trunc(x); }, 0},
        {"square root", Op::kSquareRoot, [](double x) { return std::sqrt(x); }, 0.5},
        {"exp", Op::kExp, [](double x) { return std::exp(x); }, 2.5},
        {"exp2", Op::kExp2, [](double x) { return std::exp2(x); }, 2.5},
        {"log", Op::kLog, [](double x) { return std::log(x); }, 0.51},
        {"tanh", Op::kTanh, [](double x) { return std::tanh(x); }, 4},
    };
    for (const auto& kernels : available_kernels())
        for (const auto& c : cases) {
            const auto out = results(kernels, c.op, in, in);
            double worst = 0;
            for (std::size_t i = 0; i < in.size(); ++i) {
                worst = std::max(worst, distance(out[i], c.exact(in[i])));
            }
            INFO(kernels.name << ", " << c.name);
            CHECK(worst <= c.ulps);
        }
}

TEST_CASE("Sigmoid, sine and cosine are right to 1.5e-7, and sign knows zero")
{
    const auto in = floats();
    const std::vector<Case> cases = {
        {"sigmoid", Op::kSigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, 0},
        {"sine", Op::kSine, [](double x) { return std::sin(x); }, 0},
        {"cosine", Op::kCosine, [](double x) { return std::cos(x); }, 0},
        {"sign", Op::kSign, [](double x) { return (x > 0) - (x < 0); }, 0},
    };
    for (const auto& kernels : available_kernels())
        for (const auto& c : cases) {
            const auto out = results(kernels, c.op, in, in);
            double worst = 0;
            for (std::size_t i = 0; i < in.size(); ++i) {
                const double exact = c.exact(in[i]);
                if (std::isnan(exact) != std::isnan(out[i])) worst = INFINITY;
                if (!std::isnan(exact)) worst = std::max(worst, std::abs(static_cast<double>(out[i]) - exact));
            }
            INFO(kernels.name << ", " << c.name);
            CHECK(worst <= 1.5e-7);
        }
}

TEST_CASE("Powers are those of C, of zero, infinity and negative numbers too")
{
    const auto in = floats();
    for (const float p : {2.3F, 0.5F, -0.5F, 0.0F, 1.0F, 2.0F, 3.0F, -1.0F, -3.0F, 1e-3F, 17.0F, -40.25F})
        for (const auto& kernels : available_kernels()) {
            const auto out = results(kernels, Op::kPower, in, std::vector<float>(in.size(), p));
            double worst = 0;
            for (std::size_t i = 0; i < in.size(); ++i) {
                if (p == 0 && std::isnan(in[i])) continue;  // 1 in C; what is not a number stays so here
                worst = std::max(worst, distance(out[i], std::pow(static_cast<double>(in[i]), static_cast<double>(p))));
            }
            INFO(kernels.name << ", to the power of " << p);
            CHECK(worst <= 2.5);
        }
}

TEST_CASE("Operations of two numbers are those of the processor, and pass on what is not a number")
{
    const auto a = floats();
    std::vector<float> b(a.rbegin(), a.rend());
    const auto same = [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    for (const auto& kernels : available_kernels()) {
        std::size_t wrong = 0;
        const auto check = [&](Op op, const std::function<float(float, float)>& exact) {
            const auto out = results(kernels, op, a, b);
            for (std::size_t i = 0; i < a.size(); ++i)
                if (!same(out[i], exact(a[i], b[i]))) ++wrong;
        };
        check(Op::kAdd, [](float x, float y) { return x + y; });
        check(Op::kSubtract, [](float x, float y) { return x - y; });
        check(Op::kMultiply, [](float x, float y) { return x * y; });
        check(Op::kDivide, [](float x, float y) { return x / y; });
        check(Op::kAtLeast, [](float x, float y) { return x < y ? y : x; });
        check(Op::kAtMost, [](float x, float y) { return x > y ? y : x; });
        check(Op::kLeaky, [](float x, float y) { return x > 0 ? x : x * y; });
        INFO(kernels.name);
        CHECK(wrong == 0);
    }
}

TEST_CASE("Every instruction set gives the same bits")
{
    const auto a = floats();
    const std::vector<float> b(a.size(), 2.3F);
    for (std::size_t op = 0; op < kOps; ++op) {
        const auto expected = results(*portable_kernels(), static_cast<Op>(op), a, b);
        for (const auto& kernels : available_kernels()) {
            const auto out = results(kernels, static_cast<Op>(op), a, b);
            std::size_t differ = 0;
            for (std::size_t i = 0; i < a.size(); ++i) {
                const bool both_nothing = std::isnan(out[i]) && std::isnan(expected[i]);
                if (!both_nothing && std::bit_cast<int>(out[i]) != std::bit_cast<int>(expected[i])) ++differ;
            }
            INFO(kernels.name << ", operation " << op);
            CHECK(differ == 0);
        }
    }
}
