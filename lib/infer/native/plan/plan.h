// A method for one size of block: a list of kernel calls on memory that is placed once.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/plan/recorder.h"

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

namespace latentjam::infer::native {

/// What outlives a call: the storages of an instance's module.
using Kept = std::unordered_set<const Storage*>;

/// Made from a run that was recorded. It holds as long as the module's attributes stay: numbers, texts and bools are
/// part of it, and so is what was computed from weights alone.
class Plan {
public:
    /// `input` is what the run read its block from, `output` what it gave. Null when the script decided by numbers that
    /// change from block to block. [worker]
    static std::unique_ptr<Plan> make(Recorder& recorder, const Tensor& input, const Tensor& output, const Kept& kept);

    const Tensor& input() const { return input_; }
    const Tensor& output() const { return output_; }

    /// From input() to output(), as the script does it. Allocates nothing once the kernels' own memory has
    /// grown, but for the scratch of Fourier transforms and medians. [worker]
    void run();

    std::size_t steps() const { return steps_.size(); }
    std::size_t bytes() const { return arena_bytes_; }

private:
    Plan(Tensor input, Tensor output) : input_(std::move(input)), output_(std::move(output)) {}
    void place(const Kept& kept);

    Tensor input_, output_;
    std::vector<std::unique_ptr<Step>> steps_;
    std::shared_ptr<Storage> arena_;
    std::size_t arena_bytes_ = 0;
};

}  // namespace latentjam::infer::native
