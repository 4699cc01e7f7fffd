// Dimensions as scripts count them: from the front, or backwards from the end.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/value.h"

#include <cstddef>
#include <cstdint>

namespace latentjam::infer::native {

/// A dimension of a tensor that has `dims` of them; a single number counts as one of size 1. Throws ScriptError.
inline std::size_t wrapped(std::int64_t dim, std::size_t dims)
{
    const auto count = static_cast<std::int64_t>(dims == 0 ? 1 : dims);
    if (dim < -count || dim >= count)
        throw ScriptError("dimension " + std::to_string(dim) + " of a tensor that has " + std::to_string(dims));
    return static_cast<std::size_t>(dim < 0 ? dim + count : dim);
}

inline std::size_t wrapped(const Value& dim, const Tensor& tensor) { return wrapped(dim.integer(), tensor.dim()); }

/// A part of one dimension, by places that exist.
inline Tensor narrowed(const Tensor& tensor, std::size_t dim, std::int64_t start, std::int64_t length,
                       std::int64_t step = 1)
{
    Dims sizes = tensor.sizes(), strides = tensor.strides();
    sizes[dim] = length;
    strides[dim] *= step;
    return tensor.view(sizes, strides, tensor.offset() + start * tensor.strides()[dim]);
}

/// One place of a dimension, which goes.
inline Tensor selected(const Tensor& tensor, std::size_t dim, std::int64_t place)
{
    Dims sizes = tensor.sizes(), strides = tensor.strides();
    sizes.erase(dim);
    strides.erase(dim);
    return tensor.view(sizes, strides, tensor.offset() + place * tensor.strides()[dim]);
}

/// A dimension of size 1 before dimension `at`.
inline Tensor with_dimension(const Tensor& tensor, std::size_t at)
{
    Dims sizes = tensor.sizes(), strides = tensor.strides();
    sizes.insert(at, 1);
    strides.insert(at, at < tensor.dim() ? tensor.sizes()[at] * tensor.strides()[at] : 1);
    return tensor.view(sizes, strides, tensor.offset());
}

/// `dim` becomes the last one; the others keep their order.
inline Tensor moved_to_end(const Tensor& tensor, std::size_t dim)
{
    if (tensor.dim() == 0) return tensor;
    Dims sizes = tensor.sizes(), strides = tensor.strides();
    const auto size = sizes[dim], stride = strides[dim];
    sizes.erase(dim);
    strides.erase(dim);
    sizes.push_back(size);
    strides.push_back(stride);
    return tensor.view(sizes, strides, tensor.offset());
}

}  // namespace latentjam::infer::native
