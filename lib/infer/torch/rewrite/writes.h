// Which attributes a method's code assigns or writes into.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/rewrite/constancy.h"

#include <torch/csrc/jit/ir/ir.h>

#include <vector>

namespace latentjam::infer::torch_backend {

struct Write {
    AttributePath path;
    bool depends_on_arguments;  ///< of the method: what is written, or where
};

/// An attribute that is state. Caches are zero in a fresh stream, whatever their export left in them; all else begins
/// with what the file holds.
struct StatePlace {
    AttributePath path;
    bool is_cache;   ///< a tensor called `cache` or `pad`, as cached_conv's are
    bool is_tensor;  ///< in the file
};

/// Every write that can be followed: assignments, and operators that write into a tensor or list, or a view of it.
/// The opposite of Constancy's question: there what may be written counts, here what is. [worker]
std::vector<Write> writes_in(const torch::jit::Graph& graph, const Parts& parts);

}  // namespace latentjam::infer::torch_backend
