// Bends in a Pd of their own: the Bending Log, other boxes, and messages that cannot be followed.
// SPDX-License-Identifier: BSD-3-Clause
#include "externals/two_boxes.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace latentjam::test;

namespace {

Recording render(const std::string& messages, const std::filesystem::path& log = {}, std::string* written = nullptr)
{
    PdRun pd;
    if (!log.empty()) std::filesystem::copy_file(log, pd.folder() / "night.log");
    TwoBoxes boxes;
    boxes.messages = messages;
    auto recording = record(pd, boxes);
    if (written) *written = bytes_of(pd.folder() / "night.log");
    return recording;
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
    CHECK((plain.channel(0) != first.channel(0)));
    // The box beside it plays the same weights, and does not hear a bend.
    CHECK((plain.channel(1) == first.channel(1)));
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
    CHECK((again.channel(0) == bent.channel(0)));
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

TEST_CASE("A box without a model answers each message of bends with one line")
{
    const std::vector<std::string> messages = {"layers",
                                               "bend 0 scale 2",
                                               "get_weights a",
                                               "unbend",
                                               "undo",
                                               "redo",
                                               "bends",
                                               "bendlist",
                                               "bendset 0 1",
                                               "unbend a",
                                               "bendlog write none",
                                               "blend b 0.5",
                                               "act a gain all 1",
                                               "bendlisten 0"};
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 300 200 12;\n#X declare -lib latentjam;\n#X obj 20 20 r box;\n#X obj 20 50 rave~;\n"
        "#X connect 0 0 1 0;\n");
    for (const auto& message : messages) pd.send("box " + message);
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.ok());
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = result.console.find("no model is loaded yet", at)) != std::string::npos; ++at)
        ++lines;
    CHECK(lines == messages.size());
}

TEST_CASE("A layer's output follows what [s~] sends under the name of an @, or what [value] holds")
{
    const std::string act = "act decoder.quarter.0.conv gain all ";
    const auto plain = render("bends");
    const auto half = render(act + "0.5");
    CHECK((half.channel(0) != plain.channel(0)));
    for (const char* source : {"#X obj 20 200 sig~ 0.5;\n#X obj 20 230 s~ depth;\n#X connect 15 0 16 0;\n",
                               "#X obj 20 200 value depth;\n#X msg 20 170 0.5;\n#X obj 20 140 loadbang;\n"
                               "#X connect 17 0 16 0;\n#X connect 16 0 15 0;\n"}) {
        PdRun pd;
        TwoBoxes boxes;
        boxes.messages = act + "@depth";
        boxes.more = source;
        const auto controlled = record(pd, boxes);
        CAPTURE(source, controlled.console);
        CHECK((controlled.channel(0) == half.channel(0)));
        CHECK(controlled.console.find("error") == std::string::npos);
    }
}

TEST_CASE("A blend of two models that were made for different things says how few parameters they share")
{
    const auto plain = render("bends");
    const auto blended = render("blend breaks 0.5 *.quarter.* \\, bends");
    INFO(blended.console);
    const auto line = blended.console.find("blend breaks: none of ");
    CHECK((line != std::string::npos) == (blended.console.find("info: bends 0") != std::string::npos));
    CHECK((line != std::string::npos) == (blended.sound == plain.sound));
    const auto whole = render("blend breaks 0.5");
    CHECK(whole.console.find("info: blend breaks ") != std::string::npos);
    CHECK((whole.channel(1) == plain.channel(1)));
}

TEST_CASE("Forty bends in one instant leave Pd playing")
{
    std::string messages = "bend 28 scale 1.01";
    for (int i = 0; i < 39; ++i) messages += " \\, bendset 0 " + std::to_string(i % 30);
    const auto storm = render(messages + " \\, bendset 0 0.5");
    CHECK((storm.sound == render("bend 28 scale 0.5").sound));
}
