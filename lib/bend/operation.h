// What a bend does to the weights of one parameter: the operation, its arguments, and which weights it touches.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "bend/word.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace latentjam::bend {

using Shape = std::span<const std::int64_t>;

enum class Kind {
    kScale,
    kOffset,
    kNoise,
    kNormal,
    kRelativeNormal,
    kTamper,
    kRoll,
    kFlip,
    kReverse,
    kAbsolute,
    kSqueeze,
    kClip,
    kThreshold,
    kQuantize,
    kMask,
    kPermute,
    kValues,
    kDraw,
    kBlend
};

/// An operation in words: [part <from> <to>] [every <percent>] [channels <first> <last>] <name> <arguments...>.
struct Operation {
    static constexpr std::size_t kMostArguments = 5;

    Kind kind = Kind::kScale;
    std::array<double, kMostArguments> numbers{};  ///< in the order of the words
    std::uint64_t seed = 42;
    bool has_axis = false;  ///< roll: along one axis of the shape
    std::string model;      ///< blend: the other one, as it was written

    // Which weights, in row-major order.
    double part_from = 0, part_to = 1;            ///< of all
    double percent = 100;                         ///< of those, evenly spread
    std::optional<std::pair<int, int>> channels;  ///< rows, the last one included

    bool is_everything() const noexcept { return part_from <= 0 && part_to >= 1 && percent >= 100 && !channels; }
};

/// The error names the operation, what is wrong, and the limits. [any]
Result<Operation> read_operation(std::span<const Word> words);

/// "scale <m -31..31>", for all of them: what an error or a help text lists.
std::string operations_text();

/// Whether it can be applied to a parameter of this shape; `values` is how many numbers come with it. The error says
/// what does not fit. [any]
Status fits(const Operation& operation, Shape shape, std::size_t values = 0);

/// What an operation needs beside the weights.
struct Beside {
    std::span<const float> values;  ///< of `values`: numbers from `numbers[0]` on; of `draw`: one for each stretch
    std::span<const float> other;   ///< of `blend`: the other model's weights
};

/// Whether each weight becomes what it becomes whatever its place and the others are: no seed, no axis, no part, no
/// other numbers. [any]
bool is_pointwise(const Operation& operation) noexcept;

/// Changes the weights. Numbers are computed in double precision. The same seed gives the same weights everywhere.
/// The error says what does not fit the shape. [worker]
Status apply(const Operation& operation, std::span<float> weights, Shape shape, const Beside& beside = {});

/// The weights it touches, by their index. [worker]
std::vector<std::size_t> touched(const Operation& operation, std::size_t count, Shape shape);

}  // namespace latentjam::bend
