// One kernel call: what it reads, what it writes, and how it runs.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/tensor.h"

#include <utility>
#include <vector>

namespace latentjam::infer::native {

/// Runs again and again on the same tensors: it looks their memory up each time, so a plan may move it.
class Step {
public:
    Step(std::vector<Tensor> reads, std::vector<Tensor> writes) : reads_(std::move(reads)), writes_(std::move(writes))
    {
    }
    virtual ~Step() = default;

    virtual void run() = 0;

    /// False for random draws: they differ each time, though they read nothing.
    virtual bool is_repeatable() const { return true; }

    const std::vector<Tensor>& reads() const { return reads_; }
    const std::vector<Tensor>& writes() const { return writes_; }

protected:
    std::vector<Tensor> reads_, writes_;
};

template <typename Kernel>
class KernelStep final : public Step {
public:
    KernelStep(std::vector<Tensor> reads, std::vector<Tensor> writes, Kernel kernel, bool is_random)
        : Step(std::move(reads), std::move(writes)), kernel_(std::move(kernel)), is_random_(is_random)
    {
    }

    void run() override { kernel_(); }
    bool is_repeatable() const override { return !is_random_; }

private:
    Kernel kernel_;
    bool is_random_;
};

}  // namespace latentjam::infer::native
