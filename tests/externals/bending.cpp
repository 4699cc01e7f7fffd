// Bends in a Pd of their own: the Bending Log, other boxes, and messages that cannot be followed.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using latentjam::test::PdRun;

namespace {

/// `messages` go to the first of two boxes with one model when it is ready; a second of both is recorded after that.
std::string patch(const std::string& messages)
{
    return R"(#N canvas 0 0 600 400 12;
#X declare -lib latentjam;
#X obj 20 20 osc~ 0.7;
#X obj 20 60 rave~ sirens decode -m -hold first -seed 3;
#X obj 220 60 rave~ sirens decode -m -hold first -seed 4;
#X obj 20 120 tabwrite~ first;
#X obj 220 120 tabwrite~ second;
#X obj 20 160 array define first 44100;
#X obj 220 160 array define second 44100;
#X obj 420 20 loadbang;
#X obj 420 50 t b b b;
#X msg 470 80 \; pd dsp 1;
#X obj 420 110 delay 1500;
#X msg 420 140 write -wave -bytes 4 sound.wav first second;
#X obj 420 170 soundfiler;
#X msg 500 80 )" +
           messages + R"(;
#X obj 300 90 print info;
#X connect 0 0 1 0;
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

struct Render {
    std::string sound;
    std::string console;
};

std::string bytes_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Render render(const std::string& messages, const std::filesystem::path& log = {}, std::string* written = nullptr)
{
    PdRun pd;
    pd.patch(patch(messages));
    if (!log.empty()) std::filesystem::copy_file(log, pd.folder() / "night.log");
    const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(2000).run();
    INFO(result.console);
    REQUIRE(result.ok());
    if (written) *written = bytes_of(pd.folder() / "night.log");
    return {bytes_of(pd.folder() / "sound.wav"), result.console};
}

/// Every other float: one of two channels.
std::string channel(const std::string& wave, std::size_t which)
{
    std::string values;
    for (std::size_t at = wave.find("data") + 8 + 4 * which; at + 4 <= wave.size(); at += 8)
        values += wave.substr(at, 4);
    return values;
}

constexpr const char* kBends =
    "bend decoder.quarter.*.weight rnormal 0.3 5 \\, bend 28 roll 0.25 \\, act decoder.quarter.0.conv gain 0-9 0.5 \\, "
    "bend decoder.fine_tone.bias part 0.5 1 scale 2 \\, set_weights centre 0 0.1 0 0 0.3 0 0 0";

}  // namespace

TEST_CASE("A Bending Log that was written plays in a fresh Pd as it did, to the last bit")
{
    std::string log;
    const auto first = render(std::string(kBends) + " \\, bendlog write night", {}, &log);
    CHECK(log.find("act decoder.quarter.0.conv gain 0-9 0.5") != std::string::npos);
    const auto path = std::filesystem::temp_directory_path() / "latentjam-night.log";
    std::ofstream(path, std::ios::binary) << log;
    const auto second = render("bendlog read night", path);
    std::filesystem::remove(path);
    CHECK((first.sound == second.sound));
    const auto plain = render("bends");
    CHECK((channel(plain.sound, 0) != channel(first.sound, 0)));
    // The box beside it plays the same weights, and does not hear a bend.
    CHECK((channel(plain.sound, 1) == channel(first.sound, 1)));
    CHECK(first.console.find("error") == std::string::npos);
}

TEST_CASE("Unbent again, a box sounds to the last bit as if it had never been bent")
{
    const auto plain = render("bends");
    CHECK((render(std::string(kBends) + " \\, unbend").sound == plain.sound));
    CHECK((render("bend 28 scale 3 \\, bend 29 flip \\, undo \\, undo").sound == plain.sound));
    CHECK((render("bend 28 scale 3 \\, bendset 0 off").sound == plain.sound));
}

TEST_CASE("Bends that are asked for before the model is there play from its first block")
{
    const auto bent = render("bend 28 scale 0.2");
    const auto again = render("bend 28 scale 0.2 \\, bufsize 2048");
    CHECK((channel(again.sound, 0) == channel(bent.sound, 0)));
}

TEST_CASE("What cannot be followed is told in one line each, and the model plays on")
{
    const auto plain = render("bends");
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"bend nothing.weight scale 2", "no parameter is called 'nothing.weight'"},
        {"get_weights nothing", "no parameter is called 'nothing'"},
        {"set_weights centre 1 2 3", "3 values for 8 weights"},
        {"set_weights centre 1 2 three 4 5 6 7 8", "value 3 is 'three'"},
        {"set_weights centre", "set_weights takes"},
        {"get_weights", "get_weights"},
        {"bend 28 scale 1e30", "-31..31"},
        {"bend 28 louder 2", "'louder' is no operation"},
        {"bendset 3 1", "there are 0 bends"},
        {"undo", "no bend to undo"},
        {"weights centre to nowhere", "no array is called 'nowhere'"},
        {"weights 28 from first", "do not fit"},
        {"blend nowhere 0.5", "nowhere"},
        {"act centre gain all 1", "libtorch"},
        {"bendlog read nowhere", "nowhere.log"},
        {"bendfade 300", "bendfade"},
        {"bend centre offset 3e38 \\, bend centre offset 3e38", "not finite"},
    };
    for (const auto& [message, words] : wrong) {
        const auto result = render(message + " \\, unbend");
        CAPTURE(message, result.console);
        CHECK(result.console.find(words) != std::string::npos);
        CHECK((result.sound == plain.sound));
    }
}

TEST_CASE("A box without a model answers messages of bends with one line")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 300 200 12;\n#X declare -lib latentjam;\n#X obj 20 20 r box;\n#X obj 20 50 rave~;\n"
        "#X connect 0 0 1 0;\n");
    for (const char* message : {"layers", "bend 0 scale 2", "get_weights a", "unbend", "undo", "bends"})
        pd.send(std::string("box ") + message);
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.ok());
    CHECK(result.says("no model is loaded yet"));
}

TEST_CASE("Forty bends in one instant leave Pd playing")
{
    std::string messages = "bend 28 scale 1.01";
    for (int i = 0; i < 39; ++i) messages += " \\, bendset 0 " + std::to_string(i % 30);
    const auto storm = render(messages + " \\, bendset 0 0.5");
    CHECK((storm.sound == render("bend 28 scale 0.5").sound));
}
