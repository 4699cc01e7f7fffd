// Reads pickled objects as plain data: nothing is ever called or imported, and memory is bounded by the input.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace latentjam::infer {

/// A pickled value. Nodes refer to each other by index, so that shared and circular references need no recursion.
struct PickleNode {
    enum class Kind : std::uint8_t {
        kNone,
        kBool,
        kInt,
        kFloat,
        kString,
        kList,
        kTuple,
        kDict,       ///< items: key, value, key, value ...
        kGlobal,     ///< text: "module name"
        kCall,       ///< items: callee, arguments tuple
        kObject,     ///< items: class, state (once it was built)
        kPersistent  ///< items: the identification tuple of a storage
    };
    Kind kind = Kind::kNone;
    std::int64_t integer = 0;  ///< also 0 or 1 of a kBool
    double real = 0;
    std::string_view text;  ///< into the pickled bytes
    std::vector<std::uint32_t> items;
};

/// The values of one pickle; `bytes` must outlive it.
class Pickle {
public:
    /// Understands the opcodes that TorchScript and Python's protocols 2 to 4 write for data. An error says what it
    /// did not understand. Time and memory are proportional to the size of `bytes`. [worker]
    static Result<Pickle> parse(std::string_view bytes);

    const PickleNode& root() const { return nodes_[root_]; }
    const PickleNode& at(std::uint32_t index) const { return nodes_[index]; }
    const PickleNode& item(const PickleNode& node, std::size_t i) const { return nodes_[node.items[i]]; }

    /// The value of a string key in a kDict, or in the state of a kObject; null when absent.
    const PickleNode* find(const PickleNode& node, std::string_view key) const;

private:
    friend class PickleReader;
    std::vector<PickleNode> nodes_;
    std::uint32_t root_ = 0;
};

}  // namespace latentjam::infer
