// Tensors on plain memory: a view with sizes and strides of a storage that may be shared.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

namespace latentjam::infer::native {

/// Number formats, with the codes by which TorchScript calls them.
enum class Type : std::uint8_t {
    kByte = 0,
    kChar = 1,
    kShort = 2,
    kInt = 3,
    kLong = 4,
    kHalf = 5,
    kFloat = 6,
    kDouble = 7,
    kComplex = 9,
    kBool = 11
};

/// "Float", as torch's messages have it. [any]
const char* name_of(Type type) noexcept;
std::size_t bytes_of(Type type) noexcept;
bool is_float(Type type) noexcept;  ///< half, float or double

inline constexpr std::size_t kMostDims = 6;

/// Sizes or strides of a tensor: at most kMostDims numbers.
class Dims {
public:
    Dims() = default;
    Dims(std::initializer_list<std::int64_t> values) : Dims(std::span(values.begin(), values.size())) {}

    /// Throws ScriptError when they are too many.
    explicit Dims(std::span<const std::int64_t> values);

    std::size_t size() const noexcept { return count_; }
    bool empty() const noexcept { return count_ == 0; }
    std::int64_t& operator[](std::size_t i) noexcept { return values_[i]; }
    std::int64_t operator[](std::size_t i) const noexcept { return values_[i]; }
    std::int64_t* begin() noexcept { return values_.data(); }
    std::int64_t* end() noexcept { return values_.data() + count_; }
    const std::int64_t* begin() const noexcept { return values_.data(); }
    const std::int64_t* end() const noexcept { return values_.data() + count_; }
    std::int64_t back() const noexcept { return values_[count_ - 1]; }

    void push_back(std::int64_t value);
    void insert(std::size_t at, std::int64_t value);
    void erase(std::size_t at) noexcept;

    bool operator==(const Dims& other) const noexcept;

private:
    std::array<std::int64_t, kMostDims> values_{};
    std::size_t count_ = 0;
};

/// "2 x 8 x 1"
std::string text_of(const Dims& sizes);

inline constexpr std::int64_t kMostNumbers = std::int64_t{1} << 29;  // of a tensor or a view

/// How many numbers a tensor of these sizes has. Throws ScriptError beyond kMostNumbers, where an empty dimension
/// counts as one of size 1, so that no product of sizes or strides overflows.
std::int64_t checked_count(const Dims& sizes);

/// Memory that a script may hold at once. Shared by the storages that count in it.
struct Budget {
    explicit Budget(std::size_t most_bytes) : left(static_cast<std::int64_t>(most_bytes)) {}
    std::atomic<std::int64_t> left;  ///< bytes
};

/// Bytes that tensors look at.
class Storage {
public:
    /// Not initialised. Throws ScriptError when the budget does not hold it.
    Storage(std::size_t bytes, std::shared_ptr<Budget> budget);

    /// Bytes that were read from a file.
    explicit Storage(std::string content)
        : content_(std::move(content)), data_(content_.data()), bytes_(content_.size())
    {
    }

    ~Storage();
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    char* data() const noexcept { return data_; }
    std::size_t bytes() const noexcept { return bytes_; }

    /// Lies in `memory` from now on; its own is given back. What it held is lost.
    void move_to(char* memory) noexcept;

    bool is_shared_weight = false;  ///< all instances read it: nothing may write there
    bool was_written = false;       ///< by a step, since this was last set to false

private:
    std::string content_;
    std::shared_ptr<Budget> budget_;
    char* own_ = nullptr;
    char* data_ = nullptr;
    std::size_t bytes_ = 0;
};

/// A view. Copies look at the same numbers. Offsets and strides count numbers, not bytes.
class Tensor {
public:
    Tensor() = default;

    /// Contiguous, from the storage's first number on.
    Tensor(std::shared_ptr<Storage> storage, Type type, const Dims& sizes);

    /// Checked by who makes it: all its numbers lie in the storage.
    Tensor(std::shared_ptr<Storage> storage, Type type, const Dims& sizes, const Dims& strides, std::int64_t offset)
        : storage_(std::move(storage)), sizes_(sizes), strides_(strides), offset_(offset), type_(type)
    {
    }

    bool is_defined() const noexcept { return storage_ != nullptr; }
    Type type() const noexcept { return type_; }
    const Dims& sizes() const noexcept { return sizes_; }
    const Dims& strides() const noexcept { return strides_; }
    std::int64_t size(std::size_t dim) const noexcept { return sizes_[dim]; }
    std::size_t dim() const noexcept { return sizes_.size(); }
    std::int64_t offset() const noexcept { return offset_; }
    std::int64_t count() const noexcept;  ///< numbers
    bool is_contiguous() const noexcept;
    const std::shared_ptr<Storage>& storage() const noexcept { return storage_; }

    /// The first number. The type is the caller's to know.
    template <typename T>
    T* data() const noexcept
    {
        return reinterpret_cast<T*>(storage_->data()) + offset_;
    }

    /// Another view of the same storage.
    Tensor view(const Dims& sizes, const Dims& strides, std::int64_t offset) const
    {
        return {storage_, type_, sizes, strides, offset};
    }

    /// Broadcast: new dimensions and those of size 1 get stride 0. Throws ScriptError when they do not fit.
    Tensor expanded(const Dims& sizes) const;

private:
    std::shared_ptr<Storage> storage_;
    Dims sizes_, strides_;
    std::int64_t offset_ = 0;
    Type type_ = Type::kFloat;
};

bool is_same_view(const Tensor& a, const Tensor& b) noexcept;

Dims contiguous_strides(const Dims& sizes) noexcept;

/// The sizes that both have once they are broadcast. Throws ScriptError.
Dims broadcast(const Dims& a, const Dims& b);

/// f(T()) with the C++ type of `type`. Throws Unknown for half precision and what no model uses.
template <typename F>
decltype(auto) with_type(Type type, F&& f);

}  // namespace latentjam::infer::native

#include "infer/native/value/with_type.h"
