// The words for kinds and orders.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/recipe.h"

#include <array>
#include <utility>

namespace latentjam::pattern {

namespace {

constexpr std::array kKinds{std::pair{Kind::kLoop, "loop"}, std::pair{Kind::kFibo, "fibo"},
                            std::pair{Kind::kOrale, "orale"}, std::pair{Kind::kBlender, "blender"},
                            std::pair{Kind::kSwapper, "swapper"}};

constexpr std::array kOrders{std::pair{Order::kForward, "forward"}, std::pair{Order::kReverse, "reverse"},
                             std::pair{Order::kMirror, "mirror"}, std::pair{Order::kReverseMirror, "reverse-mirror"}};

template <typename Table>
auto find(const Table& table, std::string_view name) noexcept -> std::optional<decltype(table[0].first)>
{
    for (const auto& [value, word] : table)
        if (name == word) return value;
    return std::nullopt;
}

template <typename Table, typename Value>
const char* word_for(const Table& table, Value wanted) noexcept
{
    for (const auto& [value, word] : table)
        if (value == wanted) return word;
    return "";
}

template <typename Table>
std::string words(const Table& table)
{
    std::string list;
    for (const auto& entry : table) list += (list.empty() ? "" : ", ") + std::string(entry.second);
    return list;
}

}  // namespace

std::optional<Kind> kind_named(std::string_view name) noexcept { return find(kKinds, name); }
const char* name_of(Kind kind) noexcept { return word_for(kKinds, kind); }
std::string kind_names() { return words(kKinds); }

std::optional<Order> order_named(std::string_view name) noexcept { return find(kOrders, name); }
const char* name_of(Order order) noexcept { return word_for(kOrders, order); }
std::string order_names() { return words(kOrders); }

}  // namespace latentjam::pattern
