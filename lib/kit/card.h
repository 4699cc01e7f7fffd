// The names of latents in a model's card: the JSON text that our models have as their attribute `card`.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace latentjam::kit {

/// Of {"model": "sirens", "latents": [{"name": "pitch", ...}, ...]}: pitch ... A text without them has none. [setup]
std::vector<std::string> names_in_card(std::string_view text);

}  // namespace latentjam::kit
