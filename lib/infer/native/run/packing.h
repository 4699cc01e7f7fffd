// Packed weights, shared by all instances of a model that convolve with the same ones.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/tensor.h"
#include "kernel/conv/packed_weights.h"

#include <memory>
#include <mutex>
#include <vector>

namespace latentjam::infer::native {

/// Weights as the kernel wants them, and the memory they lie in where it is theirs alone.
struct Packed {
    kernel::conv::WeightStore store{0};
    std::unique_ptr<const kernel::conv::PackedWeights> weights;
};

/// Contiguous float32 weights of torch's layout; null when one of them is not finite. [worker]
std::shared_ptr<const Packed> pack(const kernel::conv::Shape& shape, const Tensor& weight, kernel::Precision precision);

/// Of one model. Its own weights lie side by side, which is read a quarter faster than pieces of their own, and stay;
/// bent ones go with the last instance that plays with them. Thread-safe.
class Packing {
public:
    explicit Packing(kernel::Precision precision) : precision_(precision) {}

    kernel::Precision precision() const noexcept { return precision_; }

    /// The same for the same view of the same shared weights. It holds as long as this does. [worker]
    std::shared_ptr<const Packed> shared(const kernel::conv::Shape& shape, const Tensor& weight);

    /// The model's methods have been tried, with its own weights; now they are played. [worker]
    void end_trial();

private:
    struct Known {
        std::weak_ptr<Storage> storage;
        std::int64_t offset;
        kernel::conv::Shape shape;
        std::weak_ptr<const Packed> packed;
        std::shared_ptr<const Packed> kept;  // of the model's own weights
    };

    bool is_own(const Tensor& weight) const;

    kernel::Precision precision_;
    std::mutex mutex_;
    kernel::conv::WeightStore store_;
    std::vector<std::weak_ptr<Storage>> own_;  // what was seen in the trial
    std::vector<Known> known_;
    bool is_trial_ = true;
};

}  // namespace latentjam::infer::native
