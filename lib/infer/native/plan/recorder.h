// Writes down the kernel calls of one run of a method.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"

#include <memory>
#include <utility>
#include <vector>

namespace latentjam::infer::native {

class Recorder : public Witness {
public:
    void saw(std::unique_ptr<Step> step) override { steps_.push_back(std::move(step)); }
    void saw_reading(const Tensor& tensor) override { readings_.push_back(tensor); }

    /// In the order in which they ran.
    std::vector<std::unique_ptr<Step>> take_steps() { return std::move(steps_); }

    /// What the script decided by.
    const std::vector<Tensor>& readings() const { return readings_; }

private:
    std::vector<std::unique_ptr<Step>> steps_;
    std::vector<Tensor> readings_;
};

}  // namespace latentjam::infer::native
