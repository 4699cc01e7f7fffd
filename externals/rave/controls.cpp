// Pd counts who uses a [value]: each name is asked for once and given back at the end.
// SPDX-License-Identifier: BSD-3-Clause
#include "rave/controls.h"

#include <algorithm>

namespace latentjam::pd {

Controls::~Controls()
{
    for (const auto& one : all_) value_release(one.name);
}

std::shared_ptr<const bend::Control> Controls::find(const std::string& name)
{
    t_symbol* symbol = gensym(name.c_str());
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const One& one) { return one.name == symbol; });
    if (known != all_.end()) return known->control;
    all_.push_back({symbol, value_get(symbol), std::make_shared<bend::Control>(0.0F)});
    read();
    return all_.back().control;
}

}  // namespace latentjam::pd
