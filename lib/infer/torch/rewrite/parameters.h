// The parameters of a loaded module: what can be bent, where it lies, and which methods use it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/rewrite/constancy.h"
#include "infer/torch/rewrite/writes.h"

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Where a module holds a tensor: an attribute, or an element of one that is a list.
struct TensorPlace {
    AttributePath path;
    std::optional<std::size_t> element;
};

/// A tensor that is a parameter, or a part or a view of one.
struct ParameterView {
    std::size_t parameter = 0;
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides;
    std::int64_t offset = 0;  ///< in the parameter's storage, from its own beginning
    at::Tensor own;           ///< the model's

    /// The same of another tensor for the whole parameter.
    at::Tensor of(const at::Tensor& whole) const;
};

class Parameters {
public:
    /// All parameters in the order of named_parameters(), then the buffers that no code changes. Looks at the module as
    /// it was loaded. Throws. [worker]
    Parameters(const torch::jit::Module& module, const std::vector<Method>& methods,
               const std::vector<StatePlace>& state);

    const std::vector<Parameter>& list() const noexcept { return list_; }
    const std::vector<TensorPlace>& places(std::size_t parameter) const { return details_[parameter].places; }

    /// The parameter that this tensor is, all of it and in its order; -1 for others.
    int whole(const at::Tensor& tensor) const;

    /// The one parameter that has these numbers in this shape; -1 when there is none, or several.
    int equal(const at::Tensor& tensor) const;

    /// As a view of a parameter; nothing for others.
    std::optional<ParameterView> view(const at::Tensor& tensor) const;

    /// The parameter that has this storage; -1 where there is none.
    int of_storage(const void* storage) const;

    /// Whether a method's code, as it was loaded, reads it.
    bool is_read_by(const std::string& method, std::size_t parameter) const;

    /// A tensor of the parameter's shape and layout with these numbers.
    at::Tensor with_numbers(std::size_t parameter, std::span<const float> numbers) const;

    /// All its numbers, in row-major order, out of a view that holds all of its storage.
    std::optional<std::vector<float>> numbers_in(const ParameterView& view) const;

    /// The output of its layer can be bent.
    void has_output(std::size_t parameter) { list_[parameter].has_output = true; }

    /// All its numbers, in row-major order, from those of a view of all of it; nothing when it shows a part only.
    std::optional<std::vector<float>> numbers_from(const ParameterView& view, std::span<const float> numbers) const;

    /// Why this one cannot be bent.
    void forbid(std::size_t parameter, std::string obstacle) { list_[parameter].obstacle = std::move(obstacle); }

    /// Lets the tensors go: what is not needed may be released. whole() and view() know nothing any more.
    void release_tensors();

private:
    struct Detail {
        at::Tensor tensor;
        std::vector<TensorPlace> places;
        std::vector<std::int64_t> sizes;
        std::vector<std::int64_t> strides;
        std::int64_t offset = 0;
    };

    void add(const std::string& name, const at::Tensor& tensor, bool is_buffer);
    void find_lists(const torch::jit::Module& module);
    void find_readers(const torch::jit::Module& module, const std::vector<Method>& methods);

    std::vector<Parameter> list_;
    std::vector<Detail> details_;
    std::unordered_map<const void*, int> by_storage_;
    std::map<std::string, std::set<std::size_t>> readers_;  // by method; not there: not known
};

}  // namespace latentjam::infer::torch_backend
