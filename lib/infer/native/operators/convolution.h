// A convolution as a step of a plan.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"
#include "infer/native/run/packing.h"
#include "kernel/conv/convolution.h"

#include <memory>

namespace latentjam::infer::native {

/// y = weight * x + bias on the kernel's tiles. All contiguous float32; y does not overlap x.
class ConvolutionStep final : public Step {
public:
    /// `bias` may be undefined. `packing` belongs to the model.
    ConvolutionStep(const kernel::conv::Shape& shape, std::shared_ptr<Packing> packing, const Tensor& x,
                    const Tensor& weight, const Tensor& bias, const Tensor& y);

    void run() override;

    const Tensor& weight() const { return weight_; }

    /// From now on the weights are those of the last run. What they were packed from is released.
    void keep_weights();

private:
    kernel::conv::Shape shape_;
    std::shared_ptr<Packing> packing_;
    Tensor weight_, bias_;
    bool keeps_weights_;
    std::shared_ptr<const Packed> packed_;
};

}  // namespace latentjam::infer::native
