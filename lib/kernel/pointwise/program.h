// Several elementwise operations fused into one pass: intermediates stay in L1.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/pointwise/kernels.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::kernel::pointwise {

using Index = std::ptrdiff_t;

inline constexpr std::size_t kDims = 6;
inline constexpr std::size_t kMostOperands = 16;

/// Sizes of a block of up to kDims dimensions, or an operand's strides through it in floats. Leading dimensions are
/// padded with size 1 and step 0. Step 0 broadcasts: the same number for all of a dimension.
using Sizes = std::array<Index, kDims>;

struct Operand {
    const float* first = nullptr;
    Sizes steps{};
};

/// A list of steps, each on operands, constants and results of steps before it; the last one's result is the
/// program's. Places are numbered in the order in which they were made, operands first. Not thread-safe while it is
/// built, shared by any number of threads when it runs.
class Program {
public:
    explicit Program(int operands);  ///< at most kMostOperands

    int constant(float value);
    int apply(Op op, int a);
    int apply(Op op, int a, int b);

    /// Assigns buffers to the results. Once, before the first run.
    void finish();

    /// out[...] for all of `sizes`, contiguous; may not overlap an operand. At least one step, and no empty block.
    /// Allocates in a thread's first calls only. [worker]
    void run(const Kernels& kernels, const Sizes& sizes, std::span<const Operand> operands, float* out) const;

private:
    enum class Source : std::uint8_t { kOperand, kConstant, kStep };

    struct Place {
        Source source;
        std::size_t number;  // among those of its source
    };

    struct Step {
        Op op;
        std::size_t a, b;        // places
        std::size_t buffer = 0;  // where the result goes
    };

    int add(Source source, std::size_t number);

    std::vector<float> constants_;
    std::vector<Step> steps_;
    std::vector<Place> places_;
    std::size_t buffers_ = 0;
};

}  // namespace latentjam::kernel::pointwise
