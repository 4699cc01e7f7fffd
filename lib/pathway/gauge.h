// What one model's numbers are in another's latent space.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"
#include "spoor/transport.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace latentjam::pathway {

enum class Map { kRaw, kScaled, kMatched };
inline constexpr std::array kMapWords{"raw", "scaled", "matched"};

/// From the left model's space to the right one's. While the right model is unknown nothing is changed; an unknown left
/// one is N(0, 1), towards which models are trained. [setup]
class Gauge {
public:
    /// Frames that the model's encoder gave. Errors: as spoor::moments_of().
    Status learn_left(const latent::Sequence& frames);
    Status learn_right(const latent::Sequence& frames);
    void take_left(spoor::Moments moments);
    void take_right(spoor::Moments moments);

    /// kRaw: the same numbers. kScaled: as many deviations from the right mean as the number says. kMatched: the
    /// optimal transport between the two normal distributions, which keeps how usual a latent is.
    void apply(Map map, std::span<float> values) const;

private:
    void join();

    std::optional<spoor::Moments> left_, right_;
    std::optional<spoor::Transport> transport_;
};

}  // namespace latentjam::pathway
