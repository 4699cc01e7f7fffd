// A latent in other order: segments of it, each beginning where the one before might have gone on.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/random.h"
#include "spoor/study.h"

#include <array>
#include <cstdint>
#include <span>

namespace latentjam::spoor {

/// Jumps every 4 to 16 frames to one of the five frames that are nearest to the one that would come next, but not into
/// the two seconds around it nor into what it has just left; two frames are crossfaded. The search for a jump is spread
/// over the frames before it.
class Mosaic {
public:
    static constexpr int kShortest = 4, kLongest = 16;

    void restart() noexcept { at_ = kNowhere; }

    /// The next deviation. `room` has as many values. [audio]
    void step(const Study& study, random::Random& random, std::span<double> out, std::span<double> room) noexcept;

    /// The number of the frame that is heard: of the source, as Lesson::first counts. [any]
    std::int64_t frame() const noexcept { return at_ - 1; }

private:
    static constexpr std::int64_t kNowhere = -1;
    static constexpr int kNearest = 5;
    static constexpr int kFade = 2;       // frames
    static constexpr int kKeptAway = 43;  // frames: two seconds

    struct Candidate {
        double apart = 0;
        int frame = 0;
    };

    void begin_segment(const Study& study, random::Random& random, int from) noexcept;
    void search(const Study& study) noexcept;
    void consider(const Study& study, int frame) noexcept;
    int choose(random::Random& random) const noexcept;

    std::int64_t at_ = kNowhere;  // the frame that comes next
    std::int64_t left_at_ = 0;    // where the segment before ended: fades out from there
    int left_ = 0;                // frames until the jump
    int faded_ = kFade;
    int searched_ = 0;
    std::array<Candidate, kNearest> nearest_{};
    int found_ = 0;
    std::array<std::int64_t, 8> entered_{};  // where the last segments began, for two seconds
    std::size_t entries_ = 0;
};

}  // namespace latentjam::spoor
