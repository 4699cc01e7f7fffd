// The spectral model in rave~: it plays in all its ways of making phases, keeps silence, refuses what it does not know.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

using latentjam::test::PdRun;

namespace {

constexpr int kRate = 44100;
constexpr double kStepMs = 600;  // of every mode
constexpr double kLateMs = 120;  // two blocks and half a window, until a mode alone is heard

// A saw through `forward` of the model at both ratios, and silence; three arrays of three seconds.
constexpr const char* kPatch = R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 phasor~ 220;
#X obj 20 50 -~ 0.5;
#X obj 20 80 rave~ sirens-haze forward -hold first -seed 3;
#X obj 220 80 rave~ sirens-haze-512 forward -hold first -seed 3;
#X obj 420 80 rave~ sirens-haze forward -hold first -seed 3;
#X obj 20 120 tabwrite~ long;
#X obj 220 120 tabwrite~ short;
#X obj 420 120 tabwrite~ silence;
#X obj 20 160 array define long 132300;
#X obj 220 160 array define short 132300;
#X obj 420 160 array define silence 132300;
#X obj 20 200 loadbang;
#X obj 20 230 t b b;
#X msg 220 260 \; pd dsp 1;
#X obj 20 290 r mode;
#X msg 20 320 set inversion_mode \$1 \, set haze 0;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 0 3 0;
#X connect 2 0 5 0;
#X connect 3 0 6 0;
#X connect 4 0 7 0;
#X connect 11 0 12 0;
#X connect 12 1 13 0;
#X connect 12 0 5 0;
#X connect 12 0 6 0;
#X connect 12 0 7 0;
#X connect 14 0 15 0;
#X connect 15 0 2 0;
#X connect 15 0 3 0;
#X connect 15 0 4 0;
)";

// Modes follow one another on Pd's own clock.
std::string clockwork(const std::vector<std::string>& modes)
{
    std::string text = "#N canvas 0 0 600 400 12;\n#X obj 20 20 loadbang;\n";
    std::string wires;
    int box = 1;
    const auto add = [&](const std::string& line) { text += line + ";\n", ++box; };
    double at_ms = 0;
    for (const auto& mode : modes) {
        add("#X obj 20 50 delay " + std::to_string(at_ms));
        add("#X msg 20 80 \\; mode symbol " + mode);
        wires += "#X connect 0 0 " + std::to_string(box - 2) + " 0;\n#X connect " + std::to_string(box - 2) + " 0 " +
                 std::to_string(box - 1) + " 0;\n";
        at_ms += kStepMs;
    }
    add("#X obj 20 50 delay 3000");
    add("#X msg 20 80 \\; long write long.txt \\; short write short.txt \\; silence write silence.txt");
    wires += "#X connect 0 0 " + std::to_string(box - 2) + " 0;\n#X connect " + std::to_string(box - 2) + " 0 " +
             std::to_string(box - 1) + " 0;\n";
    return text + wires;
}

std::vector<double> numbers_in(const PdRun& pd, const std::string& name)
{
    std::ifstream file(pd.folder() / name);
    std::vector<double> numbers;
    for (double number = 0; file >> number;) numbers.push_back(number);
    return numbers;
}

double level_db(const std::vector<double>& sound, double from_ms, double to_ms)
{
    double sum = 0;
    const auto from = static_cast<std::size_t>(from_ms * kRate / 1000);
    const auto to = static_cast<std::size_t>(to_ms * kRate / 1000);
    for (std::size_t i = from; i < to; ++i) sum += sound[i] * sound[i];
    return 10 * std::log10(sum / static_cast<double>(to - from) + 1e-12);
}

}  // namespace

TEST_CASE("The spectral model plays in rave~ at both ratios, in all its modes, and silence stays silent")
{
    const std::vector<std::string> modes = {"random", "pghi", "sinebank", "frozen", "keep_input"};
    PdRun pd;
    pd.patch(kPatch);
    pd.patch(clockwork(modes), "clockwork.pd");
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(3100).run();
    INFO(result.console);
    REQUIRE(result.ok());
    CHECK(result.console.empty());
    for (const std::string name : {"long", "short"}) {
        const auto sound = numbers_in(pd, name + ".txt");
        REQUIRE(sound.size() == 3 * kRate);
        CHECK(std::ranges::all_of(sound, [](double x) { return std::abs(x) < 1; }));
        for (std::size_t mode = 0; mode < modes.size(); ++mode) {
            const auto begin_ms = kStepMs * static_cast<double>(mode);
            const auto level = level_db(sound, begin_ms + kLateMs, begin_ms + kStepMs);
            INFO(name << ", " << modes[mode]);
            CHECK(level > -20);
            CHECK(level < -8);
        }
    }
    CHECK(std::ranges::all_of(numbers_in(pd, "silence.txt"), [](double x) { return x == 0; }));
}

TEST_CASE("A way of making phases that needs the future is refused")
{
    PdRun pd;
    pd.patch(kPatch);
    pd.send("mode symbol griffin");
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).run();
    INFO(result.console);
    CHECK(result.ok());
    CHECK(result.says("refused this value of attribute 'inversion_mode'"));
}
