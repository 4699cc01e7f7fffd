// Where each number of the input lies, for every shape.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/input_rows.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <numeric>
#include <tuple>
#include <vector>

using namespace latentjam::kernel;
using namespace latentjam::kernel::conv;

namespace {

std::vector<float> numbers(std::size_t count, float first)
{
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), first);
    return values;
}

}  // namespace

TEST_CASE("Rows hold padding, past and activated input where the tiles look for them")
{
    const int voices = GENERATE(1, 3), frames = GENERATE(4, 20), past_frames = GENERATE(0, 2);
    const std::tuple steps = GENERATE(table<int, int, int>({{1, 1, 0}, {1, 2, 1}, {2, 1, 1}}));
    const int stride = std::get<0>(steps), dilation = std::get<1>(steps), padding = std::get<2>(steps);
    CAPTURE(voices, frames, past_frames, stride, dilation, padding);
    const Shape shape{
        .inputs = 2, .outputs = 5, .kernel = 3, .stride = stride, .dilation = dilation, .padding = padding};
    WeightStore store;
    const PackedWeights weights(shape, numbers(2 * 5 * 3, 0), Precision::kFull, store);
    const auto rows_of_x = static_cast<std::size_t>(voices * shape.inputs);
    const auto x = numbers(rows_of_x * static_cast<std::size_t>(frames), -9);  // some below 0
    const auto old = numbers(rows_of_x * static_cast<std::size_t>(past_frames), 1000);
    auto past = old;
    Call call{.voices = voices, .frames = frames, .x = x.data(), .activation = {true, 0.5F}};
    if (past_frames > 0) call.past = past.data(), call.past_frames = past_frames;
    const int out = frames_out(shape, call);
    if (out < 1) return;
    const Columns columns(voices, out);
    const InputRows rows = lay_out(weights, call, columns);

    // The channel with zeros on both sides, its past in front.
    const auto padded = [&](int voice, int channel, int at) {
        const auto row = static_cast<std::size_t>(voice * shape.inputs + channel);
        at -= padding;
        if (at < 0) return 0.0F;
        if (at < past_frames) return old[row * static_cast<std::size_t>(past_frames) + static_cast<std::size_t>(at)];
        at -= past_frames;
        if (at >= frames) return 0.0F;
        const float value = x[row * static_cast<std::size_t>(frames) + static_cast<std::size_t>(at)];
        return value < 0 ? value * 0.5F : value;
    };
    for (int voice = 0; voice < voices; ++voice)
        for (int row = 0; row < weights.rows(); ++row)
            for (int tap = 0; tap < weights.taps(); ++tap)
                for (int t = 0; t < out; ++t) {
                    const int phases = weights.phases(), distance = stride > 1 ? 1 : dilation;
                    const float expected = padded(voice, row / phases, (t + tap * distance) * phases + row % phases);
                    CHECK(rows.first[row * rows.row_step + voice * rows.voice_step + tap * rows.tap_step + t] ==
                          expected);
                }
    for (std::size_t i = 0; i < past.size(); ++i) {
        const auto row = i / static_cast<std::size_t>(past_frames), at = i % static_cast<std::size_t>(past_frames);
        CHECK(past[i] ==
              padded(static_cast<int>(row) / 2, static_cast<int>(row) % 2, padding + frames + static_cast<int>(at)));
    }
}

TEST_CASE("An input that already has this layout is not copied")
{
    const Shape shape{.inputs = 2, .outputs = 5, .kernel = 3};
    WeightStore store;
    const PackedWeights weights(shape, numbers(2 * 5 * 3, 0), Precision::kFull, store);
    const auto x = numbers(2 * 40, 0);
    Call call;
    call.frames = 40;
    call.x = x.data();
    CHECK(lay_out(weights, call, Columns(1, frames_out(shape, call))).first == x.data());
}
