// rave~ with the toy `gain`, ready to be compared with the model's own calls sample by sample.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/direct_call.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

namespace latentjam::test {

constexpr int kGainRatio = 2048;

/// encode: 1 -> 4 latents, decode: 4 latents -> 1, forward: 1 -> 1.
inline DirectCall call_of_gain(const std::string& method)
{
    DirectCall call;
    call.method = method;
    if (method == "encode") {
        call.out_channels = 4;
        call.out_ratio = kGainRatio;
    } else if (method == "decode") {
        call.in_channels = 4;
        call.in_ratio = kGainRatio;
    }
    return call;
}

/// Saves the toy as `toy.ts` beside the patch.
inline DirectCall save_gain(const InProcessPd& pd, const std::string& method)
{
    DirectCall call = call_of_gain(method);
    call.model = toys::save("gain", pd.folder(), "toy");
    return call;
}

/// Waits for the rave~ behind `to-rave` and `info:`, and switches DSP on so that its blocks of so many samples are the
/// reference's, and none is late.
inline void begin_exactly(InProcessPd& pd, int block)
{
    pd.send("to-rave", "offline 1");
    const bool ready = pd.wait_for("info: ready 1", 20);
    INFO(pd.console());
    REQUIRE(ready);
    pd.silence_until_multiple_of(block);
    pd.dsp(true);
}

/// In samples.
inline int latency_of(InProcessPd& pd)
{
    pd.send("to-rave", "bang");
    return static_cast<int>(pd.number_after("info: latency "));
}

}  // namespace latentjam::test
