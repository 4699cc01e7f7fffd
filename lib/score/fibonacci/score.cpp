// The two built-in scores, and how presets are dealt to sections.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score.h"

#include "score/fibonacci/score_presets.h"

#include <algorithm>

namespace latentjam::score::fibonacci {

bool Score::is_member(int count) const
{
    return count == top || std::binary_search(members.begin(), members.end(), count);
}

std::map<int, Preset> deal_presets(const std::vector<int>& members, int sections)
{
    std::map<int, Preset> presets;
    int place = 0;
    for (const int section : members) {
        if (section > sections) break;
        presets[section] = {true, place >= 2, place % 2 == 0 ? 1 : 0, 1};
        ++place;
    }
    return presets;
}

Score usual_score()
{
    Score score;
    score.sequence = "fibonacci";
    score.members = *members_of(score.sequence, score.top);
    score.presets = deal_presets(score.members, score.sections);
    return score;
}

Score original_score()
{
    Score score = usual_score();
    score.rules.chord_every = 8;
    score.rings_twice = true;
    score.is_original = true;
    return score;
}

}  // namespace latentjam::score::fibonacci
