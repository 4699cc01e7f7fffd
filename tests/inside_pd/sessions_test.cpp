// What was made today is there tomorrow: latents in patches and files, attributes of models, and a word before they go.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace latentjam;
using namespace latentjam::test;
namespace fs = std::filesystem;

namespace {

std::string latent_patch(const std::string& arguments)
{
    return "#N canvas 0 0 450 300 12;\n#X declare -lib latentjam;\n#X obj 20 20 r to;\n#X obj 20 60 latent " +
           arguments +
           ";\n#X obj 20 100 print frame;\n#X obj 120 100 print info;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n"
           "#X connect 1 1 3 0;\n";
}

void save(InProcessPd& pd, const std::string& name = "patch.pd")
{
    pd.send("pd-patch.pd", "savetofile " + name + " " + pd.folder().string());
}

std::string text_of(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string say(InProcessPd& pd, const std::string& message)
{
    pd.console().clear();
    pd.send("to", message);
    return pd.console();
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("A latent with -k lies in the patch, bit for bit")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("S -k"));
    pd.send("to", "size 3 300");
    pd.send("to", "put 0 0.1 -0.333333343 1e-20");
    pd.send("to", "put 299 16777215 -0.000123456789 3.14159274");
    pd.send("to", "rate 21.533203125");
    save(pd);
    pd.close();
    pd.process(1);
    CHECK_FALSE(has(pd.console(), "unsaved"));
    pd.open(text_of(pd.folder() / "patch.pd"));
    const std::string told = say(pd, "bang");
    CAPTURE(told);
    CHECK(has(told, "info: dims 3\n"));
    CHECK(has(told, "info: frames 300\n"));
    CHECK(has(told, "info: rate 21.5332\n"));
    CHECK(say(pd, "frame 0") == "frame: 0.1 -0.333333 1e-20\n");
    CHECK(say(pd, "frame 299") == "frame: 1.67772e+07 -0.000123457 3.14159\n");
    pd.close();
    pd.process(1);
    CHECK_FALSE(has(pd.console(), "unsaved"));
}

TEST_CASE("Without -k the patch keeps no frames, and closing it says in one line which latents go")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("S") + "#X obj 20 200 latent T 2 4;\n#X obj 20 230 r t;\n#X connect 5 0 4 0;\n");
    pd.send("to", "size 2 8");
    pd.send("to", "put 3 1 2");
    pd.send("t", "put 0 1");
    save(pd);
    CHECK_FALSE(has(text_of(pd.folder() / "patch.pd"), "#A"));
    pd.console().clear();
    pd.close();
    pd.process(2);
    CAPTURE(pd.console());
    CHECK(has(pd.console(), "latent: closed with unsaved frames: "));
    CHECK(pd.console().find("latent:") == pd.console().rfind("latent:"));
    CHECK(has(pd.console(), "S"));
    CHECK(has(pd.console(), "T"));
}

TEST_CASE("What was read, written or holds nothing goes without a word")
{
    const auto* last = GENERATE("write w.npy", "read w.npy", "clear", "size 2 4");
    InProcessPd pd(1, 1);
    pd.open(latent_patch("S"));
    pd.send("to", "size 2 2");
    pd.send("to", "put 1 1 2");
    pd.send("to", "write w.npy");
    REQUIRE(pd.wait_for("info: written", 5));
    if (std::string(last) == "size 2 4") pd.send("to", "clear");
    pd.console().clear();
    pd.send("to", last);
    play_live(pd, 0.2);
    pd.console().clear();
    pd.close();
    pd.process(2);
    CAPTURE(last, pd.console());
    CHECK(pd.console().empty());
}

TEST_CASE("A latent with a file has it when the patch is open, and with -k saves it with the patch")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("S song.npy -k"));
    CHECK(pd.console().empty());  // there is no file yet
    pd.send("to", "size 2 3");
    pd.send("to", "put 2 7 8");
    save(pd);
    CHECK(pd.wait_for("info: written", 5));
    CHECK(fs::exists(pd.folder() / "song.npy"));
    CHECK_FALSE(has(text_of(pd.folder() / "patch.pd"), "#A"));
    pd.close();
    pd.process(1);
    pd.open(latent_patch("S song.npy"));
    CHECK(say(pd, "frame 2") == "frame: 7 8\n");
    pd.close();
    pd.console().clear();
    pd.open(latent_patch("S no-song.npy"));
    CHECK(has(pd.console(), "latent: file 'no-song.npy' not found"));
}

TEST_CASE("Copies of a kept latent, damaged lines and several kept latents")
{
    InProcessPd pd(1, 1);
    pd.open(latent_patch("S -k") + "#X obj 20 200 latent T -k;\n#X obj 20 230 r t;\n#X connect 5 0 4 0;\n");
    pd.send("to", "size 1 1");
    pd.send("to", "put 0 5");
    pd.send("t", "size 1 2");
    pd.send("t", "put 1 6");
    save(pd);
    pd.close();
    pd.open(text_of(pd.folder() / "patch.pd"));
    CHECK(say(pd, "frame 0") == "frame: 5\n");
    CHECK(has(say(pd, "kept frames 1"), "latent: kept: the latent in the patch file is damaged"));
    CHECK(has(say(pd, "kept begin"), "latent: kept: the latent in the patch file is damaged"));
    CHECK(has(say(pd, "kept what"), "latent: kept: the latent in the patch file is damaged"));
    CHECK(has(say(pd, "kept frames 70000 0"), "latent: kept: the latent in the patch file is damaged"));
}

TEST_CASE("Attributes of a model are there again when it comes back")
{
    InProcessPd pd(1, 1);
    toys::save("gain", pd.folder(), "a");
    toys::save("gain", pd.folder(), "b");
    PatchText patch;
    const int rave = patch.box("obj rave~ a decode -m");
    patch.cord(patch.box("obj r to"), 0, rave, 0);
    patch.cord(rave, 1, patch.box("obj print info"), 0);
    pd.open(patch.text());
    pd.dsp(true);
    REQUIRE(pd.wait_for("info: ready 1", 20));
    const auto load = [&](const char* model) {
        pd.console().clear();
        pd.send("to", std::string("load ") + model);
        REQUIRE(pd.wait_for("info: ready 1", 20));
    };
    const auto gain = [&] {
        pd.console().clear();
        pd.send("to", "get gain");
        REQUIRE(pd.wait_for("info: gain", 5));
        return pd.number_after("info: gain ");
    };
    pd.send("to", "set gain 0.25");
    load("b");
    CHECK(gain() == 0.5);  // its own
    pd.send("to", "set gain 0.75");
    load("a");
    CHECK(gain() == 0.25);
    load("b");
    CHECK(gain() == 0.75);
    load("a");
    load("a");
    CHECK(gain() == 0.25);
}
