// Recordings by any name, as master and record~ are told it: in which file they are, that they are whole, or why there
// is none.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

using namespace latentjam;
using test::PdRun;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTone =
    "#N canvas 0 0 450 300 12;\n#X obj 10 10 osc~ 441;\n#X obj 10 40 master;\n#X connect 0 0 1 0;\n";

/// -1 when there is no sound file.
double seconds_of(const fs::path& path)
{
    auto reader = audio::SoundReader::open(path.string(), 0);
    if (!reader) return -1;
    std::vector<float> samples(1 << 20);
    const auto got = reader->read(samples);
    return got ? static_cast<double>(*got) / reader->file_rate_hz() : -1;
}

}  // namespace

TEST_CASE(
    "A recording is called by any name: digits, several words, other alphabets, folders, with an ending or without")
{
    struct Case {
        const char* told;  ///< as a patch or a script writes it
        const char* file;
    };
    const auto [told, file] = GENERATE(
        Case{"909", "909.wav"}, Case{"1.5", "1.5.wav"}, Case{"-3", "-3.wav"}, Case{"808 kick 2", "808 kick 2.wav"},
        Case{"my take", "my take.wav"}, Case{"my\\ take.wav", "my take.wav"}, Case{"take.WAV", "take.WAV"},
        Case{"My\\ Söunds\\,\\ vol.\\ 2\\;\\ \\$1", "My Söunds, vol. 2; $1.wav"}, Case{"音の海.wav", "音の海.wav"},
        Case{"sub/take", "sub/take.wav"}, Case{"take.v2.wav", "take.v2.wav"}, Case{"100%s.wav", "100%s.wav"});
    PdRun pd;
    fs::create_directory(pd.folder() / "sub");
    pd.patch(kTone);
    const auto result =
        pd.send("pd dsp 1").send(std::string("jam record ") + told).send("jam start").quit_after(1200).run();
    CAPTURE(told, result.console);
    CHECK(result.ok());
    CHECK(result.console.empty());
    CHECK(seconds_of(pd.folder() / file) > 1);
}

TEST_CASE("Where nothing can be recorded one line says why, and what was there before is as it was")
{
    struct Case {
        const char* told;
        const char* says;
    };
    const auto [told, says] = GENERATE(Case{"nowhere/take.wav", "nowhere"}, Case{"/proc/take.wav", "/proc/take.wav"},
                                       Case{"drawer.wav", "drawer.wav"}, Case{"/dev/full/take", "/dev/full/take"});
    PdRun pd;
    fs::create_directory(pd.folder() / "drawer.wav");
    pd.patch(kTone);
    const auto result =
        pd.send("pd dsp 1").send(std::string("jam record ") + told).send("jam start").quit_after(600).run();
    CAPTURE(told, result.console);
    CHECK(result.exit_status == 0);
    const auto first = result.console.find("error");
    REQUIRE(first != std::string::npos);
    CHECK(result.console.find("error", first + 1) == std::string::npos);
    CHECK(result.says(says));
}

TEST_CASE("Record 0 ends a recording and record 1 begins the next one, and both are whole")
{
    PdRun pd;
    pd.patch(
        std::string(kTone) +
            "#X obj 10 70 loadbang;\n#X obj 10 100 qlist;\n#X msg 10 130 clear \\, add jam record 1001 \\, add jam "
            "start \\, add 700 jam record 0 \\, add 100 jam record second \\, add 400 jam record 0 \\, add 100 pd "
            "quit \\, bang;\n#X connect 2 0 4 0;\n#X connect 4 0 3 0;\n",
        "patch.pd");
    const auto result = pd.send("pd dsp 1").quit_after(-1).run();
    CAPTURE(result.console);
    CHECK(std::abs(seconds_of(pd.folder() / "1001.wav") - 0.7) < 0.4);
    CHECK(std::abs(seconds_of(pd.folder() / "second.wav") - 0.4) < 0.4);
}

TEST_CASE("Two that are told the same file never write into it by turns")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 sig~ 0.25;\n#X obj 200 10 sig~ 0.5;\n#X obj 10 40 record~ 1;\n"
        "#X obj 200 40 record~ 1;\n#X obj 100 10 r go;\n#X connect 0 0 2 0;\n#X connect 1 0 3 0;\n"
        "#X connect 4 0 2 0;\n#X connect 4 0 3 0;\n");
    const auto result = pd.send("pd dsp 1").send("go record take.wav").quit_after(1500).run();
    CAPTURE(result.console);
    CHECK(result.console.empty());
    CHECK(seconds_of(pd.folder() / "take.wav") > 1);
    CHECK(seconds_of(pd.folder() / "take-2.wav") > 1);
}
