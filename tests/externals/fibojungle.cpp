// fibojungle in headless Pd, against the core.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/arranger.h"
#include "score/fibonacci/settings.h"
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

using namespace latentjam::score::fibonacci;
using latentjam::test::PdRun;

namespace {

/// A patch that sends the lines of `messages` to a fibojungle when it opens, and prints what it says.
std::string patch_with(const std::string& box, const std::string& messages)
{
    return "#N canvas 0 0 600 400 12;\n#X declare -lib latentjam;\n#X obj 20 20 loadbang;\n#X msg 20 50 " + messages +
           ";\n#X obj 20 80 route eighths;\n#X obj 20 110 until;\n#X obj 20 140 " + box +
           ";\n#X obj 20 170 print out;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n"
           "#X connect 3 0 4 0;\n#X connect 2 1 4 0;\n#X connect 4 0 5 0;\n";
}

latentjam::test::PdResult run(const std::string& box, const std::string& messages)
{
    PdRun pd;
    pd.patch(patch_with(box, messages));
    return pd.run();
}

void print(std::ostream& console, std::span<const Event> events)
{
    for (const Event& event : events) {
        console << "out: " << name_of(event.kind);
        for (int i = 0; i < event.size; ++i) console << ' ' << event.numbers[static_cast<std::size_t>(i)];
        console << '\n';
    }
}

std::string core(Arranger arranger, int eighths)
{
    std::ostringstream console;
    for (int eighth = 0; eighth < eighths; ++eighth) print(console, arranger.step());
    return console.str();
}

}  // namespace

TEST_CASE("fibojungle says what the core says, for two whole tracks of each variant")
{
    CHECK(run("fibojungle -original -seed 3", "eighths 1155").console == core(Arranger(original_score(), 3), 1155));
    CHECK(run("fibojungle -seed 3", "eighths 1200").console == core(Arranger(usual_score(), 3), 1200));

    Arranger endless(usual_score(), 1);
    endless.set_endless(true);
    CHECK(run("fibojungle", "endless 1 \\, eighths 2000").console == core(endless, 2000));
}

TEST_CASE("start brings fibojungle back to the beginning, with the seed that it was given last")
{
    Arranger arranger(usual_score(), 9);
    std::ostringstream expected;
    for (int eighth = 0; eighth < 50; ++eighth) print(expected, arranger.step());
    print(expected, arranger.stop());
    arranger.set_seed(12);
    print(expected, arranger.start());
    for (int eighth = 0; eighth < 500; ++eighth) print(expected, arranger.step());
    const auto result =
        run("fibojungle -seed 9", "eighths 50 \\, stop \\, eighths 3 \\, seed 12 \\, start \\, eighths 500");
    CHECK(result.console == expected.str());
}

TEST_CASE("settings leave fibojungle as the core draws them, with the notes of scale and chord")
{
    latentjam::random::Random random(4);
    const Settings drawn = draw_settings(random);
    const auto result = run("fibojungle", "seed 4 \\, settings");
    CAPTURE(result.console);
    CHECK(result.says("out: set " + std::to_string(drawn.sample_set) + "\n"));
    CHECK(result.says("out: bpm " + std::to_string(drawn.bpm) + "\n"));
    CHECK(result.says("out: base " + std::to_string(drawn.base_note) + "\n"));
    CHECK(result.says("out: scale " + std::to_string(drawn.scale) + " "));
    CHECK(result.says("out: chord " + std::to_string(drawn.chord) + " "));
    CHECK(result.says("out: mode3 " + std::to_string(drawn.modes[2]) + "\n"));
}

TEST_CASE("fibojungle knows scales and chords by place and by name")
{
    const auto result = run("fibojungle", "scale 0 \\, scale minor_blues \\, chord 34 \\, chord Minor7#5");
    CHECK(result.console ==
          "out: scale 0 dorian 0 2 3 5 7 9 10 12\nout: scale 10 minor_blues 0 3 5 6 7 10 12\n"
          "out: chord 34 Add11 0 4 7 10 15\nout: chord 29 Minor7#5 0 3 7 11\n");
}

TEST_CASE("What fibojungle cannot do is said in a line, and it plays on")
{
    const auto result =
        run("fibojungle -colour red",
            "jump 3 \\, section 9 \\, section 1e30 \\, seed -1 \\, sequence fibonaci \\, top 0 \\, "
            "preset 1 \\, scale 14 \\, chord Miner \\, read no-such-file \\, write /no/such/folder/x \\, eighths 1");
    CAPTURE(result.console);
    CHECK(result.ok());
    for (const char* words :
         {"-colour", "'jump' is no message", "section 9:", "seed -1: a whole number from 0", "'fibonaci' is unknown",
          "top 0:", "preset 1:", "scale '14'", "chord 'Miner'", "'no-such-file'", "/no/such/folder/x"})
        CHECK(result.says(words));
    CHECK(result.says("out: count 1\nout: fibon\n"));
}

TEST_CASE("What was changed is the same after it was written and read")
{
    PdRun pd;
    pd.patch(patch_with("fibojungle",
                        "sequence lucas \\, sections 11 \\, preset 5 1 0 1 0.5 \\, write score.txt \\, "
                        "sequence primes \\, read score \\, write again.txt"));
    const auto result = pd.run();
    CHECK(result.ok());
    CHECK(result.console == "");
    const auto text = [&pd](const char* name) {
        std::ifstream file(pd.folder() / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    CHECK(text("score.txt").find("preset 5 1 0 1 0.5;") != std::string::npos);
    CHECK(text("again.txt") == text("score.txt"));
}
