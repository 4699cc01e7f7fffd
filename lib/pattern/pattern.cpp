// Finding the loop and the row of a frame, and what its values have become by then.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern.h"

#include <algorithm>
#include <string>
#include <utility>

namespace latentjam::pattern {

namespace {

bool is_empty(const std::shared_ptr<const latent::Sequence>& source) { return !source || source->is_empty(); }

std::string size_of(const latent::Sequence& source)
{
    return std::to_string(source.frames()) + " frames of " + std::to_string(source.dims());
}

Status check(const Recipe& recipe, const Sources& sources, int length)
{
    const std::string name = name_of(recipe.kind);
    if (recipe.loops < 1) return Status::error("loops " + std::to_string(recipe.loops) + ": 1 or more");
    if (recipe.length < 0 || recipe.length > latent::kMostFrames)
        return Status::error("k " + std::to_string(recipe.length) + ": 1 to " + std::to_string(latent::kMostFrames) +
                             " frames, or 0 for as many as the latent has");
    if (needs_two(recipe.kind)) {
        if (is_empty(sources.b)) return Status::error(name + " needs a second latent that is not empty");
        if (sources.a->dims() != sources.b->dims())
            return Status::error(name + " needs two latents with the same number of dimensions: these have " +
                                 size_of(*sources.a) + " and " + size_of(*sources.b));
    }
    if (recipe.kind == Kind::kSwapper && length > kMostSwaps)
        return Status::error("swapper of " + std::to_string(length) + " frames: at most " + std::to_string(kMostSwaps));
    if (!sources.spread.empty() && sources.spread.size() != static_cast<std::size_t>(sources.a->dims()))
        return Status::error("a spread of " + std::to_string(sources.spread.size()) + " values for " +
                             size_of(*sources.a) + ": one for each dimension");
    return {};
}

/// Loops of a turn for each of the recipe's loops.
std::int64_t loops_for_one(Kind kind, int length, int dims, std::int64_t prefixes)
{
    switch (kind) {
        case Kind::kLoop:
            return 1;
        case Kind::kFibo:
            return prefixes;
        case Kind::kOrale:
            return Offsets::kLoops;
        case Kind::kBlender:
            return 1 + std::int64_t{length} * dims;
        case Kind::kSwapper:
            return length;
    }
    return 1;
}

}  // namespace

Result<Pattern> Pattern::make(const Recipe& recipe, Sources sources)
{
    Pattern pattern;
    pattern.recipe_ = recipe;
    if (is_empty(sources.a)) return pattern;
    const int length = recipe.length > 0 ? recipe.length : sources.a->frames();
    if (const Status status = check(recipe, sources, length); !status) return status;

    const int dims = sources.a->dims();
    if (recipe.kind == Kind::kFibo) pattern.prefixes_.emplace(length);
    const std::int64_t each =
        loops_for_one(recipe.kind, length, dims, pattern.prefixes_ ? pattern.prefixes_->loops() : 0);
    const double frames_each = pattern.prefixes_ ? static_cast<double>(pattern.prefixes_->frames())
                                                 : static_cast<double>(each) * static_cast<double>(length);
    if (frames_each * recipe.loops > static_cast<double>(kMostPatternFrames))
        return Status::error(std::string(name_of(recipe.kind)) + " of " + std::to_string(length) + " frames of " +
                             std::to_string(dims) + " with loops " + std::to_string(recipe.loops) +
                             " has more than 2^52 frames: take fewer loops or a smaller k");
    if (recipe.kind == Kind::kOrale)
        pattern.offsets_.emplace(sources.spread.empty() ? spread_of(*sources.a, length) : sources.spread, recipe.seed);
    if (recipe.kind == Kind::kSwapper) pattern.swaps_.emplace(length, dims, recipe.seed);
    pattern.dims_ = dims;
    pattern.length_ = length;
    pattern.loops_ = each * recipe.loops;
    pattern.frames_ = pattern.begin_forward(pattern.loops_);
    pattern.sources_ = std::move(sources);
    return pattern;
}

bool Pattern::is_reversed() const noexcept
{
    return recipe_.order == Order::kReverse || recipe_.order == Order::kReverseMirror;
}

bool Pattern::is_mirrored() const noexcept
{
    return recipe_.order == Order::kMirror || recipe_.order == Order::kReverseMirror;
}

Pattern::Place Pattern::place_forward(std::int64_t n) const noexcept
{
    if (!prefixes_) return {n / length_, static_cast<int>(n % length_)};
    const std::int64_t turn = n / prefixes_->frames(), in_turn = n % prefixes_->frames();
    const std::int64_t loop = prefixes_->loop_at(in_turn);
    return {turn * prefixes_->loops() + loop, static_cast<int>(in_turn - prefixes_->begin(loop))};
}

std::int64_t Pattern::begin_forward(std::int64_t loop) const noexcept
{
    if (!prefixes_) return loop * length_;
    return loop / prefixes_->loops() * prefixes_->frames() + prefixes_->begin(loop % prefixes_->loops());
}

Pattern::Place Pattern::place(std::int64_t n) const noexcept
{
    if (!is_reversed()) return place_forward(n);
    const Place forward = place_forward(frames_ - 1 - n);
    return {loops_ - 1 - forward.loop, forward.row};
}

std::int64_t Pattern::begin(std::int64_t loop) const noexcept
{
    return is_reversed() ? frames_ - begin_forward(loops_ - loop) : begin_forward(loop);
}

Pattern::Place Pattern::frame(std::int64_t n, std::span<float> out) const noexcept
{
    const Place forward = place_forward(is_reversed() ? frames_ - 1 - n : n);
    const auto used = std::min(out.size(), static_cast<std::size_t>(dims_));
    write(forward, out.first(used));
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(used), out.end(), 0.0f);
    return {is_reversed() ? loops_ - 1 - forward.loop : forward.loop, forward.row};
}

