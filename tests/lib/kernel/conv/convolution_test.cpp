// Convolutions against their definition, in every instruction set of this machine.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/convolution.h"
#include "kernel/conv/half.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace latentjam::kernel::conv;
using latentjam::kernel::Precision;

namespace {

using Numbers = std::vector<float>;

Numbers noise(int count, unsigned seed)
{
    std::mt19937 generator(seed);
    Numbers numbers(static_cast<std::size_t>(count));
    for (auto& number : numbers) number = static_cast<float>(generator() % 20001) / 10000.0F - 1.0F;
    return numbers;
}

struct Case {
    Shape shape;
    int voices = 1;
    int frames = 1;
    int past = 0;
    int overlap = 0;
    bool leaky = false;
    bool added = false;
    int interleave = 1;
};

std::string text(const Case& c)
{
    return std::to_string(c.shape.inputs) + " to " + std::to_string(c.shape.outputs) + ", kernel " +
           std::to_string(c.shape.kernel) + " stride " + std::to_string(c.shape.stride) + " dilation " +
           std::to_string(c.shape.dilation) + " padding " + std::to_string(c.shape.padding) +
           (c.shape.transposed ? " transposed" : "") + ", " + std::to_string(c.voices) + " x " +
           std::to_string(c.frames) + " frames, past " + std::to_string(c.past) + " overlap " +
           std::to_string(c.overlap) + ", interleave " + std::to_string(c.interleave);
}

struct State {
    Numbers past, overlap;
};

std::size_t at(int a, int b, int of_b, int c, int of_c)
{
    return (static_cast<std::size_t>(a) * static_cast<std::size_t>(of_b) + static_cast<std::size_t>(b)) *
               static_cast<std::size_t>(of_c) +
           static_cast<std::size_t>(c);
}

/// The definition, in double precision, one output at a time.
Numbers by_definition(const Case& c, const Numbers& weights, const Numbers& bias, const Numbers& x,
                      const Numbers& added, State& state)
{
    const Shape& s = c.shape;
    const int before = s.transposed ? 0 : c.past + s.padding;
    const int length = before + c.frames + (s.transposed ? 0 : s.padding);
    const int whole = s.transposed ? (c.frames - 1) * s.stride + s.kernel - 2 * s.padding
                                   : (length - (s.kernel - 1) * s.dilation - 1) / s.stride + 1;
    const int out = whole - c.overlap;
    Numbers y(static_cast<std::size_t>(c.voices * s.outputs * out));
    for (int v = 0; v < c.voices; ++v) {
        std::vector<std::vector<double>> line(static_cast<std::size_t>(s.inputs));
        for (int i = 0; i < s.inputs; ++i) {
            auto& samples = line[static_cast<std::size_t>(i)];
            samples.assign(static_cast<std::size_t>(length), 0);
            for (int t = 0; t < c.past; ++t)
                samples[static_cast<std::size_t>(s.padding + t)] =
                    static_cast<double>(state.past[at(v, i, s.inputs, t, c.past)]);
            for (int t = 0; t < c.frames; ++t) {
                const double sample = static_cast<double>(x[at(v, i, s.inputs, t, c.frames)]);
                samples[static_cast<std::size_t>(before + t)] =
                    c.leaky && sample < 0 ? sample * static_cast<double>(0.2F) : sample;
            }
            for (int t = 0; t < c.past; ++t)
                state.past[at(v, i, s.inputs, t, c.past)] =
                    static_cast<float>(samples[static_cast<std::size_t>(s.padding + c.frames + t)]);
        }
        for (int o = 0; o < s.outputs; ++o) {
            std::vector<double> sums(static_cast<std::size_t>(whole));
            for (int i = 0; i < s.inputs; ++i)
                for (int t = 0; t < (s.transposed ? c.frames : whole); ++t)
                    for (int k = 0; k < s.kernel; ++k) {
                        const auto& samples = line[static_cast<std::size_t>(i)];
                        if (s.transposed) {
                            const int to = t * s.stride + k - s.padding;
                            if (to >= 0 && to < whole)
                                sums[static_cast<std::size_t>(to)] +=
                                    samples[static_cast<std::size_t>(t)] *
                                    static_cast<double>(weights[at(i, o, s.outputs, k, s.kernel)]);
                        } else {
                            sums[static_cast<std::size_t>(t)] +=
                                samples[static_cast<std::size_t>(t * s.stride + k * s.dilation)] *
                                static_cast<double>(weights[at(o, i, s.inputs, k, s.kernel)]);
                        }
                    }
            for (int t = 0; t < c.overlap; ++t)
                sums[static_cast<std::size_t>(t)] +=
                    static_cast<double>(state.overlap[at(v, o, s.outputs, t, c.overlap)]);
            for (int t = 0; t < c.overlap; ++t)
                state.overlap[at(v, o, s.outputs, t, c.overlap)] =
                    static_cast<float>(sums[static_cast<std::size_t>(out + t)]);
            for (int t = 0; t < out; ++t) {
                const int channels = s.outputs / c.interleave;
                const auto place =
                    at(v, o / c.interleave, channels, t * c.interleave + o % c.interleave, out * c.interleave);
                y[place] = static_cast<float>(sums[static_cast<std::size_t>(t)] +
                                              static_cast<double>(bias[static_cast<std::size_t>(o)]) +
                                              (c.added ? static_cast<double>(added[place]) : 0.0));
            }
        }
    }
    return y;
}

double distance(const Numbers& a, const Numbers& b)
{
    if (a.size() != b.size()) return INFINITY;
    double difference = 0, power = 1e-12;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = std::max(difference, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
        power += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return difference / std::sqrt(power / static_cast<double>(std::max<std::size_t>(a.size(), 1)));
}

void spread_backwards(int count, void (*body)(void*, int, int), void* context)
{
    for (int i = count; i-- > 0;) body(context, i, i + 1);
}

/// Largest distance over `blocks` blocks of streaming, relative to the blocks' RMS.
double streamed(const Case& c, const Instructions& instructions, Precision precision, int blocks,
                ParallelFor parallel = {})
{
    const Shape& s = c.shape;
    auto weights = noise(s.inputs * s.outputs * s.kernel, 1);
    const auto bias = noise(s.outputs, 2);
    WeightStore store;
    const PackedWeights packed(s, weights, precision, store);
    weights = packed.unpack();
    State expected{noise(c.voices * s.inputs * c.past, 3), noise(c.voices * s.outputs * c.overlap, 4)};
    State state = expected;
    double largest = 0;
    for (int block = 0; block < blocks; ++block) {
        const auto x = noise(c.voices * s.inputs * c.frames, 5 + static_cast<unsigned>(block));
        Call call{c.voices,
                  c.frames,
                  x.data(),
                  {c.leaky, 0.2F},
                  c.past ? state.past.data() : nullptr,
                  c.past,
                  c.overlap ? state.overlap.data() : nullptr,
                  c.overlap,
                  bias.data(),
                  nullptr,
                  nullptr,
                  c.interleave};
        const int out = frames_out(s, call);
        if (out < 1) return INFINITY;
        const auto added = noise(c.voices * s.outputs * out, 1000 + static_cast<unsigned>(block));
        Numbers y(added.size(), NAN);
        call.added = c.added ? added.data() : nullptr;
        call.y = y.data();
        convolve(packed, call, instructions, parallel);
        largest = std::max(largest, distance(y, by_definition(c, weights, bias, x, added, expected)));
        if (c.past) largest = std::max(largest, distance(state.past, expected.past));
        if (c.overlap) largest = std::max(largest, distance(state.overlap, expected.overlap));
    }
    return largest;
}

std::vector<Case> nasty_cases()
{
    std::vector<Case> cases;
    std::mt19937 generator(7);
    const auto pick = [&](std::initializer_list<int> from) {
        return *(from.begin() + static_cast<std::ptrdiff_t>(generator() % from.size()));
    };
    while (cases.size() < 150) {
        Case c;
        c.shape = {
            pick({1, 2, 3, 16, 17, 40}), pick({1, 2, 8, 15, 16, 17, 33}), pick({1, 2, 3, 4, 5, 7, 8, 17}), 1, 1, 0,
            generator() % 2 == 0};
        c.voices = pick({1, 1, 2, 3, 5});
        c.frames = pick({1, 1, 2, 3, 4, 5, 7, 8, 16, 23, 25, 49, 193, 400});
        c.leaky = generator() % 2 == 0;
        c.added = generator() % 2 == 0;
        Shape& s = c.shape;
        if (generator() % 2 == 0) s.stride = pick({2, 3, 4, 5, 16});
        if (s.transposed) {
            if (s.kernel > s.stride && generator() % 2 == 0)
                c.overlap = s.kernel - s.stride;
            else
                s.padding = pick({0, 0, 1, 2});
        } else {
            if (s.stride == 1) s.dilation = pick({1, 1, 2, 3, 9});
            if (generator() % 3 == 0)
                s.padding = pick({1, 2});
            else
                c.past = std::max(0, (s.kernel - 1) * s.dilation + 1 - s.stride) + pick({0, 0, 1});
            const int phases = std::array{1, 2, 3, 4, 16}[cases.size() % 5];
            if (s.outputs % phases == 0) c.interleave = phases;
        }
        Call call{c.voices, c.frames, nullptr, {}, nullptr, c.past, nullptr, c.overlap, nullptr, nullptr, nullptr, 1};
        if (s.is_known() && frames_out(s, call) >= 1) cases.push_back(c);
    }
    return cases;
}

}  // namespace

TEST_CASE("A convolution equals its definition, block after block, in every instruction set")
{
    for (const auto& instructions : available_instructions())
        for (const auto& c : nasty_cases())
            for (const auto precision : {Precision::kFull, Precision::kHalf}) {
                const double far = streamed(c, instructions, precision, 4);
                if (far > 3e-6) FAIL_CHECK(instructions.name << ", " << text(c) << ": " << far);
            }
    SUCCEED();
}

TEST_CASE("Three taps of many channels and frames, four outputs by six products, equal their definition")
{
    const std::vector<Case> cases{
        {{128, 16, 3, 1, 1, 1}, 1, 64},
        {{128, 40, 3, 1, 1, 0}, 1, 193, 2, 0, true, true},
        {{160, 33, 3, 1, 1, 0}, 3, 66, 3, 0, false, true},
        {{129, 48, 3, 1, 1, 2}, 2, 400, 0, 0, true, false, 16},
        {{320, 17, 3, 1, 1, 1}, 1, 197},
    };
    constexpr double kFar = 5e-6;  // of the RMS; the transforms round two to three times as much as a plain sum
    for (const auto& instructions : available_instructions())
        for (const auto& c : cases) {
            INFO(instructions.name << ", " << text(c));
            CHECK(streamed(c, instructions, Precision::kFull, 3) < kFar);
            CHECK(streamed(c, instructions, Precision::kHalf, 3, {spread_backwards}) < kFar);
        }
}

TEST_CASE("A convolution spread over threads in any order is the same")
{
    const auto& instructions = available_instructions().front();
    for (const auto& c : nasty_cases()) {
        INFO(text(c));
        CHECK(streamed(c, instructions, Precision::kFull, 2, {spread_backwards}) < 3e-6);
    }
}

TEST_CASE("Unpacked weights are the packed ones, exact in full and within a half's last place in half precision")
{
    for (const auto& c : nasty_cases()) {
        const Shape& s = c.shape;
        auto weights = noise(s.inputs * s.outputs * s.kernel, 9);
        for (std::size_t i = 0; i < weights.size(); i += 3) weights[i] *= 1e-3F;
        WeightStore store;
        CHECK(PackedWeights(s, weights, Precision::kFull, store).unpack() == weights);
        const auto half = PackedWeights(s, weights, Precision::kHalf, store).unpack();
        for (std::size_t i = 0; i < weights.size(); ++i)
            if (std::abs(half[i] - weights[i]) > std::abs(weights[i]) * 0x1p-11F + 1e-9F)
                FAIL_CHECK(text(c) << ": " << half[i] << " for " << weights[i]);
    }
}

TEST_CASE("Half-precision numbers survive a round trip, and round to the nearest")
{
    for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
        if ((bits & 0x7c00U) == 0x7c00U) continue;  // infinities and what is no number
        const float value = from_half(static_cast<std::uint16_t>(bits));
        if (to_half(value) != bits) FAIL_CHECK(bits << " became " << to_half(value));
        const float next = from_half(static_cast<std::uint16_t>(bits + 1));
        if ((bits & 0x7fffU) == 0x7bffU) continue;
        const float third = value + (next - value) / 3;
        if (to_half(third) != bits) FAIL_CHECK("a third above " << value << " became " << from_half(to_half(third)));
    }
    CHECK(from_half(to_half(1e9F)) == 65504.0F);
    CHECK(from_half(to_half(-1e9F)) == -65504.0F);
}

TEST_CASE("A shape that this code cannot compute is not known")
{
    CHECK(Shape{}.is_known());
    CHECK_FALSE(Shape{1, 1, 3, 2, 2, 0, false}.is_known());
    CHECK_FALSE(Shape{1, 1, 3, 1, 2, 0, true}.is_known());
    CHECK_FALSE(Shape{0, 1, 3, 1, 1, 0, false}.is_known());
    CHECK_FALSE(Shape{1, 1, 0, 1, 1, 0, false}.is_known());
    CHECK_FALSE(Shape{1 << 19, 1 << 19, 8, 1, 1, 0, false}.is_known());
}
