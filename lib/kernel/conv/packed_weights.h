// The weights of one convolution, in the order in which the tiles read them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/tiles.h"
#include "kernel/conv/weight_store.h"
#include "kernel/precision.h"

#include <functional>
#include <span>
#include <vector>

namespace latentjam::kernel::conv {

/// A one-dimensional convolution, or a transposed one, of one group. Padding is zeros on both sides, as in torch.
struct Shape {
    int inputs = 1;
    int outputs = 1;
    int kernel = 1;
    int stride = 1;
    int dilation = 1;
    int padding = 0;
    bool transposed = false;

    /// Whether this code supports it: a convolution has either a stride or a dilation, a transposed one no dilation.
    bool is_known() const noexcept;

    bool operator==(const Shape&) const = default;
};

/// Panels of 16 outputs. A stride is folded into the inputs (`stride` phases of each), so that a tile always reads
/// neighbouring frames; a transposed convolution has `stride` outputs for each of its own, as polyphase filters do.
class PackedWeights {
public:
    /// `weights` as torch has them: outputs x inputs x kernel, transposed: inputs x outputs x kernel; finite.
    /// They live in `store`. Throws std::bad_alloc. [worker]
    PackedWeights(const Shape& shape, std::span<const float> weights, Precision precision, WeightStore& store);

    /// Without weights as yet: only shape() and what follows from it. [worker]
    PackedWeights(const Shape& shape, Precision precision);

    /// The weights, once, before anything else asks for them. Throws std::bad_alloc. [worker]
    void fill(std::span<const float> weights, WeightStore& store);

    /// Those of `own`, which are in full precision and fill their panels, each changed by itself: change(own, new) is
    /// called for pieces in the order of the panels. Reads and writes each weight once, unlike packing. [worker]
    PackedWeights(const PackedWeights& own, const std::function<void(std::span<const float>, std::span<float>)>& change,
                  WeightStore& store);

    /// The weights in torch's layout; in half precision, as rounded. [worker]
    std::vector<float> unpack() const;

    const Shape& shape() const noexcept { return shape_; }
    Precision precision() const noexcept { return precision_; }
    int phases() const noexcept { return shape_.transposed ? 1 : shape_.stride; }
    int taps() const noexcept { return taps_; }
    int rows() const noexcept { return shape_.inputs * phases(); }
    int panels() const noexcept { return panels_; }

    /// The weights of one panel and one tap: rows x kLanes. [any]
    const void* panel(int panel, int tap) const noexcept;

    /// The factor of an output's sum: 1 in full precision. [any]
    float scale(int output) const noexcept { return scales_[static_cast<std::size_t>(output)]; }

    std::size_t bytes() const noexcept;

private:
    std::size_t index(int panel, int tap) const noexcept;  // of the first of its weights

    // visit(index here, index in torch's order, output) for every weight.
    template <typename Visit>
    void for_each(Visit&& visit) const;

    Shape shape_;
    Precision precision_;
    int taps_;
    int panels_;
    void* data_ = nullptr;
    std::vector<float> scales_;
};

}  // namespace latentjam::kernel::conv
