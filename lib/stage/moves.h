// Ways from one state of a patch to another: recalled at the next loop, morphed in a stated time, walked at random.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "stage/board.h"

#include <cstdint>
#include <optional>
#include <string>

namespace latentjam::stage {

enum class When { kNow, kLoop, kBar };

/// Slots are counted from 1 here, as they are written on the panel.
class Moves {
public:
    explicit Moves(Board& board) : board_(board) {}

    Status store(int slot, double now_s);
    Status erase(int slot, double now_s);

    /// At the next loop or bar if there are any, else at once; on its way for glide_s().
    Status recall(int slot, double now_s);

    /// The same at once, in `seconds`.
    Status fade(int slot, double seconds, double now_s);

    /// The two slots that the fader lies between.
    Status set_ends(int a, int b);
    int end_a() const noexcept { return end_a_; }
    int end_b() const noexcept { return end_b_; }

    /// The fader, 0 to 1; the whole way takes glide_s().
    Status morph(double x, double now_s);

    /// To where everything was when the patch was opened.
    void home(double now_s);

    /// From here to somewhere near: 0 is here, 1 anywhere.
    Status walk(double amount, double now_s);

    void set_glide_s(double seconds) noexcept { glide_s_ = seconds; }
    double glide_s() const noexcept { return glide_s_; }
    void set_when(When when) noexcept { when_ = when; }
    When when() const noexcept { return when_; }
    void set_seed(std::uint64_t seed) noexcept;

    /// A loop or a bar of the music begins.
    void loop_begins(double now_s);
    void bar_begins(double now_s);

    /// A part of the way; false when there is nothing on its way. Call it every 20 ms or so.
    bool advance(double now_s);
    void stop();
    bool is_moving() const noexcept { return move_.has_value(); }

    /// What a hand takes does not move any more.
    void release(const std::string& name);

    /// The slot that waits for its loop; 0 for none.
    int queued() const noexcept { return queued_; }
    int last_recalled() const noexcept { return last_recalled_; }
    double fader() const noexcept { return fader_; }

private:
    struct Move {
        State from, to;
        double x, end_x;       ///< where on the way, and how far
        double per_s, last_s;  ///< how fast, and since when
        bool is_fader;
    };

    Status check(int slot) const;
    Result<Snapshot> filled(int slot) const;
    void go(State to, double seconds, double now_s);
    void arrive(const State& to, double now_s, bool is_end = false);
    void recall_queued(double now_s);

    Board& board_;
    std::optional<Move> move_;
    double glide_s_ = 0;
    When when_ = When::kLoop;
    int queued_ = 0, last_recalled_ = 0;
    int end_a_ = 1, end_b_ = 2;
    double fader_ = 0;
    std::uint64_t seed_ = 1, walks_ = 0;
    double last_loop_s_ = -1e9, last_bar_s_ = -1e9;
};

}  // namespace latentjam::stage
