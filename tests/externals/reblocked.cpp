// A model with more channels comes to a rave~ inside block~, where Pd itself would crash: the old one plays on.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using latentjam::test::PdRun;

namespace {

/// rave~ with `arguments` in a sub-canvas with `block`, in one with `around`, through an object that knows one channel;
/// then `messages`, a second each, and how loud it is after each of them.
std::string patch(const std::string& arguments, const std::string& block, const std::string& around,
                  const std::string& messages)
{
    return "#N canvas 0 0 450 300 12;\n#N canvas 0 0 450 300 around 0;\n#N canvas 0 0 450 300 sub 0;\n#X obj 10 10 "
           "osc~ 0.4;\n#X obj 10 40 rave~ " +
           arguments + " -m -hold first;\n#X obj 10 70 lop~ 5000;\n#X obj 10 100 outlet~;\n#X obj 200 10 " + block +
           ";\n#X obj 200 40 r b;\n#X obj 100 70 print info;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 "
           "3 "
           "0;\n#X connect 5 0 1 0;\n#X connect 1 1 6 0;\n#X restore 10 10 pd sub;\n#X obj 10 40 outlet~;\n#X obj 99 "
           "10 " +
           around +
           ";\n#X connect 0 0 1 0;\n#X restore 10 10 pd around;\n#X obj 10 40 env~ 16384 16384;\n"
           "#X obj 10 70 print env;\n#X obj 10 100 loadbang;\n#X obj 10 130 qlist;\n#X msg 10 160 clear \\, add 100 pd "
           "dsp 1 \\, " +
           messages +
           " \\, add 1500 pd quit \\, bang;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 5 0;\n#X connect "
           "5 "
           "0 4 0;\n";
}

struct Case {
    const char* arguments;
    const char* block;
    const char* messages;
    bool refused;
    const char* around = "block~";
};

}  // namespace

TEST_CASE("More output channels inside block~ are refused with a line, fewer are silent, and Pd lives")
{
    const Case given = GENERATE(
        Case{"sirens decode", "block~ 1024", "add 1500 b method encode \\, add 1500 b method decode", true},
        Case{"sirens decode", "block~ 128", "add 1500 b method encode", true},
        Case{"sirens decode", "block~ 32", "add 1500 b method encode", true},
        Case{"sirens decode", "block~ 64 1 2", "add 1500 b method encode", true},
        Case{"sirens decode", "block~ 4096", "add 1500 b load breaks-4 \\, add 1500 b method encode", true},
        Case{"sirens decode", "block~ 1024", "add 1500 b load breaks \\, add 1500 b load sirens", false},
        Case{"sirens forward", "block~ 1024", "add 1500 b method decode \\, add 1500 b method encode", true},
        Case{"breaks-4 decode", "block~ 256", "add 1500 b load sirens \\, add 1500 b method encode", true},
        Case{"sirens decode", "block~ 64", "add 1500 b method encode \\, add 1500 b method decode", true,
             "block~ 1024"},
        Case{"sirens decode", "block~", "add 1500 b method encode", true, "block~ 512"},
        Case{"sirens decode", "block~ 64", "add 1500 b load breaks \\, add 1500 b method encode", true, "block~ 256"},
        Case{"sirens decode", "block~ 64", "add 1500 b method encode", true, "block~ 64 1 2"},
        Case{"sirens decode", "block~ 64", "add 1500 b load breaks \\, add 1500 b load sirens", false});
    PdRun pd;
    pd.patch(patch(given.arguments, given.block, given.around, given.messages));
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(-1).run();
    CAPTURE(given.arguments, given.block, given.around, given.messages, result.console);
    CHECK(result.ok());
    CHECK(result.says("this box keeps its 1 while DSP is on") == given.refused);
    CHECK(result.says("info: ready 1"));
    const std::size_t last = result.console.rfind("env: ");
    REQUIRE(last != std::string::npos);
    if (given.refused) CHECK(std::stod(result.console.substr(last + 5)) > 40);  // the old one plays on
}
