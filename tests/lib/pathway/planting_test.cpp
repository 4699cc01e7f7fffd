// The usual bank: each kind and each walk is in it, and all of it can be played.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/planting.h"

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace latentjam::pathway;

TEST_CASE("All walks, all glides and all kinds that need no file stand in the usual bank, and nothing is to be undone")
{
    std::set<Kind> kinds;
    std::set<Walk> walks;
    std::set<Glide> glides;
    for (Slot& slot : usual_slots()) {
        kinds.insert(slot.recipe().kind);
        walks.insert(slot.recipe().walk);
        glides.insert(slot.recipe().glide);
        CHECK(exact_rate(slot.recipe().rate) == slot.recipe().rate);
        CHECK(slot.recipe().range == static_cast<double>(static_cast<float>(slot.recipe().range)));
        CHECK_FALSE(slot.undo());
    }
    CHECK(kinds.size() == kKindWords.size() - 2);
    CHECK(walks.size() == kWalkWords.size());
    CHECK(glides.size() == kGlideWords.size());
}
