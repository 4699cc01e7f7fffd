// Finding parts of a script by name.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/syntax.h"

#include <algorithm>

namespace latentjam::infer::native {

std::string text_of(const Place& place)
{
    return (place.file != nullptr ? *place.file : std::string("a script")) + ", line " + std::to_string(place.line);
}

std::optional<std::size_t> Class::slot_of(std::string_view attribute) const
{
    const auto found = std::find(attributes.begin(), attributes.end(), attribute);
    if (found == attributes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - attributes.begin());
}

const Function* Class::find_method(std::string_view method) const
{
    const auto found = methods.find(method);
    return found == methods.end() ? nullptr : found->second.get();
}

}  // namespace latentjam::infer::native
