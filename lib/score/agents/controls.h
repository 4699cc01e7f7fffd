// The values of all agents over time: the score's, which glide, and the performer's, which hold and are handed back.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/action.h"

#include <vector>

namespace latentjam::score::agents {

/// Times in seconds since the ensemble began. A plain value. [setup]
class Controls {
public:
    Controls(int agents = 0) : agents_(static_cast<std::size_t>(agents)) {}

    /// The score's value glides from where it is.
    void set(int agent, Parameter parameter, double value, double now_s, double over_s = 0,
             Curve curve = Curve::kLinear);

    /// The performer's value holds for `hold_s` and glides back over as long; below 0 it stays until free().
    void touch(int agent, Parameter parameter, double value, double now_s, double hold_s);

    /// The performer hands back all of this agent at once.
    void free(int agent);

    bool is_taken(int agent, double now_s) const noexcept;
    double value(int agent, Parameter parameter, double now_s) const noexcept;
    Values values(int agent, double now_s) const noexcept;

    bool operator==(const Controls&) const = default;

private:
    struct Control {
        double from = 0, to = 0, begin_s = 0, over_s = 0;
        Curve curve = Curve::kLinear;
        double touched = 0, touched_s = 0, hold_s = 0;
        bool is_touched = false;

        bool operator==(const Control&) const = default;
        double score_value(double now_s) const noexcept;
        double grip(double now_s) const noexcept;  ///< 1 the performer's, 0 the score's
    };
    struct Panel {
        Panel();
        std::array<Control, kParameters> controls;
        bool operator==(const Panel&) const = default;
    };

    Control& control(int agent, Parameter parameter) noexcept
    {
        return agents_[static_cast<std::size_t>(agent)].controls[static_cast<std::size_t>(parameter)];
    }

    std::vector<Panel> agents_;
};

}  // namespace latentjam::score::agents
