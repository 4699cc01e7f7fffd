// Pd played in real time, and what came of it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_in_process.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

namespace latentjam::test {

struct Live {
    double seconds = 0;
    std::vector<double> tick_ms;
    float quietest = 1e9f;
    float loudest = 0;
    float largest_step = 0;  ///< between neighbouring samples
    float first = 0;
    float last = 0;

    double percentile_ms(double fraction) const
    {
        auto sorted = tick_ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(fraction * static_cast<double>(sorted.size() - 1))];
    }

    void add(const Live& more)
    {
        if (!tick_ms.empty()) largest_step = std::max(largest_step, std::abs(more.first - last));
        seconds += more.seconds;
        tick_ms.insert(tick_ms.end(), more.tick_ms.begin(), more.tick_ms.end());
        quietest = std::min(quietest, more.quietest);
        loudest = std::max(loudest, more.loudest);
        largest_step = std::max(largest_step, more.largest_step);
        last = more.last;
    }
};

/// Plays with `level` on every input, tick by tick as an audio device would ask, and looks at the first output.
inline Live play_live(InProcessPd& pd, double seconds, float level = 0.0f)
{
    Live live;
    const auto begin = std::chrono::steady_clock::now();
    const std::chrono::duration<double> tick(InProcessPd::kTick / 44100.0);
    const Channels in(static_cast<std::size_t>(pd.inputs()), std::vector<float>(InProcessPd::kTick, level));
    for (int n = 0; n * tick.count() < seconds; ++n) {
        std::this_thread::sleep_until(begin + n * tick);
        const auto before = std::chrono::steady_clock::now();
        const Channels out = pd.process(in);
        live.tick_ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
        if (n == 0) live.first = live.last = out[0][0];
        for (const float value : out[0]) {
            live.largest_step = std::max(live.largest_step, std::abs(value - live.last));
            live.last = value;
            live.quietest = std::min(live.quietest, std::abs(value));
            live.loudest = std::max(live.loudest, std::abs(value));
        }
    }
    live.seconds = seconds;
    return live;
}

}  // namespace latentjam::test
