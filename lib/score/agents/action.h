// What a line of the score, or a message, does to the ensemble.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "score/agents/parameters.h"
#include "score/agents/words.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace latentjam::score::agents {

inline constexpr int kMostAgents = 32;

/// Agents as bits, the first one lowest.
using AgentSet = std::uint32_t;

constexpr AgentSet only(int agent) noexcept { return AgentSet{1} << agent; }
constexpr bool has(AgentSet set, int agent) noexcept { return (set >> agent & 1) != 0; }
constexpr AgentSet first_agents(int count) noexcept
{
    return count >= kMostAgents ? ~AgentSet{0} : (AgentSet{1} << count) - 1;
}

/// Named groups of a score.
using Groups = std::map<std::string, AgentSet, std::less<>>;

enum class Verb {
    kSet,  ///< parameter: one value for all, or one for each
    kMood,
    kCue,   ///< begins at once
    kRest,  ///< leaves at once
    kMute,
    kFree,  ///< no longer muted, held, alone or taken
    kSolo,  ///< the others leave within so many seconds
    kHold,  ///< does not leave for so many seconds; 0: until it is freed
    kFail,
    kTutti,    ///< all but ghosts, for so many seconds
    kSilence,  ///< none, for so many seconds after the last has faded
    kGather,   ///< all angles glide to one, in so many seconds
    kScatter,  ///< and home again
    kLimit,    ///< fewest and most together
    kWeights,  ///< of the behaviours
    kMark,
    kGoto,  ///< back or on to a mark; at most so many times, 0: always
    kEnd,
};

enum class Curve { kLinear, kExp, kSmooth };

struct Action {
    Verb verb = Verb::kSet;
    AgentSet agents = 0;
    Parameter parameter = Parameter::kDensity;
    std::vector<double> values{};
    double over_s = 0;
    Curve curve = Curve::kLinear;
    std::string word{};  ///< of a mood or a mark
    int times = 0;

    bool operator==(const Action&) const = default;
};

/// "3", "1,3", "1-6", the name of a group, or "all". `count` agents exist. [setup]
Result<AgentSet> agents_of(std::string_view word, const Groups& groups, int count);
std::string text_of(AgentSet agents);

/// Takes an action off a line: all of it must be understood. [setup]
Result<Action> read_action(Words& words, const Groups& groups, int count);

/// As read_action() reads it. [setup]
std::string text_of(const Action& action);

}  // namespace latentjam::score::agents
