// A named latent that is being played: a change wakes the player.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "shared/latents.h"

#include <m_pd.h>

#include <memory>

namespace latentjam::pd {

/// A latent by its name; its changes set off a clock. [setup]
class WatchedLatent {
public:
    WatchedLatent() = default;
    ~WatchedLatent() { release(); }
    WatchedLatent(const WatchedLatent&) = delete;
    WatchedLatent& operator=(const WatchedLatent&) = delete;

    void set(t_symbol* name, t_clock* clock);
    t_symbol* name() const noexcept { return name_; }  ///< "none" before set()
    std::shared_ptr<const latent::Sequence> content() const { return latent_ ? latent_->content() : nullptr; }
    bool is_alone() const noexcept { return latent_.use_count() <= 1; }  ///< no other object has it: a typo?

private:
    void release();

    t_symbol* name_ = gensym("none");
    t_clock* clock_ = nullptr;
    std::shared_ptr<NamedLatent> latent_;
};

}  // namespace latentjam::pd
