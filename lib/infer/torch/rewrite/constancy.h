// Which parts of a loaded module can never change, proven from the code of all its methods.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace latentjam::infer::torch_backend {

/// What tells tensors apart that share memory; null where there is none.
const void* storage_of(const at::Tensor& tensor);

/// An attribute of a part of the module, by the names that lead to it from the root.
struct AttributePath {
    std::vector<std::string> names;

    /// The part of `root` that has the attribute, and its slot there. Throws when there is none.
    std::pair<torch::jit::ObjectPtr, std::size_t> find(const torch::jit::Module& root) const;
};

/// The modules that values of one graph stand for.
using Parts = std::unordered_map<const torch::jit::Value*, AttributePath>;

class Constancy {
public:
    /// Reads the code of all methods of the root: those are all that a host can call. Throws. [worker]
    explicit Constancy(const torch::jit::Module& root);

    /// A method's code with everything it calls put in its place; the caller's own copy.
    static std::shared_ptr<torch::jit::Graph> inlined(const torch::jit::Function& function);

    /// Follows attributes from `self`, through the whole graph.
    Parts parts_of(const torch::jit::Graph& graph) const;

    /// The path of what a prim::GetAttr node reads. Nothing for other nodes, and where its owner is not known.
    static std::optional<AttributePath> path_of(const torch::jit::Node* node, const Parts& parts);

    /// True when no code assigns another value to this attribute. A tensor's content may still change.
    bool is_never_assigned(const torch::jit::Node* get) const;

    /// True when also nothing writes into the tensor, and it does not escape.
    bool is_constant(const torch::jit::Node* get, const at::Tensor& value) const;

    /// False when there is code or a module that cannot be followed: nothing is constant then.
    bool is_complete() const { return !has_opaque_code_; }

    const torch::jit::Module& root() const { return root_; }

private:
    void note_assignments(const torch::jit::Block* block);
    void note_tensors(const torch::jit::Block* block, const Parts& parts);
    void note_opaque_code(const torch::jit::Block* block, const Parts& parts);
    bool only_read(const torch::jit::Value* tensor, std::set<const torch::jit::Value*>& seen) const;

    const torch::jit::Module& root_;
    std::set<std::pair<std::string, std::string>> assigned_;  // type and attribute
    std::set<const void*> changing_;                          // storages
    bool has_opaque_code_ = false;                            // code or modules that cannot be followed
};

}  // namespace latentjam::infer::torch_backend
