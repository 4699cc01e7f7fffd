// Packed weights, shared by all instances of a model that convolve with the same ones.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/tensor.h"
#include "kernel/conv/packed_weights.h"

#include <memory>
#include <mutex>
#include <vector>

namespace latentjam::infer::native {

/// Weights as the kernel wants them, and the memory they lie in.
struct Packed {
    kernel::conv::WeightStore store;
    std::unique_ptr<const kernel::conv::PackedWeights> weights;
};

/// Contiguous float32 weights of torch's layout; null when one of them is not finite. [worker]
std::shared_ptr<const Packed> pack(const kernel::conv::Shape& shape, const Tensor& weight, kernel::Precision precision);

/// Thread-safe.
class Packing {
public:
    explicit Packing(kernel::Precision precision) : precision_(precision) {}

    kernel::Precision precision() const noexcept { return precision_; }

    /// The same for the same view of the same shared weights, as long as an instance plays with it. [worker]
    std::shared_ptr<const Packed> shared(const kernel::conv::Shape& shape, const Tensor& weight);

private:
    struct Known {
        std::weak_ptr<Storage> storage;
        std::int64_t offset;
        kernel::conv::Shape shape;
        std::weak_ptr<const Packed> packed;
    };

    kernel::Precision precision_;
    std::mutex mutex_;
    std::vector<Known> known_;
};

}  // namespace latentjam::infer::native