void Pattern::write(Place forward, std::span<float> out) const noexcept
{
    const latent::Sequence& a = *sources_.a;
    const std::span<const float> from_a = a.frame(forward.row % a.frames());
    const auto source_dim = [&](std::size_t i) { return is_mirrored() ? static_cast<std::size_t>(dims_) - 1 - i : i; };
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = from_a[source_dim(i)];

    if (offsets_) {
        const std::int64_t loop = forward.loop % Offsets::kLoops;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] =
                static_cast<float>(static_cast<double>(out[i]) + offsets_->at(loop, static_cast<int>(source_dim(i))));
    }
    if (!needs_two(recipe_.kind)) return;

    const latent::Sequence& b = *sources_.b;
    const std::span<const float> from_b = b.frame(forward.row % b.frames());
    const std::int64_t step = forward.loop / recipe_.loops;
    if (recipe_.kind == Kind::kBlender) {  // `step` values have been replaced by now
        const std::int64_t here = step - std::int64_t{forward.row} * dims_;
        for (std::size_t i = 0; i < out.size(); ++i)
            if (static_cast<std::int64_t>(source_dim(i)) < here) out[i] = from_b[source_dim(i)];
        return;
    }
    const std::span<const Swaps::Swap> swaps = swaps_->of_row(forward.row);
    for (std::size_t first = 0; first < swaps.size();) {
        const int dim = swaps[first].dim;
        bool is_swapped = false;
        for (; first < swaps.size() && swaps[first].dim == dim; ++first) is_swapped ^= swaps[first].step <= step;
        const auto i = source_dim(static_cast<std::size_t>(dim));  // its own inverse
        if (is_swapped && i < out.size()) out[i] = from_b[static_cast<std::size_t>(dim)];
    }
}

std::int64_t Pattern::steps() const noexcept
{
    if (recipe_.kind == Kind::kBlender) return std::int64_t{length_} * dims_;
    return recipe_.kind == Kind::kSwapper ? length_ : 0;
}

Pattern::Cell Pattern::changed_at(std::int64_t step) const noexcept
{
    if (swaps_) return {swaps_->row(static_cast<int>(step - 1)), swaps_->dim(static_cast<int>(step - 1))};
    return {static_cast<int>((step - 1) / dims_), static_cast<int>((step - 1) % dims_)};
}

std::int64_t Pattern::loop_after(const Pattern& before, std::int64_t loop) const noexcept
{
    if (before.recipe_.kind != recipe_.kind || before.recipe_.order != recipe_.order) return 0;
    if (needs_two(recipe_.kind)) {
        const std::int64_t copy = loop % before.recipe_.loops;
        loop = loop / before.recipe_.loops * recipe_.loops + (copy < recipe_.loops ? copy : 0);
    }
    return loop < loops_ ? loop : 0;
}

Result<latent::Sequence> write_out(const Pattern& pattern, const CancelFlag& cancelled)
{
    if (pattern.frames() > latent::kMostFrames ||
        !latent::is_valid_size(pattern.dims(), static_cast<int>(pattern.frames())))
        return Status::error(std::string(name_of(pattern.recipe().kind)) + " has " + std::to_string(pattern.frames()) +
                             " frames of " + std::to_string(pattern.dims()) +
                             ", more than a latent can hold: take fewer loops or a smaller k");
    constexpr int kPieceFrames = 1024;
    const int frames = static_cast<int>(pattern.frames());
    latent::Sequence result(pattern.dims(), 0, pattern.rate_hz());
    result.reserve(frames);  // the system gives a page when it is first touched: a gigabyte at once would take a second
    for (int n = 0; n < frames;) {
        if (cancelled) return gave_up();
        result.set_frames(std::min(frames, n + kPieceFrames));
        for (; n < result.frames(); ++n) pattern.frame(n, result.frame(n));
    }
    return result;
}

}  // namespace latentjam::pattern
