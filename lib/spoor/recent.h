// The last frames of a stream, to be taken out as a sequence.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::spoor {

class Recent {
public:
    /// Forgets all. [setup]
    void prepare(std::size_t dims, std::size_t most_frames)
    {
        dims_ = dims;
        most_ = most_frames;
        values_.assign(dims * most_frames, 0.0F);
        count_ = 0;
    }

    /// Precondition: frame.size() == dims. [audio]
    void push(std::span<const double> frame) noexcept
    {
        const auto at = static_cast<std::size_t>(count_) % most_ * dims_;
        std::transform(frame.begin(), frame.end(), values_.begin() + static_cast<std::ptrdiff_t>(at),
                       [](double value) { return static_cast<float>(value); });
        ++count_;
    }

    /// How many came in all. [any]
    std::int64_t count() const noexcept { return count_; }

    /// The last ones, at most so many, the oldest first. [setup]
    latent::Sequence last(std::size_t frames) const
    {
        const auto known = static_cast<std::size_t>(std::min<std::int64_t>(count_, static_cast<std::int64_t>(most_)));
        const auto size = std::min(frames, known);
        latent::Sequence made(static_cast<int>(dims_), static_cast<int>(size));
        for (std::size_t i = 0; i < size; ++i) {
            const auto at = (static_cast<std::size_t>(count_) - size + i) % most_ * dims_;
            std::copy_n(&values_[at], dims_, made.frame(static_cast<int>(i)).begin());
        }
        return made;
    }

private:
    std::size_t dims_ = 0;
    std::size_t most_ = 1;
    std::vector<float> values_;
    std::int64_t count_ = 0;
};

}  // namespace latentjam::spoor
