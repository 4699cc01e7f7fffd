// guard~ in headless Pd: it hears what all patches together send to the sound card, fades it, and reports.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "support/pd_run.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

using latentjam::test::has_double_pd;
using latentjam::test::PdRun;

namespace {

/// Opened first; reports to the console at each `look`.
constexpr const char* kGuard =
    "#N canvas 0 0 400 300 12;\n#X obj 10 10 r guard;\n#X obj 10 40 guard~;\n#X obj 10 70 print told;\n"
    "#X obj 200 10 loadbang;\n#X msg 200 40 \\; pd dsp 1;\n#X obj 100 10 r look;\n#X obj 100 40 delay 1000;\n"
    "#X connect 0 0 1 0;\n#X connect 1 1 2 0;\n#X connect 3 0 4 0;\n#X connect 5 0 6 0;\n#X connect 6 0 1 0;\n";

/// 997 Hz at 0.1 in one channel: -23.01 LUFS; two patches, one for each channel.
std::string sine(int channel)
{
    return "#N canvas 0 0 400 300 12;\n#X obj 10 10 osc~ 997;\n#X obj 10 40 *~ 0.1;\n#X obj 10 70 dac~ " +
           std::to_string(channel) + ";\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n";
}

double told(const std::string& console, const std::string& what)
{
    std::smatch match;
    REQUIRE(std::regex_search(console, match, std::regex("told: " + what + " (-?[0-9.e+-]+)")));
    return std::stod(match[1]);
}

std::vector<float> left_of(const std::filesystem::path& file)
{
    auto reader = latentjam::audio::SoundReader::open(file.string(), 0, 2);
    REQUIRE(reader);
    std::vector<float> left, stereo(8192);
    for (std::size_t frames = 1; frames > 0;) {
        const auto read = reader->read(stereo);
        REQUIRE(read);
        frames = *read;
        for (std::size_t i = 0; i < frames; ++i) left.push_back(stereo[2 * i]);
    }
    return left;
}

}  // namespace

TEST_CASE("guard~ hears what all patches that were opened after it send to the sound card")
{
    const auto samples = has_double_pd() ? GENERATE(PdRun::Samples::kSingle, PdRun::Samples::kDouble)
                                         : GENERATE(PdRun::Samples::kSingle);
    PdRun pd(PdRun::Clock::kBatch, samples);
    pd.patch(kGuard, "guard.pd");
    pd.patch(sine(1), "left.pd");
    pd.patch(sine(2), "right.pd");
    const auto result = pd.send("look bang").quit_after(2000).run();
    CAPTURE(result.console);
    CHECK(told(result.console, "loudness") == Catch::Approx(-20).margin(0.05));
    CHECK(told(result.console, "peak") == Catch::Approx(-20).margin(0.05));
    CHECK(told(result.console, "correction") == 0);
    CHECK(told(result.console, "nan") == 0);
}

TEST_CASE("guard~ fades what leaves Pd, and silences what is no number")
{
    PdRun pd;
    pd.patch(kGuard, "guard.pd");
    pd.patch(sine(1), "left.pd");
    const auto faded = pd.send("guard fade 0.5 0").send("look bang").quit_after(2000).run();
    CAPTURE(faded.console);
    CHECK(told(faded.console, "loudness") == Catch::Approx(-29.03).margin(0.1));

    PdRun spoilt;
    spoilt.patch(kGuard, "guard.pd");
    spoilt.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 sig~ 1e+38;\n#X obj 10 40 *~ 1e+38;\n#X obj 10 70 dac~ 1;\n"
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n");
    const auto silent = spoilt.send("look bang").quit_after(2000).run();
    CAPTURE(silent.console);
    CHECK(told(silent.console, "loudness") == -120);
    CHECK(told(silent.console, "nan") > 40000);
}

TEST_CASE("guard~ says what it takes")
{
    PdRun pd;
    pd.patch(kGuard);
    const auto result = pd.send("guard target 3").send("guard fade").run();
    CAPTURE(result.console);
    CHECK(result.says("guard~: target 3"));
    CHECK(result.says("guard~: fade"));
}

TEST_CASE("What guard~ lets out is recorded in pieces that join without a gap")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 guard~;\n#X obj 10 40 record~ -m -bytes 4 -pieces 0.05;\n"
        "#X obj 10 70 print told;\n#X obj 200 10 loadbang;\n#X msg 200 40 record heard \\, \\; pd dsp 1;\n"
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 4 0;\n#X connect 4 0 1 0;\n",
        "guard.pd");
    // 1/2^20 more with each sample: below what the limiter touches, and exact.
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 sig~ 9.5367431640625e-07;\n#X obj 10 40 rpole~ 1;\n"
        "#X obj 10 70 dac~;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 1 0 2 1;\n",
        "ramp.pd");
    const auto result = pd.quit_after(10000).run();
    CAPTURE(result.console);
    std::vector<std::vector<float>> pieces;
    for (const auto& entry : std::filesystem::directory_iterator(pd.folder() / "heard"))
        pieces.push_back(left_of(entry.path()));
    REQUIRE(pieces.size() == 4);  // 3 s each, and the last
    std::sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return a.at(200) < b.at(200); });
    std::vector<float> all;
    for (const auto& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
    REQUIRE(all.size() > 19 * 44100 / 2);
    int gaps = 0;
    const auto begin = std::find_if(all.begin(), all.end(), [](float sample) { return sample > 0; });
    for (auto at = begin; at + 1 != all.end(); ++at)
        if (std::abs(at[1] - at[0] - 9.5367431640625e-07f) > 1e-9f) ++gaps;
    CHECK(gaps == 0);
}
