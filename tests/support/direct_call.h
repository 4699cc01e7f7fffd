// The reference: a model's method called by libtorch itself, block after block, with nothing of ours in between.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace latentjam::test {

struct DirectCall {
    std::filesystem::path model;
    std::string method;
    int voices = 1;
    int in_channels = 1, in_ratio = 1, out_channels = 1, out_ratio = 1;
    int buffer = 2048;
};

/// `in` has voices x in_channels rows of samples, of which each latent frame takes the sample at `hold` (-1: the last).
/// Returns voices x out_channels rows, as long as the whole buffers in `in`, each value held for its ratio.
std::vector<std::vector<float>> call_directly(const DirectCall& call, const std::vector<std::vector<float>>& in,
                                              int hold = -1);

/// Nanoseconds of each of `blocks` calls with noise, after a warm-up; thread time, so that a busy machine tells less.
std::vector<std::int64_t> time_directly(const DirectCall& call, int blocks);

}  // namespace latentjam::test
