// Sizes, strides and the memory under them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/value/tensor.h"

#include <algorithm>
#include <new>

namespace latentjam::infer::native {

namespace {

constexpr std::align_val_t kAlignment{64};

}  // namespace

const char* name_of(Type type) noexcept
{
    switch (type) {
        case Type::kByte:
            return "Byte";
        case Type::kChar:
            return "Char";
        case Type::kShort:
            return "Short";
        case Type::kInt:
            return "Int";
        case Type::kLong:
            return "Long";
        case Type::kHalf:
            return "Half";
        case Type::kFloat:
            return "Float";
        case Type::kDouble:
            return "Double";
        case Type::kComplex:
            return "ComplexFloat";
        case Type::kBool:
            return "Bool";
    }
    return "unknown";
}

std::size_t bytes_of(Type type) noexcept
{
    switch (type) {
        case Type::kByte:
        case Type::kChar:
        case Type::kBool:
            return 1;
        case Type::kShort:
        case Type::kHalf:
            return 2;
        case Type::kInt:
        case Type::kFloat:
            return 4;
        case Type::kLong:
        case Type::kDouble:
        case Type::kComplex:
            return 8;
    }
    return 8;
}

bool is_float(Type type) noexcept { return type == Type::kHalf || type == Type::kFloat || type == Type::kDouble; }

Dims::Dims(std::span<const std::int64_t> values)
{
    for (const auto value : values) push_back(value);
}

void Dims::push_back(std::int64_t value)
{
    if (count_ == kMostDims) throw ScriptError("a tensor of more than " + std::to_string(kMostDims) + " dimensions");
    values_[count_++] = value;
}

void Dims::insert(std::size_t at, std::int64_t value)
{
    push_back(0);
    std::copy_backward(begin() + at, end() - 1, end());
    values_[at] = value;
}

void Dims::erase(std::size_t at) noexcept
{
    std::copy(begin() + at + 1, end(), begin() + at);
    --count_;
}

bool Dims::operator==(const Dims& other) const noexcept
{
    return std::equal(begin(), end(), other.begin(), other.end());
}

std::int64_t checked_count(const Dims& sizes)
{
    std::int64_t numbers = 1;
    bool is_empty = false;
    for (const auto size : sizes) {
        if (size < 0 || (size > 0 && numbers > kMostNumbers / size))
            throw ScriptError("a tensor of " + text_of(sizes) + " is too large");
        numbers *= std::max<std::int64_t>(size, 1);
        is_empty = is_empty || size == 0;
    }
    return is_empty ? 0 : numbers;
}

std::string text_of(const Dims& sizes)
{
    std::string text;
    for (const auto size : sizes) text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "a single number" : text;
}

Storage::Storage(std::size_t bytes, std::shared_ptr<Budget> budget) : budget_(std::move(budget)), bytes_(bytes)
{
    const auto wanted = static_cast<std::int64_t>(bytes);
    if (budget_ && budget_->left.fetch_sub(wanted) < wanted) {
        budget_->left.fetch_add(wanted);
        throw ScriptError("it wants more memory than a model may have");
    }
    try {
        own_ = static_cast<char*>(::operator new(std::max<std::size_t>(bytes, 64), kAlignment));
    } catch (...) {
        if (budget_) budget_->left.fetch_add(wanted);
        throw;
    }
    data_ = own_;
}

Storage::~Storage() { move_to(nullptr); }

void Storage::move_to(char* memory) noexcept
{
    if (own_ != nullptr) {
        ::operator delete(own_, kAlignment);
        if (budget_) budget_->left.fetch_add(static_cast<std::int64_t>(bytes_));
    }
    own_ = nullptr;
    data_ = memory;
}

Tensor::Tensor(std::shared_ptr<Storage> storage, Type type, const Dims& sizes)
    : storage_(std::move(storage)), sizes_(sizes), strides_(contiguous_strides(sizes)), type_(type)
{
}

std::int64_t Tensor::count() const noexcept
{
    std::int64_t numbers = 1;
    for (const auto size : sizes_) numbers *= size;
    return numbers;
}

bool Tensor::is_contiguous() const noexcept
{
    std::int64_t step = 1;
    for (std::size_t d = dim(); d-- > 0;) {
        if (sizes_[d] != 1 && strides_[d] != step) return count() == 0;
        step *= sizes_[d];
    }
    return true;
}

Tensor Tensor::expanded(const Dims& sizes) const
{
    if (sizes.size() < dim()) throw ScriptError("a tensor of " + text_of(sizes_) + " cannot be " + text_of(sizes));
    Dims strides = sizes;
    const auto lead = sizes.size() - dim();
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        const std::int64_t own = d < lead ? 1 : sizes_[d - lead];
        if (own != sizes[d] && own != 1)
            throw ScriptError("a tensor of " + text_of(sizes_) + " cannot be " + text_of(sizes));
        strides[d] = d < lead || (own == 1 && sizes[d] != 1) ? 0 : strides_[d - lead];
    }
    checked_count(sizes);
    return view(sizes, strides, offset_);
}

bool is_same_view(const Tensor& a, const Tensor& b) noexcept
{
    return a.storage() == b.storage() && a.offset() == b.offset() && a.sizes() == b.sizes() &&
           a.strides() == b.strides() && a.type() == b.type();
}

Dims contiguous_strides(const Dims& sizes) noexcept
{
    Dims strides = sizes;
    std::int64_t step = 1;
    for (std::size_t d = sizes.size(); d-- > 0;) {
        strides[d] = step;
        step *= std::max<std::int64_t>(sizes[d], 1);
    }
    return strides;
}

Dims broadcast(const Dims& a, const Dims& b)
{
    const auto& longer = a.size() >= b.size() ? a : b;
    const auto& shorter = a.size() >= b.size() ? b : a;
    Dims sizes = longer;
    for (std::size_t i = 0; i < shorter.size(); ++i) {
        auto& size = sizes[sizes.size() - 1 - i];
        const auto other = shorter[shorter.size() - 1 - i];
        if (size != other && size != 1 && other != 1)
            throw ScriptError("tensors of " + text_of(a) + " and " + text_of(b) + " do not fit together");
        if (size == 1) size = other;
    }
    return sizes;
}

}  // namespace latentjam::infer::native
