// Packing, and the way back.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/packed_weights.h"

#include "base/huge_pages.h"
#include "kernel/conv/half.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace latentjam::kernel::conv {

namespace {

int ceil_divide(int a, int b) { return (a + b - 1) / b; }

// Halves have all 10 fraction bits only above 2^-14: a power of two scales an output's largest weight near the top.
float scale_for(float largest)
{
    constexpr int kTop = 14;  // 2^15 and a bit more is left for rounding
    if (!(largest > 0)) return 1;
    return std::ldexp(1.0F, std::clamp(std::ilogb(largest) - kTop, -100, 100));
}

}  // namespace

bool Shape::is_known() const noexcept
{
    constexpr int kMost = 1 << 20;
    const auto fits = [](int value, int least) { return value >= least && value <= kMost; };
    if (!fits(inputs, 1) || !fits(outputs, 1) || !fits(kernel, 1) || !fits(stride, 1) || !fits(dilation, 1) ||
        !fits(padding, 0))
        return false;
    if (static_cast<double>(inputs) * outputs * (kernel + stride) > 1e9) return false;
    return transposed ? dilation == 1 : stride == 1 || dilation == 1;
}

// In the order of the packed weights, whose strides are the larger ones. Those of a transposed convolution lie input by
// input: a few inputs at a time stay in the cache.
template <typename Visit>
void PackedWeights::for_each(Visit&& visit) const
{
    const int lanes_each = shape_.transposed ? shape_.stride : 1;
    const int inputs_at_a_time = shape_.transposed ? std::min(shape_.inputs, 16) : shape_.inputs;
    const int rounds = ceil_divide(shape_.inputs, inputs_at_a_time);
    const auto kernel = static_cast<std::size_t>(shape_.kernel);
    // From an output, or an input, to the next one in torch's order.
    const std::size_t output_step = shape_.transposed ? kernel : kernel * static_cast<std::size_t>(shape_.inputs);
    const std::size_t input_step = shape_.transposed ? kernel * static_cast<std::size_t>(shape_.outputs) : kernel;
    for (int place = 0; place < rounds * panels_ * taps_; ++place) {
        const int tap = place % taps_, panel = place / taps_ % panels_;
        const int first_input = place / taps_ / panels_ * inputs_at_a_time;
        const int end = std::min(shape_.inputs, first_input + inputs_at_a_time);
        for (int input = first_input; input < end; ++input)
            for (int phase = 0; phase < phases(); ++phase) {
                const std::size_t row = index(panel, tap) + static_cast<std::size_t>(input * phases() + phase) * kLanes;
                int output = panel * kLanes / lanes_each;
                int lane_phase = panel * kLanes % lanes_each;
                const int first_k = tap * (phases() * lanes_each) + phase;
                std::size_t from = static_cast<std::size_t>(input) * input_step +
                                   static_cast<std::size_t>(output) * output_step + static_cast<std::size_t>(first_k);
                for (std::size_t lane = 0; lane < kLanes && output < shape_.outputs; ++lane) {
                    if (first_k + lane_phase < shape_.kernel)
                        visit(row + lane, from + static_cast<std::size_t>(lane_phase), output);
                    if (++lane_phase < lanes_each) continue;
                    lane_phase = 0;
                    ++output;
                    from += output_step;
                }
            }
    }
}

PackedWeights::PackedWeights(const Shape& shape, std::span<const float> weights, Precision precision,
                             WeightStore& store)
    : PackedWeights(shape, precision)
{
    fill(weights, store);
}

PackedWeights::PackedWeights(const Shape& shape, Precision precision)
    : shape_(shape),
      precision_(precision),
      taps_(shape.stride > 1 || shape.transposed ? ceil_divide(shape.kernel, shape.stride) : shape.kernel),
      panels_(ceil_divide(shape.transposed ? shape.outputs * shape.stride : shape.outputs, kLanes)),
      scales_(static_cast<std::size_t>(shape.outputs), 1.0F)
{
}

void PackedWeights::fill(std::span<const float> weights, WeightStore& store)
{
    data_ = store.take(bytes());
    const std::size_t weight_bytes = precision_ == Precision::kFull ? sizeof(float) : sizeof(std::uint16_t);
    if (weights.size() * weight_bytes != bytes()) std::memset(data_, 0, bytes());  // of a panel that is not full
    if (precision_ == Precision::kFull) {
        auto* packed = static_cast<float*>(data_);
        for_each([&](std::size_t to, std::size_t from, int) { packed[to] = weights[from]; });
        return;
    }
    std::vector<float> largest(scales_.size());
    for_each([&](std::size_t, std::size_t from, int output) {
        auto& so_far = largest[static_cast<std::size_t>(output)];
        so_far = std::max(so_far, std::abs(weights[from]));
    });
    std::transform(largest.begin(), largest.end(), scales_.begin(), scale_for);
    auto* packed = static_cast<std::uint16_t*>(data_);
    for_each(
        [&](std::size_t to, std::size_t from, int output) { packed[to] = to_half(weights[from] / scale(output)); });
}

PackedWeights::PackedWeights(const PackedWeights& own,
                             const std::function<void(std::span<const float>, std::span<float>)>& change,
                             WeightStore& store)
    : shape_(own.shape_),
      precision_(own.precision_),
      taps_(own.taps_),
      panels_(own.panels_),
      data_(store.take(own.bytes())),
      scales_(own.scales_)
{
    constexpr std::size_t kPiece = 8192;  // twice that fits the first cache but one
    const auto* from = static_cast<const float*>(own.data_);
    auto* to = static_cast<float*>(data_);
    const std::size_t count = bytes() / sizeof(float);
    for (std::size_t begin = 0; begin < count; begin += kPiece) {
        const auto piece = std::min(kPiece, count - begin);
        change({from + begin, piece}, {to + begin, piece});
    }
}

std::vector<float> PackedWeights::unpack() const
{
    std::vector<float> weights;
    const auto count = static_cast<std::size_t>(shape_.outputs) * static_cast<std::size_t>(shape_.inputs) *
                       static_cast<std::size_t>(shape_.kernel);
    reserve_on_huge_pages(weights, count);
    weights.resize(count);
    const auto* full = static_cast<const float*>(data_);
    const auto* half = static_cast<const std::uint16_t*>(data_);
    for_each([&](std::size_t to, std::size_t from, int output) {
        weights[from] = precision_ == Precision::kHalf ? from_half(half[to]) * scale(output) : full[to];
    });
    return weights;
}

const void* PackedWeights::panel(int panel, int tap) const noexcept
{
    const std::size_t i = index(panel, tap);
    if (precision_ == Precision::kHalf) return static_cast<const std::uint16_t*>(data_) + i;
    return static_cast<const float*>(data_) + i;
}

std::size_t PackedWeights::bytes() const noexcept
{
    return index(panels_, 0) * (precision_ == Precision::kHalf ? sizeof(std::uint16_t) : sizeof(float));
}

std::size_t PackedWeights::index(int panel, int tap) const noexcept
{
    return (static_cast<std::size_t>(panel) * static_cast<std::size_t>(taps_) + static_cast<std::size_t>(tap)) *
           static_cast<std::size_t>(rows()) * kLanes;
}

}  // namespace latentjam::kernel::conv
