// A recipe and its sources, as a function from the number of a frame to the frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"
#include "pattern/offsets.h"
#include "pattern/prefixes.h"
#include "pattern/recipe.h"
#include "pattern/swaps.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace latentjam::pattern {

/// A pattern may have 2^52 frames, which a double still counts, and swapper 2^16 steps, which are drawn in advance.
inline constexpr std::int64_t kMostPatternFrames = std::int64_t{1} << 52;
inline constexpr int kMostSwaps = 1 << 16;

/// What a pattern is made of. `b` is for blender and swapper; both sources need the same number of dimensions. `spread`
/// is how far orale goes in each dimension: empty for the standard deviation of A.
struct Sources {
    std::shared_ptr<const latent::Sequence> a;
    std::shared_ptr<const latent::Sequence> b;
    std::vector<double> spread;
};

/// The patterns of UnRAVEl (Heinze 2026). A and B are sources of k frames, n is the recipe's `loops`:
///
///   loop     A, n times
///   fibo     the first 1, 2, 3, 5, 8, ... <= k frames of A; all of it n times
///   orale    A A A (A - u1) = seq; seq seq seq (seq + u2) = SEQ; SEQ SEQ SEQ (SEQ - u3); all of it n times
///   blender  A, n times; then value by value of A becomes B's, and each state sounds n times
///   swapper  k times: one random value of A changes places with B's, and the state sounds n times
///
/// Frames are computed where they are asked for and nothing is kept but the sources, so half a million of them cost
/// nothing, and jump, reverse and a late entry are the same as playing on. A loop is one run through A (for fibo,
/// through a beginning of it), a turn is the whole pattern. With A and B exchanged, blender and swapper give what is on
/// the other side. An immutable value; copies share the sources.
class Pattern {
public:
    /// Where a frame comes from.
    struct Place {
        std::int64_t loop;
        int row;
    };

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

    /// What blender and swapper change from one state to the next: the value at `row` and `dim`, forward. Precondition:
    /// needs_two(), 1 <= step <= steps(). [any]
    struct Cell {
        int row;
        int dim;
    };
    std::int64_t steps() const noexcept;  ///< 0 for the other kinds
    Cell changed_at(std::int64_t step) const noexcept;

    /// The loop to go on with when this takes over from another pattern, before that one's loop `loop` begins: after as
    /// many steps of a blender or swapper, or turns of the others; from the beginning if kind or order are not the same
    /// or there is no such loop. [audio]
    std::int64_t loop_after(const Pattern& before, std::int64_t loop) const noexcept;

private:
    Place place_forward(std::int64_t n) const noexcept;
    std::int64_t begin_forward(std::int64_t loop) const noexcept;
    bool is_reversed() const noexcept;
    bool is_mirrored() const noexcept;
    void write(Place forward, std::span<float> out) const noexcept;

    Recipe recipe_;
    Sources sources_;
    int dims_ = 0;
    int length_ = 0;
    std::int64_t frames_ = 0;
    std::int64_t loops_ = 0;
    std::optional<Prefixes> prefixes_;
    std::optional<Offsets> offsets_;
    std::optional<Swaps> swaps_;
};

/// All frames of a turn. Gives up when `cancelled`. Error: more than a Sequence can hold. [setup, worker]
Result<latent::Sequence> write_out(const Pattern& pattern, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::pattern
