// The numbers behind `@name`: what [value name] holds, read once a block for the layers of a model.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/activation.h"

#include <m_pd.h>

#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

class Controls {
public:
    Controls() = default;
    ~Controls();
    Controls(const Controls&) = delete;
    Controls& operator=(const Controls&) = delete;

    /// The control of this name, which follows [value name] from now on. [setup]
    std::shared_ptr<const bend::Control> find(const std::string& name);

    /// [audio]
    void read() noexcept
    {
        for (const auto& one : all_) one.control->store(static_cast<float>(*one.number), std::memory_order_relaxed);
    }

private:
    struct One {
        t_symbol* name;
        t_float* number;
        std::shared_ptr<bend::Control> control;
    };
    std::vector<One> all_;
};

}  // namespace latentjam::pd
