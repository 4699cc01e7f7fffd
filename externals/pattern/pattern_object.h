// A pattern~: a player, its recipe, and the latents behind their names.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/grid_player.h"
#include "pattern/recipe.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/watched_latent.h"

#include <m_pd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::pd {

struct PatternObject : Object {
    using Object::Object;
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    // What makes another pattern; all changes of one instant make one, before the tick that follows them.
    pattern::Recipe& change();
    void set_source(WatchedLatent& which, t_symbol* name);
    Status set_tempo(double bpm);
    void follow_rate(double hz);
    void now();
    void renew();

    // The player.
    Status set_range(Atoms range);
    void start(int frame);
    void stop() { player.stop(grid.now()); }
    Status jump(int frame);

    // What it says.
    void collect_news();
    void fit_channels() const;
    int length() const;  ///< k, or the frames of the latent
    double frame_rate_hz() const { return sample_rate_hz / player.ratio(); }
    AtomList bpm() const;
    void tell_tempo() const;
    void tell_words(int option) const;
    void tell_about(std::optional<int> kind) const;

    int channels() const;  ///< of the multichannel outlet

    Clock change_clock = clock_for<&PatternObject::renew>(this);  // before the latents that set it off
    Clock news_clock = clock_for<&PatternObject::collect_news>(this);
    pattern::GridPlayer player;
    pattern::Recipe recipe;
    pattern::Moment moment = pattern::Moment::kNextLoop;  // of the next change
    WatchedLatent source;
    WatchedLatent with;
    GridClock grid;
    std::vector<t_sample*> outputs;
    double sample_rate_hz = static_cast<double>(sys_getsr());
    std::optional<double> wanted_bpm;  // k follows it when the rate changes; nothing after `k`
    bool multichannel = false;
    int outlets = 1;         // of signals
    int fixed_channels = 0;  // 0: as many as the pattern has dimensions
    bool told = false;       // what keeps it from playing
};

Table pattern_table();

}  // namespace latentjam::pd
