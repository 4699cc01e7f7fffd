// Reads the score over time: which part it is, and what is due at a frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/luck.h"
#include "score/agents/score.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace latentjam::score::agents {

/// Frames since the beginning; a frame is one latent frame. A plain value, cheap to copy. [setup]
class Conductor {
public:
    Conductor() = default;
    Conductor(std::shared_ptr<const Score> score, double frame_s, std::uint64_t seed);

    /// What the rules of the score listen to.
    using Measure = std::function<double(Quantity)>;

    /// What is due now, in the order of lines; then time goes on by a frame. Valid until the next call.
    const std::vector<Action>& advance(const Measure& measure);

    /// To the beginning of a part, from 0; past the last one: to the end.
    void go_to_part(int part);

    /// To a mark, of this part first. Error: there is no such mark.
    Status go_to_mark(const std::string& name);

    /// Another text of the same piece: the place stays, counted in parts and seconds.
    void replace(std::shared_ptr<const Score> score);

    bool is_over() const noexcept { return is_over_; }

    /// From 0; in the gap after it too.
    int part() const noexcept { return part_; }
    bool is_gap() const noexcept { return !is_over_ && frame_ >= sounding_end(part_); }

    /// True on a part's first frame.
    bool begins_part() const noexcept { return !is_over_ && frame_ == part_begin(part_); }

    /// In seconds of the score, not stretched, from the beginning of the part.
    double in_part_s() const noexcept;

    /// Frames of score time since the beginning, and where parts begin and end, their gaps included.
    std::int64_t frame() const noexcept { return frame_; }
    std::int64_t part_begin(int part) const noexcept { return begins_[static_cast<std::size_t>(part)]; }
    std::int64_t part_end(int part) const noexcept { return begins_[static_cast<std::size_t>(part) + 1]; }
    std::int64_t sounding_end(int part) const noexcept { return sounding_ends_[static_cast<std::size_t>(part)]; }

    /// The next lines to come in this part, at most `count`.
    std::vector<const Command*> coming(int count) const;

private:
    struct Pending {
        std::int64_t next = 0;    ///< the frame of kAt and kEvery
        std::int64_t since = -1;  ///< how long an `if` has held; -1: it does not
        std::int64_t rests_until = 0;
        bool is_done = false;
    };

    void lay_out();
    void begin_part(std::int64_t from_frame);
    void look_at(std::size_t place, const Measure& measure);
    void act(const Action& action);
    std::int64_t frames(double seconds) const noexcept;
    std::int64_t next_of(const Command& command, std::int64_t after);

    std::shared_ptr<const Score> score_;
    double frame_s_ = 2048.0 / 44100;
    Luck luck_;
    std::vector<std::int64_t> begins_, sounding_ends_;
    std::int64_t frame_ = 0;
    int part_ = 0;
    bool is_over_ = true;
    std::vector<Pending> pending_;
    std::vector<int> went_;  ///< how often each `goto` of this part was followed
    std::vector<Action> due_;
    std::string wanted_mark_;
};

}  // namespace latentjam::score::agents
