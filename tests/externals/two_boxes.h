// Two seeded rave~ in a Pd of their own, and a recording of both.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace latentjam::test {

struct TwoBoxes {
    std::string first = "sirens decode -m -hold first -seed 3";
    std::string second = "sirens decode -m -hold first -seed 4";
    std::string messages;  ///< to the first, when its model is ready
    std::string more;      ///< boxes that stand alone, "#X obj ..." each
    int samples = 44100;
    double after_ms = 1500;  ///< after that the recording is written to sound.wav

    std::string patch() const
    {
        return R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 osc~ 0.7;
#X obj 20 60 rave~ )" +
               first + R"(;
#X obj 220 60 rave~ )" +
               second + R"(;
#X obj 20 120 tabwrite~ first;
#X obj 220 120 tabwrite~ second;
#X obj 20 160 array define first )" +
               std::to_string(samples) + R"(;
#X obj 220 160 array define second )" +
               std::to_string(samples) + R"(;
#X obj 420 20 loadbang;
#X obj 420 50 t b b b;
#X msg 470 80 \; pd dsp 1;
#X obj 420 110 delay )" +
               std::to_string(after_ms) + R"(;
#X msg 420 140 write -wave -bytes 4 sound.wav first second;
#X obj 420 170 soundfiler;
#X msg 500 80 )" +
               messages + R"(;
#X obj 300 90 print info;
)" + more + R"(#X connect 0 0 1 0;
#X connect 0 0 2 0;
#X connect 1 0 3 0;
#X connect 2 0 4 0;
#X connect 7 0 8 0;
#X connect 8 1 9 0;
#X connect 8 1 3 0;
#X connect 8 1 4 0;
#X connect 8 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
#X connect 8 2 13 0;
#X connect 13 0 1 0;
#X connect 1 1 14 0;
)";
    }
};

inline std::string bytes_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Recording {
    std::string sound;  ///< the bytes of sound.wav
    std::string console;

    /// Every other float: one of the two boxes.
    std::string channel(std::size_t which) const
    {
        std::string values;
        for (std::size_t at = sound.find("data") + 8 + 4 * which; at + 4 <= sound.size(); at += 8)
            values += sound.substr(at, 4);
        return values;
    }
};

/// Runs Pd with them, whose folder stays as it is.
inline Recording record(PdRun& pd, const TwoBoxes& boxes)
{
    pd.patch(boxes.patch());
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(boxes.after_ms + 500).run();
    INFO(result.console);
    REQUIRE(result.ok());
    return {bytes_of(pd.folder() / "sound.wav"), result.console};
}

}  // namespace latentjam::test
