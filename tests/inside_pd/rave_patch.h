// A patch with one rave~ between adc~ and dac~, for any number of channels and any block size.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_in_process.h"

#include <string>

namespace latentjam::test {

struct RavePatch {
    std::string arguments;  ///< what follows rave~
    int inputs = 1;
    int outputs = 1;
    bool multichannel = false;
    int block = 64;
};

/// Channel n of adc~ goes to row n, row n to channel n of dac~. Messages to `to-rave` reach the object, its info outlet
/// prints behind `info:`. A block other than 64 is a sub-canvas with block~.
inline std::string rave_patch(const RavePatch& p)
{
    const auto channels = [](int count) {
        std::string list;
        for (int i = 1; i <= count; ++i) list += " " + std::to_string(i);
        return list;
    };
    PatchText outer, inner;
    PatchText& t = p.block == 64 ? outer : inner;
    const int adc = outer.box("obj adc~" + channels(p.inputs));
    std::vector<int> ins;
    for (int i = 0; p.block != 64 && i < p.inputs; ++i) ins.push_back(t.box("obj inlet~"));
    const auto in = [&](int channel, int box, int inlet) {
        if (p.block == 64)
            t.cord(adc, channel, box, inlet);
        else
            t.cord(ins[static_cast<std::size_t>(channel)], 0, box, inlet);
    };
    const int rave = t.box("obj rave~ " + p.arguments + (p.multichannel ? " -m" : ""));
    const int receive = t.box("obj r to-rave");
    const int print = t.box("obj print info");
    t.cord(receive, 0, rave, 0);
    int source = rave;
    if (p.multichannel) {
        const int merge = t.box("obj snake~ in " + std::to_string(p.inputs));
        const int split = t.box("obj snake~ out " + std::to_string(p.outputs));
        for (int i = 0; i < p.inputs; ++i) in(i, merge, i);
        t.cord(merge, 0, rave, 0);
        t.cord(rave, 0, split, 0);
        t.cord(rave, 1, print, 0);
        source = split;
    } else {
        for (int i = 0; i < p.inputs; ++i) in(i, rave, i);
        t.cord(rave, p.outputs, print, 0);
    }
    if (p.block == 64) {
        const int dac = outer.box("obj dac~" + channels(p.outputs));
        for (int i = 0; i < p.outputs; ++i) outer.cord(source, i, dac, i);
        return outer.text();
    }
    for (int i = 0; i < p.outputs; ++i) inner.cord(source, i, inner.box("obj outlet~"), 0);
    inner.box("obj block~ " + std::to_string(p.block));
    // adc~ is box 0 of the outer patch, the sub-canvas box 1, dac~ box 2.
    std::string text = outer.text() + "#N canvas 0 0 450 300 reblocked 0;\n" + inner.body() +
                       "#X restore 20 300 pd reblocked;\n#X obj 20 340 dac~" + channels(p.outputs) + ";\n";
    for (int i = 0; i < p.inputs; ++i) text += "#X connect 0 " + std::to_string(i) + " 1 " + std::to_string(i) + ";\n";
    for (int i = 0; i < p.outputs; ++i) text += "#X connect 1 " + std::to_string(i) + " 2 " + std::to_string(i) + ";\n";
    return text;
}

}  // namespace latentjam::test
