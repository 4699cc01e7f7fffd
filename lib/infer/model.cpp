// Look-ups in a model's description.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model.h"

#include <algorithm>
#include <cstdlib>

namespace latentjam::infer {

namespace {

template <typename T>
const T* find_by_name(const std::vector<T>& items, std::string_view name)
{
    const auto found = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.name == name; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Method* Description::find_method(std::string_view name) const { return find_by_name(methods, name); }

const Attribute* Description::find_attribute(std::string_view name) const { return find_by_name(attributes, name); }

bool optimizes_by_default() noexcept
{
    const char* wish = std::getenv("LATENTJAM_OPTIMIZE");
    return wish == nullptr || std::string_view(wish) != "0";
}

}  // namespace latentjam::infer
