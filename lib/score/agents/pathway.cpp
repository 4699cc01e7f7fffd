// Pathways: between frames and between registers by straight lines.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/pathway.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr int kCircleFrames = 32;

latent::Sequence circle(int dims)
{
    latent::Sequence path(dims, kCircleFrames);
    for (int frame = 0; frame < kCircleFrames; ++frame)
        for (int dim = 0; dim < std::min(dims, 2); ++dim)
            path.at(frame, dim) = static_cast<float>(
                std::sin(2 * std::numbers::pi * (static_cast<double>(frame) / kCircleFrames + .25 * dim)));
    return path;
}

struct Between {
    int low = 0, high = 0;
    float share = 0;  ///< of high
};

Between between(double value, int count, bool is_cyclic)
{
    const double floor = std::floor(value);
    const int low = std::clamp(static_cast<int>(floor), 0, count - 1);
    const int high = is_cyclic ? (low + 1) % count : std::min(low + 1, count - 1);
    return {low, high, static_cast<float>(std::clamp(value - floor, 0.0, 1.0))};
}

}  // namespace

Pathway::Pathway(int dims) : Pathway(circle(dims)) {}

Pathway::Pathway(latent::Sequence sequence) : path_(std::move(sequence))
{
    const bool has_registers = path_.frames() >= kRegisters && path_.frames() % kRegisters == 0;
    registers_ = has_registers ? kRegisters : 1;
    frames_ = std::max(1, path_.frames() / registers_);
    if (path_.frames() == 0) path_.set_frames(1);
    measure();
}

void Pathway::measure()
{
    const auto dims = static_cast<std::size_t>(this->dims());
    means_.assign(kRegisters * dims, 0);
    deviations_.assign(dims, 0);
    const int middle = registers_ / 2;
    for (std::size_t dim = 0; dim < dims; ++dim) {
        for (int r = 0; r < kRegisters; ++r) {
            const int begin = std::min(r, registers_ - 1) * frames_;
            double sum = 0;
            for (int frame = 0; frame < frames_; ++frame) sum += double{path_.at(begin + frame, static_cast<int>(dim))};
            means_[static_cast<std::size_t>(r) * dims + dim] = static_cast<float>(sum / frames_);
        }
        double squares = 0;
        const double mean = double{means_[static_cast<std::size_t>(middle) * dims + dim]};
        for (int frame = 0; frame < frames_; ++frame) {
            const double value = double{path_.at(middle * frames_ + frame, static_cast<int>(dim))} - mean;
            squares += value * value;
        }
        deviations_[dim] = static_cast<float>(std::sqrt(squares / frames_));
    }
    by_movement_.resize(dims);
    std::iota(by_movement_.begin(), by_movement_.end(), 0);
    std::stable_sort(by_movement_.begin(), by_movement_.end(), [&](int a, int b) {
        return deviations_[static_cast<std::size_t>(a)] > deviations_[static_cast<std::size_t>(b)];
    });
}

void Pathway::at(double place, double height, std::span<float> out) const noexcept
{
    const Between frame = between((place - std::floor(place)) * frames_, frames_, true);
    const Between row = registers_ == 1 ? Between{} : between(height + 2, kRegisters, false);
    const auto value = [&](int r, std::size_t dim) {
        const float low = path_.at(r * frames_ + frame.low, static_cast<int>(dim));
        return low + (path_.at(r * frames_ + frame.high, static_cast<int>(dim)) - low) * frame.share;
    };
    const std::size_t count = std::min(out.size(), static_cast<std::size_t>(dims()));
    for (std::size_t dim = 0; dim < count; ++dim) {
        const float low = value(row.low, dim);
        out[dim] = row.share == 0 ? low : low + (value(row.high, dim) - low) * row.share;
    }
}

void Pathway::middle(double height, std::span<float> out) const noexcept
{
    const Between row = between(height + 2, kRegisters, false);
    const auto dims = static_cast<std::size_t>(this->dims());
    for (std::size_t dim = 0; dim < std::min(out.size(), dims); ++dim) {
        const float low = means_[static_cast<std::size_t>(row.low) * dims + dim];
        out[dim] = low + (means_[static_cast<std::size_t>(row.high) * dims + dim] - low) * row.share;
    }
}

}  // namespace latentjam::score::agents
