// Ableton Link's tempo against that of the latent grid, which has only certain tempi.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

namespace latentjam::stage {

/// A session's tempo is followed as near as the grid can; the true tempo is then proposed to the session. Another grid
/// may do the same: after kMostAnswers proposals in a row ours follows without proposing.
class LinkTempo {
public:
    static constexpr int kMostAnswers = 3;

    void join(double bpm) noexcept;  ///< at first the session has our tempo
    void leave() noexcept { is_on_ = false; }
    bool is_on() const noexcept { return is_on_; }
    double session_bpm() const noexcept { return session_bpm_; }

    /// The session's tempo. True when it is new, and has to be followed.
    bool heard(double bpm, double now_s) noexcept;

    /// The grid's tempo; what to propose to the session, if anything. One that answers the session may be half or
    /// double of its tempo.
    std::optional<double> propose(double true_bpm, double now_s) noexcept;

private:
    bool is_on_ = false;
    double session_bpm_ = 0;
    double heard_s_ = -1e9;
    double answered_s_ = -1e9;
    int answers_ = 0;
};

}  // namespace latentjam::stage
