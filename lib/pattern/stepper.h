// A pattern with steps, made by hand: each step is asked for, and the state between two steps is a latent of its own.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/pattern.h"

#include <cstdint>
#include <memory>

namespace latentjam::pattern {

/// The loops of a Pattern, one per advance(). It begins as A. Sources may change on the way: the steps that were made
/// hold for the new ones. [setup]
class Stepper {
public:
    /// Precondition: kind.is_stepped.
    explicit Stepper(const Kind& kind) { recipe_.kind = &kind, recipe_.loops = 1; }

    /// Errors: as of Pattern::make; everything stays as it was.
    Status set_sources(std::shared_ptr<const latent::Sequence> a, std::shared_ptr<const latent::Sequence> b);
    Status set_loops(int loops);  ///< advances that each state lasts
    Status set_seed(std::uint64_t seed);

    /// Back to A.
    void reset() noexcept { made_ = 0; }

    /// One loop on. True when a value has changed; nothing does once all steps are made.
    bool advance() noexcept;

    std::int64_t step() const noexcept { return step_after(made_); }  ///< changes made by now
    bool is_done() const noexcept { return step() == pattern_.steps(); }
    Pattern::Cell changed() const noexcept { return pattern_.changed_at(step()); }  ///< precondition: step() > 0

    /// What the sources have become. Empty before they are set.
    latent::Sequence state() const;

private:
    Status set(const Recipe& recipe);
    std::int64_t step_after(std::int64_t made) const noexcept;

    Recipe recipe_;
    std::shared_ptr<const latent::Sequence> a_;
    std::shared_ptr<const latent::Sequence> b_;
    Pattern pattern_;
    std::int64_t made_ = 0;  // advances since the beginning
};

}  // namespace latentjam::pattern
