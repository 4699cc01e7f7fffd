// A recipe and its sources, as a function from the number of a frame to the frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"
#include "pattern/form.h"
#include "pattern/recipe.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace latentjam::pattern {

/// A double still counts these.
inline constexpr std::int64_t kMostPatternFrames = std::int64_t{1} << 52;

/// What a pattern is made of. `b` is for kinds of two sources, which need the same number of dimensions. `spread` is
/// how far a kind may move A in each dimension: empty for the standard deviation of A.
struct Sources {
    std::shared_ptr<const latent::Sequence> a;
    std::shared_ptr<const latent::Sequence> b;
    std::vector<double> spread;
};

/// A kind of pattern (UnRAVEl's, Heinze 2026, and others) with its sources: A and B of k frames. What the form of the
/// kind is once, the recipe repeats `loops` times, all of it or, for forms with steps, each loop.
///
/// Frames are computed where they are asked for and nothing is kept but the sources, so half a million of them cost
/// nothing, and jump, reverse and a late entry are the same as playing on. A loop is one run through A (for fibo,
/// through a beginning of it), a turn is the whole pattern. An immutable value; copies share the sources.
class Pattern {
public:
    using Place = pattern::Place;
    using Cell = Stepped::Cell;

    /// No frames.
    Pattern() = default;

    /// No frames when A is missing or empty. Errors: sources that do not fit, more frames than the limits. Takes time
    /// proportional to A at most. [setup, worker]
    static Result<Pattern> make(const Recipe& recipe, Sources sources);

    const Recipe& recipe() const noexcept { return recipe_; }
    int dims() const noexcept { return dims_; }
    int length() const noexcept { return length_; }                           ///< k
    std::int64_t frames() const noexcept { return frames_; }                  ///< of a turn
    std::int64_t loops() const noexcept { return frames_ > 0 ? loops_ : 0; }  ///< of a turn
    double rate_hz() const noexcept { return sources_.a ? sources_.a->rate_hz() : 0; }

    /// Writes frame n; values beyond dims() become 0. Precondition: 0 <= n < frames(). [audio]
    Place frame(std::int64_t n, std::span<float> out) const noexcept;

    /// Preconditions: 0 <= n < frames(), 0 <= loop <= loops(). [audio]
    Place place(std::int64_t n) const noexcept;
    std::int64_t begin(std::int64_t loop) const noexcept;

    /// Of kinds with steps, forward; 0 for the others. Precondition of changed_at: 1 <= step <= steps(). [any]
    std::int64_t steps() const noexcept;
    int first_step() const noexcept;  ///< of loop 0
    Cell changed_at(std::int64_t step) const noexcept { return form_->stepped()->changed_at(step); }

    /// The loop to go on with when this takes over from another pattern, before that one's loop `loop` begins: after as
    /// many steps, or as many loops of a kind without steps; from the beginning if kind or order are not the same
    /// or there is no such loop. [audio]
    std::int64_t loop_after(const Pattern& before, std::int64_t loop) const noexcept;

private:
    Place place_forward(std::int64_t n) const noexcept;
    std::int64_t begin_forward(std::int64_t loop) const noexcept;
    bool is_reversed() const noexcept;
    bool is_mirrored() const noexcept;
    bool repeats_each_loop() const noexcept { return recipe_.kind->is_stepped; }
    void write(Place forward, std::span<float> out) const noexcept;

    Recipe recipe_;
    Sources sources_;
    std::shared_ptr<const Form> form_;  // null without frames
    int dims_ = 0;
    int length_ = 0;
    std::int64_t frames_ = 0;
    std::int64_t loops_ = 0;
};

/// All frames of a turn. Gives up when `cancelled`. Error: more than a Sequence can hold. [setup, worker]
Result<latent::Sequence> write_out(const Pattern& pattern, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::pattern
