// One instance's copy of a module: its own buffers and attributes on shared weights, and what of them is state.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"
#include "infer/native/value/value.h"

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace latentjam::infer::native {

/// An attribute that a method may change: a buffer, a number, a list; not a weight.
struct OwnSlot {
    std::shared_ptr<Object> owner;
    std::size_t slot = 0;
    Value original;           ///< as the file has it
    bool is_cache = false;    ///< a buffer `cache` or `pad`: its fresh state is zeros
    bool is_written = false;  ///< by a method that plays
    bool is_told = false;     ///< by a setter: that stays

    Value& value() const { return owner->slots[slot]; }
    bool is_state() const { return is_cache || (is_written && !is_told); }
};

class OwnModule {
public:
    /// Throws ScriptError when memory is short. [worker]
    OwnModule(const std::shared_ptr<Object>& original, Machine& machine);

    const std::shared_ptr<Object>& root() const { return root_; }
    std::vector<OwnSlot>& slots() { return slots_; }
    const std::vector<OwnSlot>& slots() const { return slots_; }

    /// The storages of all its slots.
    std::unordered_set<const Storage*> storages() const;

    /// Rises when a slot gets another tensor than before, other than by a script. [worker]
    int exchanges() const { return exchanges_; }
    void exchange(OwnSlot& slot, Value value);

    /// To be told of every assignment, before it. [worker]
    void assigns(const Object& object, std::size_t slot, bool is_setter);

    /// Of all slots, with lists and dicts that stay as they are. [worker]
    std::vector<Value> values() const;

    /// To be called when a method or a setter has run: which tensors were written, and which other values are not what
    /// values() gave before. [worker]
    void note_writes(bool is_setter, const std::vector<Value>& before);

    /// Those slots that another instance's methods were seen to write. [worker]
    void learn_from(const OwnModule& other);

    /// Equals a fresh stream. [worker]
    void reset();

    /// Resets those tensors that hold a NaN or an infinity, which would stay there for ever. [worker]
    void reset_where_not_finite();

    bool is_finite() const;

private:
    std::shared_ptr<Object> copy_of(const std::shared_ptr<Object>& original);
    Value copy_of(const Value& value);
    void reset(OwnSlot& slot);

    Machine* machine_;  // while it is made
    std::shared_ptr<Object> root_;
    std::vector<OwnSlot> slots_;
    std::unordered_map<const Object*, std::shared_ptr<Object>> copies_;
    std::unordered_map<const Storage*, std::shared_ptr<Storage>> storages_;
    std::unordered_map<const void*, Value> values_;               // lists, tuples and dicts
    std::unordered_map<const Object*, std::size_t> first_slots_;  // of an object, in slots_
    int exchanges_ = 0;
};

/// A copy that shares no memory. [worker]
Value deep_copy(const Value& value);

bool is_all_finite(const Value& value);

}  // namespace latentjam::infer::native
