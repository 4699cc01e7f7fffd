// What of a module can be bent: its parameters, the buffers that nothing changes, and which methods read them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/native/model/own_module.h"
#include "infer/native/run/machine.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace latentjam::infer::native {

/// Where a module holds a tensor: slots from the root on, and an element where the last one is a list.
struct TensorPlace {
    std::vector<std::size_t> slots;
    std::optional<std::size_t> element;
};

/// What a run reads, without keeping any of it.
class Reading final : public Witness {
public:
    void saw(std::unique_ptr<Step> step) override;
    void saw_reading(const Tensor& tensor) override { storages_.insert(tensor.storage().get()); }

    /// For storages that are older than the run.
    bool has_read(const Storage* storage) const { return storages_.count(storage) != 0; }
    bool is_of_layer(const Tensor& weight) const;

private:
    std::set<const Storage*> storages_;
    std::vector<Tensor> of_layers_;
};

/// In the order in which torch lists them: all parameters, then buffers.
class Parameters {
public:
    Parameters() = default;

    /// `tried` has been seen to play: what it wrote is no parameter. [worker]
    Parameters(const std::shared_ptr<Object>& root, const OwnModule& tried);

    const std::vector<Parameter>& list() const noexcept { return list_; }
    const Tensor& own(std::size_t parameter) const { return details_[parameter].tensor; }

    /// Notes what a method read and which layers it played. [worker]
    void learn(const std::string& method, const Reading& reading, const OwnModule& played);

    bool is_read_by(const std::string& method, std::size_t parameter) const;

    /// A tensor of the parameter's shape and layout with these numbers, in row-major order. [worker]
    Tensor with_numbers(std::size_t parameter, std::span<const float> numbers) const;
    std::vector<float> numbers(std::size_t parameter) const;

    /// Puts a tensor wherever a module holds the parameter. [worker]
    void put(std::size_t parameter, const Tensor& tensor, const std::shared_ptr<Object>& root) const;

    /// The tensor that a module has there.
    const Tensor& in(std::size_t parameter, const std::shared_ptr<Object>& root) const;

private:
    struct Detail {
        Tensor tensor;
        std::vector<TensorPlace> places;
    };
    void visit(const std::shared_ptr<Object>& object, std::vector<std::size_t>& slots, const std::string& name,
               bool is_buffer, const std::set<std::vector<std::size_t>>& changing);
    void add(const std::string& name, const Tensor& tensor, const std::vector<std::size_t>& slots, bool is_buffer);
    void find_lists(const std::shared_ptr<Object>& object, std::vector<std::size_t>& slots);

    std::vector<Parameter> list_;
    std::vector<Detail> details_;
    std::map<std::string, std::set<std::size_t>> read_;  // by method
};

/// What an instance plays with instead of the model's own numbers.
struct NativeBent final : Bent {
    std::map<std::size_t, Tensor> tensors;  ///< by parameter
    std::map<std::size_t, std::vector<std::shared_ptr<const bend::Activation>>> activations;
};

}  // namespace latentjam::infer::native
