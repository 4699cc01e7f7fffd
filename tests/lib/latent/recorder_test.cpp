// One frame per grid step, whatever the blocks.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/recorder.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using latentjam::latent::Recorder;

TEST_CASE("A recorder takes sample n x ratio + hold of every channel, for blocks of any length")
{
    constexpr int kLength = 10000;
    for (const int ratio : {1, 3, 64, 100, 2048})
        for (const int hold : {0, ratio / 2, ratio - 1})
            for (const int block : {1, 63, 64, 65, 1000, 4096})
                for (const std::int64_t begin : {std::int64_t{0}, std::int64_t{77}, std::int64_t{-500}}) {
                    CAPTURE(ratio, hold, block, begin);
                    Recorder<double> recorder;
                    recorder.prepare(2, ratio, hold, block);
                    std::vector<float> taken;
                    std::vector<double> first(static_cast<std::size_t>(block)), second(first);
                    for (int at = 0; at + block <= kLength; at += block) {
                        for (int i = 0; i < block; ++i) {
                            first[static_cast<std::size_t>(i)] = static_cast<double>(begin + at + i);
                            second[static_cast<std::size_t>(i)] = -static_cast<double>(begin + at + i);
                        }
                        const std::array<const double*, 2> rows{first.data(), second.data()};
                        recorder.process(rows.data(), block, begin + at);
                        const auto frames = recorder.take();
                        taken.insert(taken.end(), frames.begin(), frames.end());
                        REQUIRE(recorder.take_lost() == 0);
                    }
                    std::vector<float> expected;
                    const std::int64_t end = begin + kLength / block * block;
                    for (std::int64_t sample = begin; sample < end; ++sample)
                        if (((sample - hold) % ratio + ratio) % ratio == 0) {
                            expected.push_back(static_cast<float>(sample));
                            expected.push_back(-static_cast<float>(sample));
                        }
                    CHECK((taken == expected));
                }
}

TEST_CASE("What a recorder has no room for is counted, not written")
{
    Recorder<float> recorder;
    recorder.prepare(1, 1, 0, 4);
    const std::vector<float> samples{0, 1, 2, 3, 4, 5, 6, 7};
    const float* row = samples.data();
    recorder.process(&row, 8, 0);
    CHECK(recorder.take_lost() == 2);
    const auto frames = recorder.take();
    CHECK((std::vector<float>(frames.begin(), frames.end()) == std::vector<float>{0, 1, 2, 3, 4, 5}));
    CHECK_FALSE(recorder.has_frames());
}

TEST_CASE("A recorder writes 0 for what is no number")
{
    Recorder<float> recorder;
    recorder.prepare(1, 1, 0, 3);
    const std::vector<float> samples{std::nanf(""), std::numeric_limits<float>::infinity(), 2};
    const float* row = samples.data();
    recorder.process(&row, 3, 0);
    const auto frames = recorder.take();
    CHECK((std::vector<float>(frames.begin(), frames.end()) == std::vector<float>{0, 0, 2}));
}
