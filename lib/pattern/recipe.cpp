// The words for orders.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/recipe.h"

namespace latentjam::pattern {

namespace {

constexpr const char* kOrders[] = {"forward", "reverse", "mirror", "reverse-mirror"};

}  // namespace

std::span<const char* const> order_words() noexcept { return kOrders; }

std::optional<Order> order_named(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < std::size(kOrders); ++i)
        if (name == kOrders[i]) return static_cast<Order>(i);
    return std::nullopt;
}

const char* name_of(Order order) noexcept { return kOrders[static_cast<std::size_t>(order)]; }

std::string order_names()
{
    std::string names;
    for (const char* word : kOrders) names += (names.empty() ? "" : ", ") + std::string(word);
    return names;
}

}  // namespace latentjam::pattern
