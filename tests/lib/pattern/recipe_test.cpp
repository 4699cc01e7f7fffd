// The words for orders are read as they are written.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/recipe.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::pattern;

TEST_CASE("Words of orders are read as they are written")
{
    for (const Order order : {Order::kForward, Order::kReverse, Order::kMirror, Order::kReverseMirror})
        CHECK(order_named(name_of(order)) == order);
    CHECK(!order_named(""));
    CHECK(order_names() == "forward, reverse, mirror, reverse-mirror");
    CHECK(order_words().size() == 4);
}
