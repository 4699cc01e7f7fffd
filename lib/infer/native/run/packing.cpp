// Packing once what several play with.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/run/packing.h"

#include <algorithm>
#include <cmath>

namespace latentjam::infer::native {

std::shared_ptr<const Packed> pack(const kernel::conv::Shape& shape, const Tensor& weight, kernel::Precision precision)
{
    const std::span<const float> numbers(weight.data<float>(), static_cast<std::size_t>(weight.count()));
    if (!std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); }))
        return nullptr;
    auto packed = std::make_shared<Packed>();
    packed->weights = std::make_unique<const kernel::conv::PackedWeights>(shape, numbers, precision, packed->store);
    return packed;
}

std::shared_ptr<const Packed> Packing::shared(const kernel::conv::Shape& shape, const Tensor& weight)
{
    const std::scoped_lock lock(mutex_);
    std::erase_if(known_, [](const Known& each) { return each.packed.expired(); });
    for (const auto& each : known_)
        if (each.storage.lock() == weight.storage() && each.offset == weight.offset() && each.shape == shape)
            return each.packed.lock();
    auto packed = pack(shape, weight, precision_);
    if (packed) known_.push_back({weight.storage(), weight.offset(), shape, packed});
    return packed;
}

}  // namespace latentjam::infer::native
