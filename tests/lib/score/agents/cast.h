// The cast that the ensemble's figures are given for: six sirens of the usual cycles and affinities.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/score.h"

#include <string>
#include <string_view>

namespace latentjam::score::agents {

/// One part of 30 minutes, with these lines.
inline Score six_sirens(std::string_view lines = "", std::uint64_t seed = 1)
{
    ReadScore read = read_score(std::string("agent 1 model a home -30 cycle 3.0\n"
                                            "agent 2 model a home 30 cycle 2.0\n"
                                            "agent 3 model a home -90 cycle 3.2\n"
                                            "agent 4 model a home 90 cycle 5.0\n"
                                            "agent 5 model a home -135 cycle 0.3\n"
                                            "agent 6 model a home 135 cycle 15.0\n"
                                            "affinity 1 2 .8\naffinity 1 6 .3\naffinity 2 3 .8\n"
                                            "affinity 3 4 .5\naffinity 4 5 .6\naffinity 5 6 -.4\n"
                                            "part all 30:00\n") +
                                std::string(lines));
    read.score.seed = seed;
    return read.errors.empty() ? read.score : Score();
}

}  // namespace latentjam::score::agents
