// One box of the kit in Pd, told by receivers and listened to channel by channel.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_in_process.h"

#include <cstddef>
#include <string>

namespace latentjam::test {

struct Bench {
    std::string box;
    int dims = 1;             ///< channels that are listened to
    int inlets = 3;           ///< told by `to-0`, `to-1` ...
    int info = 1;             ///< the outlet that is printed
    std::string source = {};  ///< a signal object, and the inlet it plays into
    int source_inlet = 0;
};

inline std::string patch_of(const Bench& b)
{
    PatchText t;
    const int box = t.box("obj " + b.box);
    for (int i = 0; i < b.inlets; ++i) {
        const int receive = t.box("obj r to-" + std::to_string(i));
        if (i != b.source_inlet || b.source.empty()) t.cord(receive, 0, box, i);
    }
    if (!b.source.empty()) t.cord(t.box("obj " + b.source), 0, box, b.source_inlet);
    const int split = t.box("obj snake~ out " + std::to_string(b.dims));
    t.cord(box, 0, split, 0);
    std::string dac = "obj dac~";
    for (int i = 1; i <= b.dims; ++i) dac += " " + std::to_string(i);
    const int out = t.box(dac);
    for (int i = 0; i < b.dims; ++i) t.cord(split, i, out, i);
    t.cord(box, b.info, t.box("obj print info"), 0);
    t.box("obj jam-in");
    return t.text();
}

/// Opens it and plays until a frame of the grid begins.
inline void begin(InProcessPd& pd, const Bench& bench, int ratio = 2048)
{
    pd.open(patch_of(bench));
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(ratio);
}

inline std::string list_of(int count, double first, double step)
{
    std::string text = "list";
    for (int i = 0; i < count; ++i) text += " " + std::to_string(first + step * i);
    return text;
}

/// Samples where a channel changes other than at a multiple of `ratio` behind `first`.
inline int off_the_grid(const Channels& out, int ratio, std::size_t first = 0)
{
    int wrong = 0;
    for (const auto& channel : out)
        for (std::size_t n = 1; n < channel.size(); ++n)
            wrong += channel[n] != channel[n - 1] && (n + first) % static_cast<std::size_t>(ratio) != 0 ? 1 : 0;
    return wrong;
}

}  // namespace latentjam::test
