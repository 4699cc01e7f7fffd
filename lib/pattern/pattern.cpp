// Repeats, reversal and mirroring around the form of a kind.
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

Status check(const Recipe& recipe, const Sources& sources)
{
    const std::string name = recipe.kind->name;
    if (recipe.loops < 1) return Status::error("loops " + std::to_string(recipe.loops) + ": 1 or more");
    if (recipe.length < 0 || recipe.length > latent::kMostFrames)
        return Status::error("k " + std::to_string(recipe.length) + ": 1 to " + std::to_string(latent::kMostFrames) +
                             " frames, or 0 for as many as the latent has");
    if (recipe.kind->sources > 1) {
        if (is_empty(sources.b)) return Status::error(name + " needs a second latent that is not empty");
        if (sources.a->dims() != sources.b->dims())
            return Status::error(name + " needs two latents with the same number of dimensions: these have " +
                                 size_of(*sources.a) + " and " + size_of(*sources.b));
    }
    if (!sources.spread.empty() && sources.spread.size() != static_cast<std::size_t>(sources.a->dims()))
        return Status::error("a spread of " + std::to_string(sources.spread.size()) + " values for " +
                             size_of(*sources.a) + ": one for each dimension");
    return {};
}

}  // namespace

Result<Pattern> Pattern::make(const Recipe& recipe, Sources sources)
{
    Pattern pattern;
    pattern.recipe_ = recipe;
    if (is_empty(sources.a)) return pattern;
    if (const Status status = check(recipe, sources); !status) return status;
    const int length = recipe.length > 0 ? recipe.length : sources.a->frames();
    auto form = recipe.kind->make({*sources.a, length, sources.spread, recipe.seed});
    if (!form) return form.status();

    const int dims = sources.a->dims();
    if (static_cast<double>((*form)->frames()) * recipe.loops > static_cast<double>(kMostPatternFrames))
        return Status::error(std::string(recipe.kind->name) + " of " + std::to_string(length) + " frames of " +
                             std::to_string(dims) + " with loops " + std::to_string(recipe.loops) +
                             " has more than 2^52 frames: take fewer loops or a smaller k");
    pattern.form_ = *std::move(form);
    pattern.dims_ = dims;
    pattern.length_ = length;
    pattern.loops_ = pattern.form_->loops() * recipe.loops;
    pattern.frames_ = pattern.form_->frames() * recipe.loops;
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
    if (repeats_each_loop()) {
        const std::int64_t loop = form_->place(n / recipe_.loops).loop, begin = form_->begin(loop);
        const std::int64_t length = form_->begin(loop + 1) - begin, within = n - begin * recipe_.loops;
        return {loop * recipe_.loops + within / length, form_->place(begin + within % length).row};
    }
    const std::int64_t frames = form_->frames();
    const Place in_turn = form_->place(n % frames);
    return {n / frames * form_->loops() + in_turn.loop, in_turn.row};
}

std::int64_t Pattern::begin_forward(std::int64_t loop) const noexcept
{
    if (!repeats_each_loop()) return loop / form_->loops() * form_->frames() + form_->begin(loop % form_->loops());
    const std::int64_t state = loop / recipe_.loops, copy = loop % recipe_.loops, begin = form_->begin(state);
    return begin * recipe_.loops + (copy > 0 ? copy * (form_->begin(state + 1) - begin) : 0);
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
    const std::int64_t loop = repeats_each_loop() ? forward.loop / recipe_.loops : forward.loop % form_->loops();
    FrameWriter writer(out, dims_, is_mirrored());
    form_->write_frame({loop, forward.row}, *sources_.a, sources_.b.get(), writer);
}

std::int64_t Pattern::steps() const noexcept { return form_ && form_->stepped() ? form_->stepped()->steps() : 0; }

int Pattern::first_step() const noexcept { return form_ && form_->stepped() ? form_->stepped()->first_step() : 0; }

std::int64_t Pattern::loop_after(const Pattern& before, std::int64_t loop) const noexcept
{
    if (before.recipe_.kind != recipe_.kind || before.recipe_.order != recipe_.order) return 0;
    if (repeats_each_loop()) {
        const std::int64_t copy = loop % before.recipe_.loops;
        loop = loop / before.recipe_.loops * recipe_.loops + (copy < recipe_.loops ? copy : 0);
    }
    return loop < loops_ ? loop : 0;
}

Result<latent::Sequence> write_out(const Pattern& pattern, const CancelFlag& cancelled)
{
    if (pattern.frames() > latent::kMostFrames ||
        !latent::is_valid_size(pattern.dims(), static_cast<int>(pattern.frames())))
        return Status::error(std::string(pattern.recipe().kind->name) + " has " + std::to_string(pattern.frames()) +
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
