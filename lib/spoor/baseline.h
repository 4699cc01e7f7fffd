// A neutral point of a model's control space, and the file in which a model's baselines are kept.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::spoor {

enum class Method { kZero, kSilence, kNoise, kMean, kMedian, kQuiet, kStill, kPlain, kHere };

/// The words for messages, in the order of Method.
inline constexpr std::string_view kMethodNames[] = {"zero",  "silence", "noise", "mean", "median",
                                                    "quiet", "still",   "plain", "here"};

struct Baseline {
    std::string name{};   ///< a word
    std::string model{};  ///< "": of no model
    Method method = Method::kZero;
    std::uint64_t seed = 42;
    double level_db = 0;  ///< of a still sound there; 0: not measured
    std::string date{};
    std::vector<double> place{};
    std::vector<double> deviation{};
    std::vector<double> sensitivity{};  ///< dB for one deviation of each dim; empty: not measured

    bool operator==(const Baseline&) const = default;
};

/// Factors for the controls with which all dims act alike: the mean sensitivity by each dim's, from .2 to 5. All 1
/// where nothing was measured.
std::vector<double> even_factors(const Baseline& baseline);

std::string format_baselines(const std::vector<Baseline>& baselines);

/// Errors: one line that names the line. What is behind `#` is a comment.
Result<std::vector<Baseline>> parse_baselines(std::string_view text);

/// [worker]
Result<std::vector<Baseline>> read_baselines(const std::string& path);
Status write_baselines(const std::vector<Baseline>& baselines, const std::string& path);

}  // namespace latentjam::spoor
