// A control that was moved is where it was when the patch is opened again: remember and savestate in an abstraction.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>

using latentjam::test::PdRun;
namespace fs = std::filesystem;

namespace {

/// A patch around an abstraction; it is given `message`, saved as saved.pd and opened again.
std::string saved_after(PdRun& pd, const std::string& box, const std::string& message, int inlet)
{
    pd.patch("#N canvas 0 0 450 300 12;\n#X obj 20 20 r to;\n#X obj 20 60 " + box +
                 ";\n#X obj 300 20 loadbang;\n#X obj 300 40 delay 200;\n#X msg 300 80 \\; to " + message +
                 ";\n#X obj 300 120 delay 100;\n#X msg 300 160 \\; pd-holder.pd savetofile saved.pd " +
                 pd.folder().string() + ";\n#X connect 0 0 1 " + std::to_string(inlet) +
                 ";\n#X connect 2 0 3 0;\n#X connect 3 0 4 0;\n#X connect 3 "
                 "0 5 0;\n#X connect 5 0 6 0;\n",
             "holder.pd");
    const auto result = pd.run();
    CHECK(result.ok());
    std::ifstream file(pd.folder() / "saved.pd");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("The controls of our abstractions are saved in the patch around them")
{
    const auto [box, message, line] = GENERATE(
        std::tuple{"oneshot", "level 0.25", "#A saved level 0.25"},
        std::tuple{"oneshot", "speed 2", "#A saved speed 2"}, std::tuple{"oneshot", "start 0.5", "#A saved start 0.5"},
        std::tuple{"steps 16", "length 7", "#A saved length 7"},
        std::tuple{"steps 16", "density 1", "#A saved step16 1"},
        std::tuple{"sound-in", "source 2", "#A saved source 2"},
        std::tuple{"sound-in", "tempo 90", "#A saved tempo 90"}, std::tuple{"hats", "level 0.1", "#A saved level 0.1"},
        std::tuple{"stereodelay", "wet 0.5", "#A saved wet 0.5"},
        std::tuple{"reverb", "liveness 90", "#A saved liveness 90"},
        std::tuple{"slicer", "tempo 150", "#A saved tempo 150"},
        std::tuple{"ch8ns0n", "ratio 1024", "#A saved ratio 1024"},
        std::tuple{"master", "volume -12", "#A saved volume -12"},
        std::tuple{"master", "drive 0.5", "#A saved drive 0.5"},
        std::tuple{"chanson", "ratio 1024", "#A saved ratio 1024"},
        std::tuple{"sequence", "level 0.5", "#A saved level 0.5"},
        std::tuple{"blip", "level 0.2", "#A saved level 0.2"}, std::tuple{"stab", "level 0.2", "#A saved level 0.2"},
        std::tuple{"subbass", "level 0.2", "#A saved level 0.2"},
        std::tuple{"dubchord", "level 0.2", "#A saved level 0.2"},
        std::tuple{"space", "width 0.5", "#A saved width 0.5"}, std::tuple{"space", "delay 0.3", "#A saved delay 0.3"});
    PdRun pd;
    const std::string saved = saved_after(pd, box, message,
                                          std::string(box) == "stereodelay" || std::string(box) == "reverb" ||
                                              std::string(box) == "master" || std::string(box) == "space");
    CAPTURE(box, message, saved);
    CHECK(saved.find(line) != std::string::npos);
}

TEST_CASE("What was saved is there again, after the defaults")
{
    const std::string saved_state = GENERATE("level 0.25", "speed 0.5", "file my\\ loop.wav");
    PdRun pd;
    fs::copy(LATENTJAM_SOURCE "/samples/set0/sample1.wav", pd.folder() / "my loop.wav");
    pd.patch("#N canvas 0 0 450 300 12;\n#X obj 20 60 oneshot;\n#A saved " + saved_state +
                 ";\n#X obj 300 20 loadbang;\n#X obj 300 120 delay 500;\n#X msg 300 160 \\; pd-holder.pd savetofile "
                 "saved.pd " +
                 pd.folder().string() + ";\n#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n",
             "holder.pd");
    const auto result = pd.run();
    std::ifstream file(pd.folder() / "saved.pd");
    const std::string saved{std::istreambuf_iterator<char>(file), {}};
    CAPTURE(saved_state, result.console, saved);
    CHECK(result.console.find("error") == std::string::npos);
    CHECK(saved.find("#A saved " + saved_state) != std::string::npos);
}

TEST_CASE("file-name makes one symbol of words, numbers and symbols")
{
    const auto [message, name] = GENERATE(
        std::pair{"my long loop.wav", "symbol my\\ long\\ loop.wav"}, std::pair{"909", "symbol 909"},
        std::pair{"808 kick 2", "symbol 808\\ kick\\ 2"}, std::pair{"symbol one", "symbol one"},
        std::pair{"one", "symbol one"}, std::pair{"list a b", "symbol a\\ b"}, std::pair{"1.5 b", "symbol 1.5\\ b"});
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 20 20 loadbang;\n#X msg 20 40 " + std::string(message) +
        ";\n#X obj 20 60 file-name;\n#X obj 20 80 print name;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect "
        "2 0 3 0;\n");
    const auto result = pd.run();
    CAPTURE(message, result.console);
    CHECK(result.console == "name: " + std::string(name) + "\n");
}
