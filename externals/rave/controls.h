// The numbers behind `@name`: what [s~ name] sends, or else [value name] holds, read once a block for a model's layers.
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

    /// The control of this name, which follows [s~ name] or [value name] from now on. [setup]
    std::shared_ptr<const bend::Control> find(const std::string& name);

    /// Follows the [s~] that there are now; `signal` is one of the object's. In its dsp method, before its own perform
    /// is added. [setup]
    void prepare(const t_signal* signal);

    /// [audio]
    void read() noexcept
    {
        for (const auto& one : all_)
            one.control->store(static_cast<float>(one.signal ? *one.signal : *one.number), std::memory_order_relaxed);
    }

private:
    struct One {
        t_symbol* name;
        t_float* number;
        std::shared_ptr<bend::Control> control;
        t_pd* receiver = nullptr;  // a [r~] of no canvas, when there was a [s~] of this name
        std::vector<t_sample> block;
        const t_sample* signal = nullptr;
    };
    std::vector<One> all_;
};

}  // namespace latentjam::pd
