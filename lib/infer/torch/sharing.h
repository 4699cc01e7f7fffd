// A copy of a loaded module that shares its weights and owns everything a call can change.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <vector>

namespace latentjam::infer::torch_backend {

/// Copies the tree of modules and script objects. Parameters are shared; buffers, other tensors, lists and dictionaries
/// are copied. What is referred to twice in the original is referred to twice in the copy. Code is shared. Throws.
/// [worker]
torch::jit::Module share_weights(const torch::jit::Module& module);

/// The places of a module tree that hold streaming state: tensors named `cache` or `pad` that are no parameters.
class StreamingState {
public:
    explicit StreamingState(const torch::jit::Module& module);

    bool is_empty() const { return places_.empty(); }

    /// Zeroes them all, which equals a fresh stream. Throws. [worker]
    void clear();

private:
    struct Place {
        torch::jit::ObjectPtr owner;
        std::size_t slot;
    };
    std::vector<Place> places_;
};

}  // namespace latentjam::infer::torch_backend
