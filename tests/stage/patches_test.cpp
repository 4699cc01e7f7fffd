// Two patches, three copies of one, a patch and a piece: each is reached alone and together; and what undo brings back.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using latentjam::test::StageInPd;

namespace {

const std::string kPatch =
    "#X obj 20 20 hsl 128 14 0 1 0 0 \\$0-x \\$0-x-set x -2 -9 0 11 #fbfaf6 #20242c #20242c 0 1;\n"
    "#X obj 20 60 control x 0 1 0.5;\n#X obj 20 90 control seed 0 99 1 -whole -jump;\n"
    "#X obj 20 120 control record -act;\n#X obj 20 150 print recorded;\n#X obj 20 180 jam-in;\n#X connect 3 0 4 0;\n";

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("Two patches: each is reached alone, and both together")
{
    StageInPd pd;
    pd.open_text("01-one.pd", kPatch);
    pd.open_text("02-two.pd", kPatch);
    pd.pass(0.1);
    pd.send("jam", "one x 0.25");
    CHECK(pd.number("one", "x") == 0.25);
    CHECK(pd.number("two", "x") == 0.5);
    pd.send("jam", "x 0.75");
    CHECK(pd.number("one", "x") == 0.75);
    CHECK(pd.number("two", "x") == 0.75);
    CHECK(pd.console().find("error") == std::string::npos);
    CHECK(pd.ask("one y 1").find("one: 'y' is no word of this patch; there are x, seed") != std::string::npos);
    CHECK(pd.ask("nonsense").find("patches: one and two") != std::string::npos);
    CHECK(pd.ask("x 2").find("one: x 2: 0 to 1; two: x 2: 0 to 1") != std::string::npos);
}

TEST_CASE("Three copies of one patch have numbers, one that closes frees its own, and none records into another's file")
{
    StageInPd pd;
    for (int copy = 0; copy < 3; ++copy) pd.open_text("01-one.pd", kPatch);
    pd.pass(0.1);
    pd.send("jam", "one-2 x 0.25");
    CHECK(pd.number("one", "x") == 0.5);
    CHECK(pd.number("one-2", "x") == 0.25);
    CHECK(pd.number("one-3", "x") == 0.5);
    pd.send("jam", "seed 7");
    for (const char* name : {"one", "one-2", "one-3"}) CHECK(pd.number(name, "seed") == 7);
    const std::string recorded = pd.ask("record take.wav");
    for (const char* file : {"take-one.wav", "take-one-2.wav", "take-one-3.wav"})
        CHECK(recorded.find(std::string("recorded: symbol ") + file) != std::string::npos);
    pd.close_last();
    CHECK(pd.ask("one-3 x 1").find("neither a patch nor a word") != std::string::npos);
    pd.open_text("01-one.pd", kPatch);
    pd.pass(0.1);
    CHECK(pd.number("one-3", "x") == 0.5);
}

TEST_CASE("A patch and a piece, which is an abstraction with its own jam-in")
{
    StageInPd pd;
    std::ofstream(pd.folder() / "a-piece.pd")
        << "#N canvas 0 0 600 400 12;\n#X declare -lib latentjam;\n#X obj 20 20 control x 0 1 0.5;\n"
           "#N canvas 0 0 300 200 deep 0;\n#X obj 20 20 control deep 0 1 0.5;\n#X restore 20 50 pd deep;\n"
           "#X obj 20 90 jam-in piece;\n";
    pd.open_text("01-one.pd", kPatch + "#X obj 300 20 a-piece;\n");
    pd.pass(0.1);
    pd.send("jam", "piece x 0.25");
    pd.send("jam", "piece deep 0.125");
    CHECK(pd.number("piece", "x") == 0.25);
    CHECK(pd.number("piece", "deep") == 0.125);
    CHECK(pd.number("one", "x") == 0.5);
    pd.pass(1);
    pd.send("jam", "x 1");
    CHECK(pd.number("piece", "x") == 1);
    CHECK(pd.number("one", "x") == 1);
    pd.send("jam", "piece undo");
    CHECK(pd.number("piece", "x") == 0.25);
    CHECK(pd.number("one", "x") == 1);
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("Three copies of a patch of ours, another one and a piece: each is reached alone, and all together")
{
    StageInPd pd;
    for (int copy = 0; copy < 3; ++copy) pd.open_patch("07-patterns.pd");
    pd.open_patch("01-first-sound.pd");
    pd.open_patch("spoor/loom.pd");
    pd.pass(1);
    const std::vector<std::string> names = {"patterns", "patterns-2", "patterns-3", "first-sound", "loom"};
    for (std::size_t i = 0; i < names.size(); ++i)
        pd.send("jam", names[i] + " reverb " + std::to_string(0.125 * static_cast<double>(i + 1)));
    pd.pass(1);
    for (std::size_t i = 0; i < names.size(); ++i)
        CHECK(pd.number(names[i], "reverb") == 0.125 * static_cast<double>(i + 1));
    pd.send("jam", "reverb 0.75");
    for (const auto& name : names) CHECK(pd.number(name, "reverb") == 0.75);
    pd.send("jam", "patterns-2 undo");
    pd.send("jam", "loom undo");
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool is_undone = names[i] == "patterns-2" || names[i] == "loom";
        CHECK(pd.number(names[i], "reverb") == (is_undone ? 0.125 * static_cast<double>(i + 1) : 0.75));
    }
    for (const char* seed : {"5", "9"}) {
        pd.send("jam", std::string("seed ") + seed);
        for (const auto& name : names) CHECK(pd.value(name, "seed") == seed);
    }
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("Latents and arrays are state: undo brings back what was drawn over")
{
    StageInPd pd;
    pd.open_text("01-drawn.pd",
                 "#X obj 20 20 control line -array \\$0-line;\n#X obj 20 50 control new -act;\n"
                 "#X obj 20 80 control a -latent \\$0-a;\n#X obj 20 110 latentgen \\$0-a -seed 3;\n"
                 "#X obj 20 140 r \\$0-new;\n#X msg 20 170 prior \\, dims 2 \\, frames 4 \\, bang;\n"
                 "#X obj 200 20 table \\$0-line 4;\n#X obj 200 50 r \\$0-new;\n#X msg 200 80 \\; tell-line bang;\n"
                 "#X obj 200 200 random 1000;\n#X obj 200 230 tabwrite \\$0-line;\n#X obj 200 260 r tell;\n"
                 "#X obj 200 290 tabread \\$0-line;\n#X obj 200 320 print told;\n#X obj 20 300 jam-in;\n"
                 "#X obj 300 20 latent \\$0-a;\n#X obj 300 50 print frame;\n#X obj 300 80 r ask;\n"
                 "#X obj 300 110 print made;\n#X connect 3 0 18 0;\n"
                 "#X connect 4 0 5 0;\n#X connect 5 0 3 0;\n#X connect 7 0 9 0;\n#X connect 9 0 10 0;\n"
                 "#X connect 11 0 12 0;\n#X connect 12 0 13 0;\n#X connect 15 0 16 0;\n#X connect 17 0 15 0;\n");
    pd.pass(0.5);
    const auto heard = [&](const std::string& receiver, const std::string& message) {
        const auto before = pd.console().size();
        pd.send(receiver, message);
        return pd.console().substr(before);
    };
    std::vector<std::string> lines, frames;
    for (int act = 0; act < 4; ++act) {
        const auto before = pd.console().size();
        pd.send("jam", "new");
        for (int n = 0; n < 3000 && pd.console().find("made: generated", before) == std::string::npos; ++n) {
            pd.wait_for("no such words", 0.01);  // a worker draws
            pd.pass(0.01);
        }
        pd.pass(1);
        lines.push_back(heard("tell", "float 0"));
        frames.push_back(heard("ask", "frame 3"));
    }
    CHECK(lines[3] != lines[2]);
    CHECK(frames[3] != frames[2]);
    for (int back = 2; back >= 0; --back) {
        pd.send("jam", "undo");
        pd.wait_for("no such words", 0.3);
        pd.pass(1);
        CHECK(heard("tell", "float 0") == lines[static_cast<std::size_t>(back)]);
        CHECK(heard("ask", "frame 3") == frames[static_cast<std::size_t>(back)]);
    }
    for (int again = 1; again < 4; ++again) {
        pd.send("jam", "redo");
        pd.pass(1);
        CHECK(heard("tell", "float 0") == lines[static_cast<std::size_t>(again)]);
        CHECK(heard("ask", "frame 3") == frames[static_cast<std::size_t>(again)]);
    }
}

TEST_CASE("Snapshots in Pd: stored in a file beside the patch, recalled, morphed in a stated time")
{
    StageInPd pd;
    pd.open_text("01-one.pd", kPatch);
    pd.pass(0.1);
    pd.send("jam", "one store 1");
    pd.send("jam", "one x 1");
    pd.send("jam", "one store 2");
    CHECK(text_of(pd.folder() / "01-one.stage").find("slot 1 x 0.5") != std::string::npos);
    pd.close_last();
    pd.open_text("01-one.pd", kPatch);
    pd.pass(0.1);
    pd.send("jam", "one recall 2");
    CHECK(pd.number("one", "x") == 1);
    pd.send("jam", "one fade 1 2");
    pd.pass(1);
    CHECK(std::abs(pd.number("one", "x") - 0.75) < 0.02);
    pd.pass(1.2);
    CHECK(pd.number("one", "x") == 0.5);
    pd.send("jam", "one undo");
    CHECK(pd.number("one", "x") == 1);
    CHECK(pd.console().find("error") == std::string::npos);
}
