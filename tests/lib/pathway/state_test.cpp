// Numbers of a bank: whatever is not one is refused.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/state.h"

#include "pathway/planting.h"
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

Bank usual()
{
    Bank bank{7, 3, {}};
    for (const Slot& slot : usual_slots()) bank.slots.push_back(slot.content());
    bank.slots[2].changed[{4, 7}] = -.125F;
    bank.slots[2].locked_dims = 0b1000'0001;
    bank.slots[5].locked_frames = {0, 3, 100};
    return bank;
}

}  // namespace

TEST_CASE("Numbers become the bank that told them")
{
    const auto numbers = numbers_of(usual());
    const auto again = bank_of(numbers);
    REQUIRE(again);
    CHECK(again->master == 7);
    CHECK(again->selected == 3);
    CHECK(again->slots == usual().slots);
    const auto text = numbers_in(text_of(numbers));
    REQUIRE(text);
    CHECK(*text == numbers);
}

TEST_CASE("Too few, too many or wrong numbers are refused; none of a thousand broken lists is trusted blindly")
{
    const auto numbers = numbers_of(usual());
    CHECK_FALSE(bank_of({}));
    CHECK_FALSE(bank_of(std::span(numbers).first(numbers.size() - 1)));
    auto more = numbers;
    more.push_back(0);
    CHECK_FALSE(bank_of(more));
    random::Random random(1);
    for (int i = 0; i < 1000; ++i) {
        auto broken = numbers;
        broken[static_cast<std::size_t>(random.integer(0, static_cast<int>(broken.size())))] =
            random.uniform(-1e9, 1e9);
        if (const auto bank = bank_of(broken))
            for (const Content& slot : bank->slots) {
                CHECK(slot.recipe.frames >= 1);
                CHECK(slot.recipe.frames <= kMostFrames);
                for (const auto& [place, value] : slot.changed) CHECK(place.first < slot.recipe.frames);
            }
    }
    CHECK_FALSE(numbers_in("1 2 x"));
    CHECK_FALSE(numbers_in("1 inf"));
}
