// What a pattern~ plays: a player, its recipe, the latents behind their names, and the messages that set them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/grid_player.h"
#include "pattern/recipe.h"
#include "pd/host.h"
#include "shared/watched_latent.h"

#include <m_pd.h>

#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

/// A selector and its atoms.
using InfoLine = std::pair<const char*, std::vector<t_atom>>;

/// Everything of a pattern~ but its outlets. Messages take their arguments as they come from Pd and say what is wrong
/// with them. [setup]
class PatternBox {
public:
    /// `change_clock` calls renew(): once for all changes of one instant, and before the tick that follows them.
    explicit PatternBox(t_clock* change_clock) : change_clock_(change_clock) {}

    /// <latent> [<second latent>] flags; returns what was wrong with them.
    std::vector<std::string> create(int argc, const t_atom* argv);

    Status set_name(int argc, const t_atom* argv);
    Status set_with(int argc, const t_atom* argv);
    Status set_kind(int argc, const t_atom* argv);
    Status set_order(int argc, const t_atom* argv);
    Status set_loops(int argc, const t_atom* argv);
    Status set_seed(int argc, const t_atom* argv);
    Status set_k(int argc, const t_atom* argv);
    Status set_tempo(int argc, const t_atom* argv);
    Status set_ratio(int argc, const t_atom* argv);
    Status set_glide(int argc, const t_atom* argv);
    Status set_turns(int argc, const t_atom* argv);
    Status set_range(int argc, const t_atom* argv);
    Status start(int argc, const t_atom* argv);
    Status stop(int argc, const t_atom* argv);
    Status jump(int argc, const t_atom* argv);
    Status now(int argc, const t_atom* argv);

    /// Makes the pattern anew and hands it to the player; what is wrong with it is said once, and only while it plays.
    Status renew();

    /// Beats a minute when the whole latent, or k frames of it, are one beat; for an even k also twice that.
    InfoLine bpm() const;
    bool has_tempo() const { return length() > 0; }
    std::vector<InfoLine> info() const;

    /// "words <option> <word> ...": what pattern, order or glide accept.
    Result<InfoLine> words(int argc, const t_atom* argv) const;

    /// "about <pattern> <sentence>", of one pattern or of all.
    Result<std::vector<InfoLine>> about(int argc, const t_atom* argv) const;

    bool is_multichannel() const noexcept { return multichannel_; }
    int outlets() const noexcept { return outlets_; }
    int channels() const noexcept;  ///< of the multichannel outlet

    void prepare(int block, double sample_rate, int channels);
    pattern::GridPlayer& player() noexcept { return player_; }
    GridClock& grid() noexcept { return grid_; }

private:
    pattern::Recipe& change();
    Status set_source(WatchedLatent& source, const char* what, int argc, const t_atom* argv);
    double frame_rate_hz() const noexcept { return sample_rate_ / player_.ratio(); }
    int length() const;  ///< k, or the frames of the latent

    t_clock* change_clock_;
    pattern::GridPlayer player_;
    pattern::Recipe recipe_;
    pattern::Moment moment_ = pattern::Moment::kNextLoop;  // of the next change
    WatchedLatent source_;
    WatchedLatent with_;
    GridClock grid_;
    double sample_rate_ = static_cast<double>(sys_getsr());
    bool multichannel_ = false;
    int outlets_ = 1;    // of signals
    int channels_ = 0;   // 0: as many as the pattern has dimensions
    bool told_ = false;  // what keeps it from playing
};

}  // namespace latentjam::pd
