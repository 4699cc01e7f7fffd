// What operators work with: memory, random numbers, and a witness of what they compute.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/generator.h"
#include "infer/native/run/packing.h"
#include "infer/native/run/step.h"
#include "infer/native/value/loops.h"
#include "infer/native/value/value.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <vector>

namespace latentjam::infer::native {

/// Is told of every kernel call while a plan is made.
class Witness {
public:
    virtual ~Witness() = default;

    /// A step that has just run.
    virtual void saw(std::unique_ptr<Step> step) = 0;

    /// The script has read numbers, and goes on according to them.
    virtual void saw_reading(const Tensor& tensor) = 0;
};

/// One instance's means. One thread at a time.
class Machine {
public:
    Machine(std::shared_ptr<Budget> budget, std::shared_ptr<Packing> packing)
        : budget_(std::move(budget)), packing_(std::move(packing))
    {
    }

    Generator& random() noexcept { return random_; }
    const std::shared_ptr<Packing>& packing() const noexcept { return packing_; }
    void set_witness(Witness* witness) noexcept { witness_ = witness; }
    bool is_watched() const noexcept { return witness_ != nullptr; }

    /// Contiguous, not initialised. Throws ScriptError when there is not enough memory. [worker]
    Tensor empty(Type type, const Dims& sizes) const;

    /// Runs kernel(), which reads and writes these tensors and captures what it needs by value.
    template <typename Kernel>
    void run(std::initializer_list<Tensor> writes, std::vector<Tensor> reads, Kernel kernel, bool is_random = false)
    {
        for (const auto& tensor : writes) check_writable(tensor);
        kernel();
        if (witness_ != nullptr)
            witness_->saw(std::make_unique<KernelStep<Kernel>>(std::move(reads), std::vector<Tensor>(writes),
                                                               std::move(kernel), is_random));
    }

    /// Runs a step of its own class.
    void run(std::unique_ptr<Step> step);

    /// The only number of a tensor, for the script's own decisions.
    template <typename T>
    T number(const Tensor& tensor)
    {
        if (tensor.count() != 1) throw ScriptError("a tensor of " + text_of(tensor.sizes()) + " is not one number");
        if (witness_ != nullptr) witness_->saw_reading(tensor);
        return with_type(tensor.type(), [&](auto zero) {
            using Number = decltype(zero);
            if constexpr (std::is_same_v<Number, std::complex<float>>)
                return static_cast<T>(tensor.data<Number>()->real());
            else
                return static_cast<T>(*tensor.data<Number>());
        });
    }

    // Copies that steps can repeat.

    /// The same tensor where it is contiguous, else a copy.
    Tensor contiguous(const Tensor& tensor);
    Tensor converted(const Tensor& tensor, Type type);  ///< the same tensor where it has this type
    Tensor cloned(const Tensor& tensor);
    void copy(const Tensor& to, const Tensor& from);  ///< sizes are equal; they may overlap

    /// A tensor of no dimension that holds a number.
    Tensor scalar(const Value& number, Type type);

private:
    static void check_writable(const Tensor& tensor);

    std::shared_ptr<Budget> budget_;
    std::shared_ptr<Packing> packing_;
    Generator random_;
    Witness* witness_ = nullptr;
};

}  // namespace latentjam::infer::native
