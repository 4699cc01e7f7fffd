// Packing once what several play with.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/run/packing.h"

#include <algorithm>
#include <cmath>

namespace latentjam::infer::native {

namespace {

using kernel::conv::PackedWeights;
using kernel::conv::Shape;
using kernel::conv::WeightStore;

// Null when a weight is not finite.
std::unique_ptr<const PackedWeights> packed_in(WeightStore& store, const Shape& shape, const Tensor& weight,
                                               kernel::Precision precision)
{
    const std::span<const float> numbers(weight.data<float>(), static_cast<std::size_t>(weight.count()));
    if (!std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); }))
        return nullptr;
    return std::make_unique<const PackedWeights>(shape, numbers, precision, store);
}

}  // namespace

std::shared_ptr<const Packed> pack(const Shape& shape, const Tensor& weight, kernel::Precision precision)
{
    auto packed = std::make_shared<Packed>();
    packed->weights = packed_in(packed->store, shape, weight, precision);
    return packed->weights ? packed : nullptr;
}

bool Packing::is_own(const Tensor& weight) const
{
    return std::any_of(own_.begin(), own_.end(), [&](const auto& each) { return each.lock() == weight.storage(); });
}

std::shared_ptr<const Packed> Packing::shared(const Shape& shape, const Tensor& weight)
{
    const std::scoped_lock lock(mutex_);
    std::erase_if(known_, [](const Known& each) { return each.packed.expired(); });
    for (const auto& each : known_)
        if (each.storage.lock() == weight.storage() && each.offset == weight.offset() && each.shape == shape)
            return each.packed.lock();
    const bool is_own = this->is_own(weight);
    if (is_trial_ && !is_own) own_.push_back(weight.storage());
    if (is_trial_ || !is_own) {
        auto packed = pack(shape, weight, precision_);
        if (packed) known_.push_back({weight.storage(), weight.offset(), shape, packed, nullptr});
        return packed;
    }
    auto packed = std::make_shared<Packed>();
    packed->weights = packed_in(store_, shape, weight, precision_);
    if (!packed->weights) return nullptr;
    known_.push_back({weight.storage(), weight.offset(), shape, packed, packed});
    return packed;
}

void Packing::end_trial()
{
    const std::scoped_lock lock(mutex_);
    is_trial_ = false;
}

}  // namespace latentjam::infer::native
