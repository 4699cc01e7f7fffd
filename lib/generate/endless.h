// Endless dreaming: each window goes on from the end of the one before, and is ready while that one plays.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "generate/sampler.h"
#include "latent/sequence.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace latentjam::generate {

/// The last `frames` frames, on their own. Precondition: frames <= whole.frames(). [any]
std::shared_ptr<const latent::Sequence> end_of(const latent::Sequence& whole, int frames);

/// Asks for `frames` frames from the end of `whole` at the beginning of what is dreamt. [any]
void go_on_from(Request& request, const latent::Sequence& whole, int frames);

/// Knows what to dream next and what is ready; who plays says when a window has begun. Pd's thread only.
class Endless {
public:
    void set_overlap(int frames) noexcept { overlap_ = frames; }

    /// A new stream, whose first window is the next one to arrive.
    void restart() noexcept;

    /// The window after the last one that arrived, with a seed of its own. Precondition: one has arrived.
    Request next(const Request& first);

    /// A window as it was dreamt. Returns what of it is new, for the player: all of the first one. A leap over the seam
    /// is softened.
    latent::Sequence arrived(latent::Sequence whole);

    /// Counted from 0; that of the window which was asked for last.
    std::uint64_t index() const noexcept { return index_; }

private:
    int kept_of(const latent::Sequence& whole) const noexcept;

    int overlap_ = 16;
    std::uint64_t index_ = 0;
    std::optional<latent::Sequence> last_;
};

}  // namespace latentjam::generate
