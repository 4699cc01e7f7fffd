// One streaming state of a TorchScript model: its own buffers and random stream on shared weights.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/bent.h"
#include "infer/torch/random.h"
#include "infer/torch/rewrite/optimized.h"
#include "infer/torch/rewrite/parameters.h"
#include "infer/torch/state.h"

#include <torch/csrc/jit/api/module.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::infer::torch_backend {

class TorchInstance final : public Instance {
public:
    /// `original` is the loaded module, `owner` keeps it and the optimized methods alive, `name` stands in front of
    /// errors. Throws. [worker]
    TorchInstance(std::shared_ptr<const Model> owner, const torch::jit::Module& original,
                  const std::vector<StatePlace>& state, const Parameters& parameters,
                  const std::map<std::string, OptimizedMethod>& optimized, c10::Device device, std::string name);

    Outcome process(const Method& method, const ConstBlock& in, const Block& out) noexcept override;
    Status set(const Attribute& attribute, std::span<const Value> values) noexcept override;
    Result<std::vector<Value>> get(const Attribute& attribute) noexcept override;
    void reset() noexcept override;
    void seed(std::uint64_t seed) noexcept override;
    void set_threads(int count) noexcept override;
    void play_with(std::shared_ptr<const Bent> bent) noexcept override;
    std::unique_ptr<const InstanceState> state() const noexcept override;
    void go_on_from(const InstanceState& state) noexcept override;
    bool has_finite_state() const noexcept override;

private:
    Outcome run(const Method& method, const ConstBlock& in, const Block& out);

    std::shared_ptr<const Model> owner_;
    std::string name_;
    c10::Device device_;
    torch::jit::Module module_;
    torch::jit::Module original_;
    const Parameters& parameters_;  // of owner_
    StreamingState state_;
    std::shared_ptr<const TorchBent> bent_;
    ActivationStates activations_;
    std::map<std::string, OptimizedCall> optimized_;
    RandomStream random_;
    int threads_ = 1;
};

}  // namespace latentjam::infer::torch_backend
