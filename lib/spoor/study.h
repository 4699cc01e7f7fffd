// What was learnt from a latent in order to behave like it, and the map into the space that plays.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/distribution.h"
#include "latent/sequence.h"
#include "spoor/gait.h"
#include "spoor/moments.h"
#include "spoor/transport.h"

#include <cstdint>
#include <memory>
#include <span>

namespace latentjam::spoor {

inline constexpr int kFewestFrames = 8;

/// A plain value; it may travel to a worker.
struct Lesson {
    std::shared_ptr<const latent::Sequence> source = nullptr;
    std::int64_t first = 0;  ///< the number of its first frame; a live source goes on
    double kept = 1;         ///< how much a frame counts beside the one after it
    /// Of the space that plays; null: the source's own, or N(0, 1) where that has another number of dims.
    std::shared_ptr<const Moments> target = nullptr;
    std::size_t dims_out = 8;
};

/// Never changes; shared by all who imitate the same source.
class Study {
public:
    /// Errors: fewer frames than kFewestFrames, values that are not finite, a target of another size than dims_out.
    /// [worker]
    static Result<std::shared_ptr<const Study>> of(const Lesson& lesson);

    std::size_t dims_in() const noexcept { return moments.dims(); }
    std::size_t dims_out() const noexcept { return transport.dims_out(); }
    int frames() const noexcept { return source->frames(); }

    /// Of a frame as it plays: a source's frame, less the source's mean. [audio]
    void deviation_at(int frame, std::span<double> out) const noexcept;

    /// The square of Mahalanobis's distance of two frames of the source. [audio]
    double apart(int frame, int other) const noexcept;

    /// How far the output's statistics are from the source's, on the axes that both have. Precondition: as many dims
    /// as dims_out(). [worker]
    double distance_of(const Moments& output) const;

    std::shared_ptr<const latent::Sequence> source;
    std::int64_t first;
    Moments moments;
    Transport transport;
    latent::Source level;   ///< grade 0: deviations of each dim by itself
    latent::Source colour;  ///< grade 1: of all dims together
    Gait gait;

private:
    Study(const Lesson& lesson, Moments learnt, Transport map, latent::Source by_level, latent::Source by_colour);

    std::vector<float> whitened_;  // frame by frame
};

}  // namespace latentjam::spoor
