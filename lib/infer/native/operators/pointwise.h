// Elementwise operations as steps of a plan.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"
#include "kernel/pointwise/program.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace latentjam::infer::native {

/// Operations of the kernel on float32 operands that are broadcast to the result, which is contiguous.
class PointwiseStep final : public Step {
public:
    /// One operation on one or two operands.
    PointwiseStep(kernel::pointwise::Op op, std::vector<Tensor> operands, Tensor out);

    /// Several operations; places count operands first, then constants, then the operations' results.
    struct Operation {
        kernel::pointwise::Op op;
        std::size_t a = 0, b = 0;
    };
    struct Formula {
        std::vector<float> constants;
        std::vector<Operation> operations;
    };
    PointwiseStep(Formula formula, std::vector<Tensor> operands, Tensor out);

    void run() override;
    const Formula& formula() const noexcept { return formula_; }

private:
    Formula formula_;
    std::shared_ptr<const kernel::pointwise::Program> program_;
};

/// True for operations of one operand. [any]
bool is_unary(kernel::pointwise::Op op) noexcept;

/// Sizes, and the strides of a tensor that is expanded to them, as the kernel takes them. [any]
kernel::pointwise::Sizes sizes_for_kernel(const Tensor& tensor) noexcept;
kernel::pointwise::Operand operand_for_kernel(const Tensor& tensor) noexcept;

/// What this processor does best. [any]
const kernel::pointwise::Kernels& pointwise_kernels() noexcept;

}  // namespace latentjam::infer::native
