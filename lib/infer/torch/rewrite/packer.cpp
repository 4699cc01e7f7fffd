// Packs weights for our kernels, one after the other.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/packer.h"

#include "base/finite.h"
#include "base/memory.h"
#include "infer/torch/operators/plain_floats.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>

namespace latentjam::infer::torch_backend {

namespace {

// Without a temporary tensor as large as the weights.
bool is_finite(const at::Tensor& tensor)
{
    const auto flat = tensor.contiguous();
    return are_finite(std::span(flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel())));
}

}  // namespace

std::vector<float> numbers_in(const at::Tensor& tensor)
{
    const auto flat = tensor.contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

std::optional<Layer> Packer::pack(const kernel::conv::Shape& shape, const at::Tensor& weight, const at::Tensor& bias)
{
    if (!shape.is_known() || !holds_plain_floats(weight)) return {};
    if (bias.defined() &&
        (!holds_plain_floats(bias) || bias.numel() != shape.outputs || bias.dim() != 1 || !is_finite(bias)))
        return {};
    const auto known = std::find_if(packed_.begin(), packed_.end(), [&](const Packed& packed) {
        return packed.weights->shape() == shape &&
               ((packed.weight.data_ptr() == weight.data_ptr() && packed.weight.strides() == weight.strides()) ||
                at::equal(packed.weight, weight));
    });
    if (known == packed_.end() && !is_finite(weight)) return {};
    Layer layer;
    layer.store = store_;
    if (known != packed_.end()) {
        layer.weights = known->weights;
    } else {
        packed_.push_back({weight, std::make_shared<kernel::conv::PackedWeights>(shape, precision_)});
        layer.weights = packed_.back().weights;
    }
    if (bias.defined()) layer.bias = numbers_in(bias);
    return layer;
}

void Packer::finish()
{
    constexpr std::size_t kTrimBytes = std::size_t{16} << 20U;  // a chunk of the store
    // In the order in which they lie in memory, so that what is released joins to pieces that the store can take.
    std::sort(packed_.begin(), packed_.end(),
              [](const Packed& a, const Packed& b) { return a.weight.data_ptr() < b.weight.data_ptr(); });
    std::size_t released = 0;
    for (Packed& packed : packed_) {
        at::Tensor flat = packed.weight.contiguous();
        packed.weight.reset();
        const auto numbers = static_cast<std::size_t>(flat.numel());
        packed.weights->fill({flat.data_ptr<float>(), numbers}, *store_);
        flat.reset();
        released += numbers * sizeof(float);
        if (released < kTrimBytes) continue;
        trim_memory();
        released = 0;
    }
    packed_.clear();
}

}  // namespace latentjam::infer::torch_backend
