// What a model carries from one call to the next, found in its code and its names, and brought back to its beginning.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/rewrite/writes.h"

#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Caches, and every buffer or attribute that a playable method writes, but not what setters are told: that stays on a
/// reset. Where code cannot be followed only the caches are known. Never throws. [worker]
std::vector<StatePlace> find_state(const torch::jit::Module& module, const std::vector<Method>& methods) noexcept;

/// What stood in one place of the state.
struct StateValue {
    c10::IValue value;
    std::int64_t rows = 0;  ///< of the cache whose first rows `value` is, the others being 0; 0 where it is the whole
};

/// What one instance carried at some moment.
struct TorchState final : InstanceState {
    explicit TorchState(std::vector<StateValue> copies) : values(std::move(copies)) {}
    std::vector<StateValue> values;
};

/// The state of one instance.
class StreamingState {
public:
    /// `original` is the module as it was loaded and is never run, `own` the instance's copy. Throws. [worker]
    StreamingState(const std::vector<StatePlace>& places, const torch::jit::Module& original,
                   const torch::jit::Module& own);

    /// Equals a fresh stream. Throws. [worker]
    void reset();

    /// Copies of all that is state, in an order that is the same for all instances. Of a cache only its first rows, up
    /// to the last one that is not all 0. Throws. [worker]
    std::vector<StateValue> values() const;

    /// Goes on from such copies of another instance. Throws. [worker]
    void take(const std::vector<StateValue>& values);

    /// False when a tensor holds a NaN or an infinity. Throws. [worker]
    bool is_finite() const;

    /// Resets those tensors that hold a NaN or an infinity, which would stay there for ever. Throws. [worker]
    void reset_where_not_finite();

private:
    struct Slot {
        torch::jit::ObjectPtr owner;
        std::size_t index;
        torch::jit::ObjectPtr original;
        bool is_cache;
    };
    static void reset(const Slot& slot);

    std::vector<Slot> slots_;
};

}  // namespace latentjam::infer::torch_backend
