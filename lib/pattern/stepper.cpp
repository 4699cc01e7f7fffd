// From advances to the loops of the pattern.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/stepper.h"

#include <algorithm>
#include <utility>

namespace latentjam::pattern {

Status Stepper::set(const Recipe& recipe)
{
    auto made = Pattern::make(recipe, {a_, b_, {}});
    if (!made) return made.status();
    recipe_ = recipe;
    pattern_ = *std::move(made);
    return {};
}

Status Stepper::set_sources(std::shared_ptr<const latent::Sequence> a, std::shared_ptr<const latent::Sequence> b)
{
    std::swap(a_, a);
    std::swap(b_, b);
    Status status = set(recipe_);
    if (!status) {
        std::swap(a_, a);
        std::swap(b_, b);
    }
    return status;
}

Status Stepper::set_loops(int loops)
{
    Recipe recipe = recipe_;
    recipe.loops = loops;
    const std::int64_t step = this->step();
    const bool untouched = made_ == 0;
    const Status status = set(recipe);
    // The state stays, and lasts its new time from here on.
    if (status && !untouched) made_ = step * loops - pattern_.first_step() * (loops - std::int64_t{1});
    return status;
}

Status Stepper::set_seed(std::uint64_t seed)
{
    Recipe recipe = recipe_;
    recipe.seed = seed;
    return set(recipe);
}

/// A form whose first loop is A sounds `loops` times so, of which reset() is the first; others begin with a step.
std::int64_t Stepper::step_after(std::int64_t made) const noexcept
{
    const std::int64_t ahead = pattern_.first_step() * (recipe_.loops - std::int64_t{1});
    return std::min((made + ahead) / recipe_.loops, pattern_.steps());
}

bool Stepper::advance() noexcept
{
    if (is_done()) return false;
    ++made_;
    return step_after(made_) != step_after(made_ - 1);
}

latent::Sequence Stepper::state() const
{
    latent::Sequence state(pattern_.dims(), pattern_.length(), pattern_.rate_hz());
    if (step() < pattern_.first_step()) {  // no loop of the pattern is without a step
        for (int row = 0; row < state.frames(); ++row)
            std::copy_n(a_->frame(row).begin(), state.dims(), state.frame(row).begin());
        return state;
    }
    const std::int64_t loop = (step() - pattern_.first_step()) * recipe_.loops;
    for (int row = 0; row < state.frames(); ++row) pattern_.frame(pattern_.begin(loop) + row, state.frame(row));
    return state;
}

}  // namespace latentjam::pattern
