// Elementwise operations of float32 on the kernel.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/pointwise.h"

#include <algorithm>
#include <array>
#include <memory>

namespace latentjam::infer::native {

namespace {

using kernel::pointwise::Op;
using kernel::pointwise::Program;

// One program for each operation alone.
const std::shared_ptr<const Program>& program_of(Op op)
{
    static const auto kPrograms = [] {
        std::vector<std::shared_ptr<const Program>> programs;
        for (std::size_t i = 0; i < kernel::pointwise::kOps; ++i) {
            const auto each = static_cast<Op>(i);
            auto program = std::make_shared<Program>(is_unary(each) ? 1 : 2);
            if (is_unary(each))
                program->apply(each, 0);
            else
                program->apply(each, 0, 1);
            program->finish();
            programs.push_back(std::move(program));
        }
        return programs;
    }();
    return kPrograms[static_cast<std::size_t>(op)];
}

std::shared_ptr<const Program> program_of(const PointwiseStep::Formula& formula, std::size_t operands)
{
    auto program = std::make_shared<Program>(static_cast<int>(operands));
    for (const float constant : formula.constants) program->constant(constant);
    for (const auto& [op, a, b] : formula.operations)
        if (is_unary(op))
            program->apply(op, static_cast<int>(a));
        else
            program->apply(op, static_cast<int>(a), static_cast<int>(b));
    program->finish();
    return program;
}

}  // namespace

bool is_unary(Op op) noexcept { return op >= Op::kNegate; }

PointwiseStep::PointwiseStep(Op op, std::vector<Tensor> operands, Tensor out)
    : Step(std::move(operands), {std::move(out)}), formula_{{}, {{op, 0, 1}}}, program_(program_of(op))
{
    for (auto& operand : reads_) operand = operand.expanded(writes_.front().sizes());
}

PointwiseStep::PointwiseStep(Formula formula, std::vector<Tensor> operands, Tensor out)
    : Step(std::move(operands), {std::move(out)}),
      formula_(std::move(formula)),
      program_(program_of(formula_, reads_.size()))
{
}

void PointwiseStep::run()
{
    const auto& out = writes_.front();
    if (out.count() == 0) return;
    std::array<kernel::pointwise::Operand, kernel::pointwise::kMostOperands> operands;
    for (std::size_t i = 0; i < reads_.size(); ++i) operands[i] = operand_for_kernel(reads_[i]);
    program_->run(pointwise_kernels(), sizes_for_kernel(out), std::span(operands.data(), reads_.size()),
                  out.data<float>());
}

kernel::pointwise::Sizes sizes_for_kernel(const Tensor& tensor) noexcept
{
    kernel::pointwise::Sizes sizes;
    sizes.fill(1);
    std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes.end() - static_cast<std::ptrdiff_t>(tensor.dim()));
    return sizes;
}

kernel::pointwise::Operand operand_for_kernel(const Tensor& tensor) noexcept
{
    kernel::pointwise::Operand operand{tensor.data<float>(), {}};
    for (std::size_t d = 0; d < tensor.dim(); ++d)
        operand.steps[kernel::pointwise::kDims - tensor.dim() + d] = tensor.size(d) == 1 ? 0 : tensor.strides()[d];
    return operand;
}

const kernel::pointwise::Kernels& pointwise_kernels() noexcept
{
    static const auto& best = kernel::pointwise::available_kernels().front();
    return best;
}

}  // namespace latentjam::infer::native
