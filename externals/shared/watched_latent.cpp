// A named latent that is being played: a change wakes the player.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/watched_latent.h"

namespace latentjam::pd {

void WatchedLatent::set(t_symbol* name, t_clock* clock)
{
    release();
    name_ = name;
    clock_ = clock;
    latent_ = named_latent(name);
    latent_->watch(clock);
}

void WatchedLatent::release()
{
    if (latent_) latent_->unwatch(clock_);
}

}  // namespace latentjam::pd
