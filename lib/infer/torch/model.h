// A loaded TorchScript model: its weights, its description, and what is worth a remark.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/bent.h"
#include "infer/torch/introspection.h"
#include "infer/torch/rewrite/optimized.h"
#include "infer/torch/rewrite/parameters.h"
#include "infer/torch/state.h"

#include <torch/csrc/jit/api/module.h>

#include <memory>
#include <string>
#include <vector>

namespace latentjam::infer::torch_backend {

class TorchModel final : public Model, public std::enable_shared_from_this<TorchModel> {
public:
    TorchModel(std::string name, torch::jit::Module module, c10::Device device, Introspection introspection,
               std::vector<StatePlace> state, Parameters parameters, OptimizedModel optimized);

    ~TorchModel() override;

    const Description& description() const override { return description_; }
    Result<std::unique_ptr<Instance>> instantiate() noexcept override;
    bool is_streaming() const override;
    std::vector<std::string> remarks() const override { return remarks_; }
    Optimized optimized(std::string_view method) const override;

    std::span<const Parameter> parameters() const override { return parameters_.list(); }
    bool uses(const Method& method, std::size_t parameter) const override;
    Result<std::vector<float>> weights(std::size_t parameter) noexcept override;
    bool changes_in_place(std::size_t parameter) const override;
    Result<std::shared_ptr<const Bent>> bend(std::shared_ptr<const Bent> before, std::span<const NewWeights> weights,
                                             std::span<const NewActivations> activations) noexcept override;

private:
    std::string name_;
    torch::jit::Module module_;  ///< never run after loading, so that instances may copy it at any time
    c10::Device device_;
    Description description_;
    std::vector<StatePlace> state_;
    Parameters parameters_;
    std::vector<std::string> remarks_;
    OptimizedModel optimized_;
};

}  // namespace latentjam::infer::torch_backend
