// `pd -batch` for scripts: the exit status tells whether unravel could do what it was told, and get is answered.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using latentjam::test::PdResult;
using latentjam::test::PdRun;
namespace fs = std::filesystem;

namespace {

const std::string kModel = LATENTJAM_TEST_DATA "/gain.ts";

constexpr const char* kUnravel =
    "#N canvas 0 0 400 300 12;\n#X obj 20 20 r u;\n#X obj 20 60 unravel;\n#X obj 20 100 print u;\n#X connect 0 0 1 "
    "0;\n#X connect 1 0 2 0;\n";

/// Ends by `pd quit`, as scripts do.
PdResult unravel(const std::vector<std::string>& messages, PdRun::Clock clock = PdRun::Clock::kBatch)
{
    PdRun pd(clock);
    pd.patch(kUnravel);
    fs::copy(LATENTJAM_TEST_DATA "/unravel/encoding_0.npy", pd.folder() / "four.npy");
    fs::create_directory(pd.folder() / "empty");
    std::ofstream(pd.folder() / "bad.npy") << "no numbers";
    pd.send("u model " + kModel);
    for (const auto& message : messages) pd.send("u " + message);
    return pd.run();
}

}  // namespace

TEST_CASE("unravel in batch ends with status 0 when all went well, and with 1 when anything failed")
{
    const auto [messages, status] = GENERATE(
        std::pair{std::vector<std::string>{"generate four.npy new"}, 0}, std::pair{std::vector<std::string>{}, 0},
        std::pair{std::vector<std::string>{"iqr 1", "generate four.npy new", "analyse four.npy"}, 0},
        std::pair{std::vector<std::string>{"decode bad.npy out"}, 1},
        std::pair{std::vector<std::string>{"decode nowhere out"}, 1},
        std::pair{std::vector<std::string>{"encode empty out"}, 1},
        std::pair{std::vector<std::string>{"model nowhere"}, 1},
        std::pair{std::vector<std::string>{"pattern waltz"}, 1}, std::pair{std::vector<std::string>{"encode"}, 1},
        std::pair{std::vector<std::string>{"nonsense"}, 1},
        std::pair{std::vector<std::string>{"generate nowhere new", "generate four.npy new"}, 1},
        std::pair{std::vector<std::string>{"generate four.npy new", "generate four.npy new"}, 1});
    const PdResult result = unravel(messages);
    CAPTURE(messages, result.console);
    CHECK(result.exit_status == status);
}

TEST_CASE("With a window open an error does not change how Pd ends")
{
    CHECK(unravel({"model nowhere"}, PdRun::Clock::kRealTime).exit_status == 0);
}

TEST_CASE("get is answered in batch, with DSP off and on")
{
    const auto* dsp = GENERATE("", "\\; pd dsp 1");
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 loadbang;\n#X msg 20 50 get gain \\, set gain 0.25 \\, get gain " +
        std::string(dsp) + ";\n#X obj 20 80 rave~ " + kModel +
        " decode -m;\n#X obj 20 110 print rave;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 1 3 0;\n");
    const PdResult result = pd.quit_after(0).run();
    CAPTURE(dsp, result.console);
    CHECK(result.ok());
    CHECK(result.says("rave: gain 0.5\n"));
    CHECK(result.says("rave: gain 0.25\n"));
}

TEST_CASE("Values beyond the limits are one line with value, limit and remedy")
{
    const auto [message, line] =
        GENERATE(std::pair{"bufsize 1e+07", "rave~: bufsize 10000000: a whole number from 0 to 1048576 samples"},
                 std::pair{"bufsize -1", "rave~: bufsize -1: a whole number from 0 to 1048576"},
                 std::pair{"bufsize 0.5", "rave~: bufsize 0.5: a whole number from 0 to 1048576"},
                 std::pair{"threads 1000", "rave~: threads 1000: a whole number from 1 to 256"},
                 std::pair{"hold 1e+08", "rave~: hold '100000000': first, last, or which sample"},
                 std::pair{"deadline -5", "rave~: deadline -5: 0 or more ms"},
                 std::pair{"seed -1", "rave~: seed -1: a whole number from 0"},
                 std::pair{"precision double", "rave~: precision double: full, half"},
                 std::pair{"get", "rave~: get without a value: an attribute"},
                 std::pair{"enable maybe", "rave~: enable maybe: 0 or 1"});
    PdRun pd;
    pd.patch("#N canvas 0 0 400 300 12;\n#X obj 20 20 loadbang;\n#X msg 20 50 " + std::string(message) +
             ";\n#X obj 20 80 rave~ " + kModel + " decode -m;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n");
    const PdResult result = pd.run();
    CAPTURE(message, result.console);
    CHECK(result.ok());
    CHECK(result.says(line));
    CHECK(result.console.find("rave~:") == result.console.rfind("rave~:"));
}

TEST_CASE("A buffer that was rounded is told once, however often the model is opened")
{
    PdRun pd;
    pd.patch("#N canvas 0 0 400 300 12;\n#X obj 20 20 r u;\n#X obj 20 80 rave~ " + kModel +
             " decode -m;\n#X connect 0 0 1 0;\n");
    const PdResult result =
        pd.send("u bufsize 2047").send("u method encode").send("u reload").send("u offline 1").quit_after(200).run();
    CAPTURE(result.console);
    CHECK(result.says("buffer 2047 is no multiple"));
    CHECK(result.console.find("is no multiple") == result.console.rfind("is no multiple"));
}

TEST_CASE("An object without messages says so")
{
    const auto* object = GENERATE("limit~", "hear~");
    PdRun pd;
    pd.patch("#N canvas 0 0 400 300 12;\n#X obj 20 20 r u;\n#X obj 20 80 " + std::string(object) +
             ";\n#X connect 0 0 1 0;\n");
    const PdResult result = pd.send("u louder").run();
    CAPTURE(result.console);
    CHECK(result.says("'louder' is no message; there is bang alone"));
}

TEST_CASE("A choice that is told too little asks nobody")
{
    const auto* arguments = GENERATE("", " pattern", " pattern a", " pattern a b");
    PdRun pd;
    pd.patch("#N canvas 0 0 400 300 12;\n#X obj 20 80 choice" + std::string(arguments) + ";\n");
    const PdResult result = pd.run();
    CAPTURE(arguments, result.console);
    CHECK(result.console.empty());
}
