// Walks: loop, there and back, once, jumps, and the library's patterns.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/route.h"

#include "pattern/registry.h"
#include "random/counter.h"

#include <algorithm>
#include <utility>

namespace latentjam::pathway {
namespace {

enum Purpose : std::uint32_t { kJump = 16 };

bool is_pattern(Walk walk) noexcept { return walk == Walk::kFibo || walk == Walk::kOrale || walk == Walk::kBlender; }

}  // namespace

Route::Route(const Recipe& recipe, std::shared_ptr<const latent::Sequence> values,
             std::shared_ptr<const latent::Sequence> other)
    : walk_(recipe.walk), every_(std::max(1, recipe.every)), seed_(recipe.seed), values_(std::move(values))
{
    if (!values_ || values_->is_empty()) {
        values_.reset();
        return;
    }
    length_ = values_->frames();
    if (walk_ == Walk::kPalindrome) length_ = std::max<std::int64_t>(1, 2 * length_ - 2);
    if (!is_pattern(walk_)) return;
    pattern::Recipe plan;
    plan.kind = pattern::kind_named(kWalkWords[static_cast<std::size_t>(walk_)]);
    plan.length = values_->frames();
    plan.loops = 1;
    plan.seed = seed_;
    auto made = pattern::Pattern::make(plan, {values_, other ? std::move(other) : values_, {}});
    if (made && made->frames() > 0) {
        pattern_ = *std::move(made);
        length_ = pattern_.frames();
    } else {
        walk_ = Walk::kLoop;
    }
}

int Route::row(std::int64_t round, std::int64_t place) const noexcept
{
    if (!values_) return 0;
    const std::int64_t frames = values_->frames();
    switch (walk_) {
        case Walk::kLoop:
            return static_cast<int>(place);
        case Walk::kPalindrome:
            return static_cast<int>(place < frames ? place : 2 * frames - 2 - place);
        case Walk::kOnce:
            return static_cast<int>(round < 0 ? 0 : round > 0 ? frames - 1 : place);
        case Walk::kJumps: {
            const std::int64_t jumps = (frames + every_ - 1) / every_;
            const auto number = static_cast<std::uint64_t>(round * jumps + place / every_);
            const auto start = static_cast<std::int64_t>(random::Counter(seed_).bits(0, kJump, number) %
                                                         static_cast<std::uint64_t>(frames));
            return static_cast<int>((start + place % every_) % frames);
        }
        default:
            return pattern_.place(place).row;
    }
}

void Route::frame(std::int64_t round, std::int64_t place, std::span<float> out) const noexcept
{
    if (!values_) {
        std::fill(out.begin(), out.end(), 0.0F);
    } else if (is_pattern(walk_)) {
        pattern_.frame(place, out);
    } else {
        const auto values = values_->frame(row(round, place));
        const std::size_t count = std::min(out.size(), values.size());
        std::copy_n(values.begin(), count, out.begin());
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), 0.0F);
    }
}

}  // namespace latentjam::pathway
