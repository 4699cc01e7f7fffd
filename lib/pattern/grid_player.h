// Plays a pattern on the grid: from a position in samples to a frame, and from frames to signals.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/pattern.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace latentjam::pattern {

/// How a frame becomes `ratio` samples. It is reached exactly on its first sample either way: off holds it, linear is a
/// straight line to the next frame, cubic a curve through the neighbours (Catmull-Rom).
enum class Glide { kOff, kLinear, kCubic };

/// When a new pattern takes over: at the next loop boundary, or with the next frame.
enum class Moment { kNextLoop, kNextFrame };

/// What has happened since the last look.
struct PlayerNews {
    bool any = false;
    bool new_frame = false;  ///< then the latest one:
    std::int64_t frame = 0;  ///< within the turn, from 0
    int row = 0;             ///< of the source
    bool new_loop = false;
    std::int64_t loop = 0;  ///< within the turn, from 0
    std::int64_t turn = 0;  ///< from 0
    bool ended = false;
    bool exchanged = false;  ///< another pattern plays; its dimensions may differ
};

/// Frame n of the grid begins at sample n * ratio of a position that all objects share. Everything here begins on it:
/// what is asked for at a position happens with the first frame at or after it, so players that are asked at one
/// position keep step for good. The grid goes on where nothing is processed; a player that comes back is where it
/// would be. One thread: messages and process() never meet.
class GridPlayer {
public:
    static constexpr int kMostRatio = 1 << 20;

    /// Memory for this many channels; what plays plays on. [setup]
    void prepare(int channels);

    /// Samples of a frame, from 1. What plays now sounds on until the next frame of the new grid. [setup]
    void set_ratio(int ratio);
    void set_glide(Glide glide) noexcept;

    /// How often the whole pattern plays before it ends; 0: for ever. [setup]
    void set_turns(std::int64_t turns) noexcept { turns_ = turns; }

    /// Plays only these frames of the pattern, the last included; more than there are stands for the last one. What
    /// plays before them plays up to them. [setup]
    void set_range(std::int64_t first, std::int64_t last) noexcept;
    void clear_range() noexcept;

    /// Begins with `frame` of the range, whether it plays or not; stop is zeros on all channels. [setup]
    void start(std::int64_t position, std::int64_t frame = 0) noexcept;
    void stop(std::int64_t position) noexcept;

    /// The next frame is this one, counted from the pattern's first. [setup]
    void jump(std::int64_t frame) noexcept { jump_ = frame; }

    /// Hands in the pattern to play next; it replaces one that waits. While nothing plays it is there at once. Never
    /// null. [setup]
    void set_pattern(std::shared_ptr<const Pattern> pattern, Moment moment);

    /// The one that waits takes over with the next frame. [setup]
    void hurry() noexcept { moment_ = Moment::kNextFrame; }

    /// One block; `position` is that of its first sample. Channels that the pattern does not have are 0. [audio]
    template <typename Sample>
    void process(Sample* const* out, int channels, int count, std::int64_t position) noexcept;

    bool has_news() const noexcept { return news_.any; }
    PlayerNews collect();  ///< also frees what was replaced [setup]

    bool is_playing() const noexcept { return playing_ || start_at_ >= 0; }
    const Pattern& pattern() const noexcept { return *current_; }  ///< the one that plays
    int ratio() const noexcept { return ratio_; }
    Glide glide() const noexcept { return glide_; }
    std::int64_t turns() const noexcept { return turns_; }  ///< as set
    std::int64_t frame() const noexcept { return here_.frame; }
    std::int64_t turn() const noexcept { return here_.turn; }

private:
    /// A moment in the pattern.
    struct Cursor {
        const Pattern* pattern;
        std::int64_t frame;
        std::int64_t turn;
        bool ended;
    };

    struct Span {
        std::int64_t first;
        std::int64_t last;
    };

    Span range_in(const Pattern& pattern) const noexcept;
    Cursor after(Cursor from, std::int64_t steps) const noexcept;
    void enter(std::int64_t grid_frame, bool at_its_begin) noexcept;
    void begin() noexcept;
    void move(std::int64_t steps) noexcept;
    void arrive(Cursor there) noexcept;
    void look_ahead() noexcept;
    void fall_silent() noexcept;
    template <typename Sample>
    void write(Sample* out, int channel, int count, int within) const noexcept;

    enum Slot : std::size_t { kBefore, kHere, kNext, kAfterNext, kSlots };
    std::vector<float>& values(Slot slot) noexcept { return values_[slot]; }

    std::shared_ptr<const Pattern> current_ = std::make_shared<const Pattern>();
    std::shared_ptr<const Pattern> waiting_;  // the next one, or the last one until collect() frees it
    bool has_next_ = false;
    Moment moment_ = Moment::kNextLoop;

    int ratio_ = 2048;
    Glide glide_ = Glide::kOff;
    std::int64_t turns_ = 0;
    Span range_{0, kMostPatternFrames};

    std::int64_t next_position_ = 0;
    std::int64_t grid_frame_ = 0;
    bool is_on_grid_ = false;  // grid_frame_ is known
    bool playing_ = false;
    std::int64_t start_at_ = -1;  // frames of the grid; -1: nothing asked for
    std::int64_t start_frame_ = 0;
    std::int64_t stop_at_ = -1;
    std::int64_t jump_ = -1;

    Cursor here_{nullptr, 0, 0, false};
    std::int64_t loop_ = 0;  // that here_ lies in
    std::array<std::vector<float>, kSlots> values_;
    PlayerNews news_;
};

}  // namespace latentjam::pattern
