// Reads a score line by line.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/score.h"

namespace latentjam::score::agents {

/// Keeps what lines depend on: the part they belong to and the time of the line before. [setup]
class ScoreReader {
public:
    ScoreReader();

    /// One line, without its end. On error the score is as before.
    Status read_line(std::string_view line);

    Score& score() noexcept { return score_; }

private:
    using Handler = Status (ScoreReader::*)(Words&);

    Status title(Words& words);
    Status seed(Words& words);
    Status speakers(Words& words);
    Status order(Words& words);
    Status stretch(Words& words);
    Status pulse(Words& words);
    Status agent(Words& words);
    Status group(Words& words);
    Status affinity(Words& words);
    Status part(Words& words);
    Status at(Words& words);
    Status every(Words& words);
    Status when(Words& words);

    int count() const noexcept { return static_cast<int>(score_.agents.size()); }
    Result<Action> action(Words& words);
    Result<double> time(Words& words);

    Score score_;
    double last_s_ = 0;
    bool groups_are_own_ = false;
};

}  // namespace latentjam::score::agents
