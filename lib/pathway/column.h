// One column: walks along a pathway at a rate, a frame at a time, and draws the next seed where a loop ends.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pathway/route.h"
#include "pathway/slot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace latentjam::pathway {

using Slots = std::array<Slot, kSlots>;

/// The ratio of whole numbers from 1 to 4 that a rate means, such as 1/3 for .333333; any other stays. [any]
double exact_rate(double rate) noexcept;

/// Places are counted, not summed up, so that two columns of one rate are at the same frame for ever. [setup]
class Column {
public:
    void prepare(int dims);

    /// From its beginning, `phase` of a loop in.
    void select(const Slots& slots, int slot);
    void set_rate(double rate);
    void set_phase(const Slots& slots, double phase);
    int slot() const noexcept { return slot_; }
    double rate() const noexcept { return rate_; }
    double phase() const noexcept { return phase_; }

    /// The slot, or one that it goes to, was changed.
    void renew(const Slots& slots);

    /// On to the next frame; the first call is at the first one. True when a loop has begun.
    bool advance(const Slots& slots);

    /// In place of that: where `leader` is, at this column's rate and phase.
    bool follow(const Slots& slots, const Column& leader);

    /// Counts as `leader` does, for columns that are linked from now on.
    void join(const Slots& slots, const Column& leader);

    std::span<const float> values() const noexcept { return values_; }
    double place() const noexcept;  ///< in the loop, in frames
    std::int64_t length() const noexcept { return here_.route->length(); }
    double loop_frames() const noexcept;  ///< of the grid, that a loop takes at this rate
    std::int64_t round() const noexcept { return here_.round; }
    std::uint32_t count() const noexcept { return here_.count; }  ///< seeds since the slot was chosen
    std::uint32_t seed(const Slots& slots) const noexcept;
    int row() const noexcept;  ///< the frame of the pathway that sounds

private:
    struct Loop {
        std::int64_t round = 0;
        std::uint32_t count = 0;
        std::shared_ptr<const Route> route = std::make_shared<const Route>();
    };

    double total_rate(const Slots& slots) const noexcept;
    Loop loop(const Slots& slots, std::int64_t round, std::uint32_t count) const;
    void restart(const Slots& slots, double place);
    bool go_to(const Slots& slots, double place);
    void read(Glide glide);
    void frame(std::int64_t index, std::span<float> out) const noexcept;
    std::uint32_t next_count(const Slots& slots) const noexcept;

    int dims_ = 0;
    int slot_ = 0;
    double rate_ = 1;
    double phase_ = 0;
    double place_ = 0;  ///< from the beginning of loop 0
    double anchor_ = 0;
    double step_ = 1;
    std::int64_t steps_ = 0;  ///< since the anchor
    bool is_at_start_ = true;
    int direction_ = 1;
    Loop behind_, here_, ahead_;
    std::vector<float> values_;
    std::array<std::vector<float>, 4> around_;
};

}  // namespace latentjam::pathway
