// Names in a model's card, and none in whatever is no card.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/card.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::kit;

TEST_CASE("The names of the latents are found, and nothing else")
{
    CHECK(names_in_card(
              R"({"model": "sirens", "latents": [{"name": "pitch", "low": -2.5}, {"low": 1, "name" : "air"}]})") ==
          std::vector<std::string>{"pitch", "air"});
    CHECK(names_in_card(R"({"name": "a model", "latents": [{"name":"one"}]})") == std::vector<std::string>{"one"});
}

TEST_CASE("A text that is no card has no names, wherever it ends")
{
    const std::string card = R"({"latents": [{"name": "pitch"}, {"name": 7}, {"name": "air"}]})";
    for (std::size_t length = 0; length <= card.size(); ++length)
        CHECK(names_in_card(card.substr(0, length)).size() <= 2);
    CHECK(names_in_card(card) == std::vector<std::string>{"pitch", "air"});
    CHECK(names_in_card("").empty());
    CHECK(names_in_card(R"("name": "x")").empty());
}
