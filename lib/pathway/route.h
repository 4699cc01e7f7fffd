// The way through one loop of a pathway.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "pathway/slot.h"
#include "pattern/pattern.h"

#include <cstdint>
#include <memory>
#include <span>

namespace latentjam::pathway {

/// Never changes; any place can be asked for and none lies outside. Without frames all is 0. [any]
class Route {
public:
    Route() = default;

    /// `other` is what `blender` goes to. A pattern that is refused, for too many frames, is walked as a loop. [setup]
    Route(const Recipe& recipe, std::shared_ptr<const latent::Sequence> values,
          std::shared_ptr<const latent::Sequence> other);

    std::int64_t length() const noexcept { return length_; }  ///< of a loop, at least 1

    /// Frame `place` of loop `round`: 0 <= place < length().
    void frame(std::int64_t round, std::int64_t place, std::span<float> out) const noexcept;

    /// The frame of the pathway that sounds there; of patterns their row.
    int row(std::int64_t round, std::int64_t place) const noexcept;

private:
    Walk walk_ = Walk::kLoop;
    int every_ = 1;
    std::uint32_t seed_ = 0;
    std::int64_t length_ = 1;
    std::shared_ptr<const latent::Sequence> values_;
    pattern::Pattern pattern_;
};

}  // namespace latentjam::pathway
