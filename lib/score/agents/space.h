// Where agents are on the circle: birds that keep apart, fly along with each other, and are drawn home.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/luck.h"
#include "score/agents/parameters.h"

#include <span>
#include <vector>

namespace latentjam::score::agents {

/// The angle within -180 and 180. [any]
double wrapped_deg(double angle) noexcept;

/// Angles glide at most this fast, also when they are gathered.
inline constexpr double kFastestDegPerS = 90;

struct Bird {
    double angle_deg = 0;
    double speed_deg_s = 0;
    double home_deg = 0;
    double goal_deg = 0;       ///< while gathering
    double goal_s = -1;        ///< when it arrives there
    bool is_gathered = false;  ///< stays at its goal until scattered
};

/// A plain value. [setup]
class Space {
public:
    Space() = default;
    Space(std::span<const double> homes_deg, std::uint64_t seed);

    /// One frame; `vmax` in degrees a second and `pull` of each agent.
    void advance(std::span<const Values> values, double now_s, double step_s);

    /// All angles glide to one.
    void gather(double angle_deg, double now_s, double seconds);

    /// And home again.
    void scatter(double now_s, double seconds);

    double angle_deg(int agent) const noexcept { return birds_[static_cast<std::size_t>(agent)].angle_deg; }

private:
    void fly(std::size_t place, const Values& values, double step_s);

    std::vector<Bird> birds_;
};

}  // namespace latentjam::score::agents
