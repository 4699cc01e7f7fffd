// Names as people give them, in every object, message and argument; and the three ways in which a file cannot be had.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

using namespace latentjam;
using namespace latentjam::test;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string>& names()
{
    static const std::vector<std::string> kNames{"909",
                                                 "1.5",
                                                 "-3",
                                                 "my loop",
                                                 "My Söunds, vol. 2; $1",
                                                 "pay $5",
                                                 "a,b",
                                                 "semi;colon",
                                                 "音の海",
                                                 "ünd so weiter",
                                                 "it's {here} [now]",
                                                 std::string(220, 'x'),
                                                 std::string(220, 'y') + " ü",
                                                 "100%s",
                                                 "#1 ~hit",
                                                 "under_score-dash"};
    return kNames;
}

/// As it stands in a patch file.
std::string escaped(const std::string& name)
{
    std::string text;
    for (const char letter : name) {
        if (std::string(" ,;$\\").find(letter) != std::string::npos) text += '\\';
        text += letter;
    }
    return text;
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// One object with the receiver `to` and its info outlet printed behind `info:`.
void open(InProcessPd& pd, const std::string& object, int info_outlet)
{
    PatchText patch;
    const int box = patch.box("obj " + object);
    patch.cord(patch.box("obj r to"), 0, box, 0);
    patch.cord(box, info_outlet, patch.box("obj print info"), 0);
    pd.open(patch.text());
}

}  // namespace

TEST_CASE("latent writes, reads, copies and is called by any name")
{
    const std::string name = GENERATE(from_range(names()));
    InProcessPd pd(1, 1);
    PatchText patch;
    const int box = patch.box("obj latent " + escaped(name) + " 2 4");
    patch.cord(patch.box("obj r to"), 0, box, 0);
    patch.cord(box, 1, patch.box("obj print info"), 0);
    patch.box("obj latent " + escaped(name));  // keeps it while the other box has another name
    pd.open(patch.text());
    CAPTURE(name, pd.console());
    pd.send_symbol("to", "write", name + ".npy");
    CHECK(pd.wait_for("info: written", 5));
    CHECK(fs::exists(pd.folder() / (name + ".npy")));
    pd.send_symbol("to", "read", name);
    CHECK(pd.wait_for("info: read", 5));
    pd.send_symbol("to", "name", "other");
    pd.send_symbol("to", "copy", name);
    CHECK(pd.console().find("error") == std::string::npos);
    pd.console().clear();
    pd.send("to", "bang");
    CHECK(has(pd.console(), "info: frames 4"));
}

TEST_CASE("latentgen, latentrec~, pattern~ and rave~ take any name as argument and by message")
{
    const std::string name = GENERATE(from_range(names()));
    InProcessPd pd(1, 1);
    toys::save("gain", pd.folder(), name);
    PatchText patch;
    patch.cord(patch.box("obj r to-latent"), 0, patch.box("obj latent " + escaped(name) + " 2 4"), 0);
    patch.cord(patch.box("obj r to-gen"), 0, patch.box("obj latentgen " + escaped(name)), 0);
    patch.cord(patch.box("obj r to-rec"), 0, patch.box("obj latentrec~ " + escaped(name) + " -in 2"), 0);
    patch.cord(patch.box("obj r to-pattern"), 0, patch.box("obj pattern~ " + escaped(name) + " -ch 2"), 0);
    const int rave = patch.box("obj rave~ " + escaped(name) + " encode -m");
    patch.cord(patch.box("obj r to-rave"), 0, rave, 0);
    patch.cord(rave, 1, patch.box("obj print rave"), 0);
    const int unravel = patch.box("obj unravel " + escaped(name));
    patch.cord(unravel, 0, patch.box("obj print unravel"), 0);
    patch.cord(patch.box("obj r to-unravel"), 0, unravel, 0);
    const int jungle = patch.box("obj fibojungle");
    patch.cord(patch.box("obj r to-jungle"), 0, jungle, 0);
    pd.open(patch.text());
    pd.dsp(true);
    CAPTURE(name, pd.console());
    CHECK(pd.wait_for("rave: ready 1", 20));
    pd.send_symbol("to-gen", "learn", name);
    pd.send_symbol("to-gen", "name", name);
    pd.send_symbol("to-rec", "name", name);
    pd.send_symbol("to-pattern", "name", name);
    pd.send_symbol("to-pattern", "with", name);
    pd.send_symbol("to-unravel", "model", name);
    pd.send_symbol("to-jungle", "write", name + ".txt");
    pd.send_symbol("to-jungle", "read", name);
    pd.console().clear();
    pd.send_symbol("to-rave", "load", name);
    CHECK(pd.wait_for("rave: ready 1", 20));
    CHECK(pd.console().find("error") == std::string::npos);
    CHECK(pd.console().find("not found") == std::string::npos);
    CHECK(fs::exists(pd.folder() / (name + ".txt")));
}

TEST_CASE("A name typed as a number or as several words is one name")
{
    InProcessPd pd(1, 1);
    open(pd, "latent a 2 4", 1);
    for (const auto* name : {"909", "my long loop", "808 kick 2", "1.5"}) {
        CAPTURE(name, pd.console());
        pd.console().clear();
        pd.send("to", std::string("write ") + name + ".npy");
        CHECK(pd.wait_for("info: written", 5));
        CHECK(fs::exists(pd.folder() / (std::string(name) + ".npy")));
        pd.console().clear();
        pd.send("to", std::string("read ") + name);
        CHECK(pd.wait_for("info: read", 5));
    }
}

TEST_CASE("What is written without an ending gets one, and is read by the name that it was given")
{
    InProcessPd pd(1, 1);
    open(pd, "latent a 2 4", 1);
    for (const auto& [told, file] : {std::pair{"song", "song.npy"}, std::pair{"take.v2", "take.v2.npy"},
                                     std::pair{"my song 1.5", "my song 1.5.npy"}, std::pair{"frames.WAV", "frames.WAV"},
                                     std::pair{"909", "909.npy"}}) {
        CAPTURE(told, pd.console());
        pd.console().clear();
        pd.send("to", std::string("write ") + told);
        CHECK(pd.wait_for("info: written", 5));
        CHECK(fs::exists(pd.folder() / file));
        pd.console().clear();
        pd.send("to", std::string("read ") + told);
        CHECK(pd.wait_for("info: read", 5));
    }
}

TEST_CASE("A number stands for the file whose name Pd has made that number of")
{
    InProcessPd pd(1, 1);
    open(pd, "latent a 2 4", 1);
    for (const auto* name : {"0042", "20261127", "3e5", "1.50", "+7"}) {
        CAPTURE(name, pd.console());
        pd.send("to", std::string("write ") + name + ".npy");
        CHECK(pd.wait_for("info: written", 5));
        pd.console().clear();
        pd.send("to", std::string("read ") + name);
        CHECK(pd.wait_for("info: read", 5));
        CHECK(pd.console().find("error") == std::string::npos);
    }
    pd.send("to", "write 042.npy");
    CHECK(pd.wait_for("written", 5));
    pd.console().clear();
    pd.send("to", "read 42");
    CHECK(has(pd.console(), "'42' may be '0042.npy' or '042.npy', which are one number to Pd: rename one"));
    pd.send("to", "read 43");
    CHECK(has(pd.console(), "'43' not found"));
}

TEST_CASE("A name that begins in one's own folder is written and read there")
{
    InProcessPd pd(1, 1);
    const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
    setenv("HOME", (pd.folder() / "home").c_str(), 1);
    fs::create_directory(pd.folder() / "home");
    open(pd, "latent a 2 4", 1);
    pd.send("to", "write ~/song.npy");
    CHECK(pd.wait_for("info: written", 5));
    CHECK(fs::exists(pd.folder() / "home/song.npy"));
    pd.send("to", "read ~/song");
    CHECK(pd.wait_for("info: read", 5));
    setenv("HOME", home.c_str(), 1);
}

TEST_CASE("Arguments that are numbers go to the name first")
{
    InProcessPd pd(1, 1);
    const auto [object, dims] = GENERATE(std::pair{"latent 909 3 16", 3}, std::pair{"latent 909", 0},
                                         std::pair{"latent a 4 2", 4}, std::pair{"latent 4 4 2", 4});
    open(pd, object, 1);
    pd.console().clear();
    pd.send("to", "bang");
    CAPTURE(object, pd.console());
    CHECK(pd.number_after("info: dims ") == dims);
}

TEST_CASE("Missing, unreadable and too long are told apart, by every object that reads")
{
    struct Reader {
        const char* object;
        const char* message;
        const char* ending;
    };
    const auto reader = GENERATE(Reader{"latent a", "read", ".npy"}, Reader{"latentgen a", "learn", ".npy"},
                                 Reader{"rave~ -m", "load", ".ts"}, Reader{"unravel", "model", ".ts"},
                                 Reader{"fibojungle", "read", ".txt"});
    InProcessPd pd(1, 1);
    open(pd, reader.object, 0);
    const auto say = [&](const std::string& name) {
        pd.console().clear();
        pd.send_symbol("to", reader.message, name);
        return pd.console();
    };
    const std::string ending = reader.ending;
    std::ofstream(pd.folder() / ("locked" + ending)) << "x";
    fs::permissions(pd.folder() / ("locked" + ending), fs::perms::none);
    fs::create_directory(pd.folder() / ("drawer" + ending));
    fs::create_symlink("loop" + ending, pd.folder() / ("loop" + ending));
    CAPTURE(reader.object);
    CHECK((has(say("nowhere"), "not found") || has(pd.console(), "no such")));
    CHECK(has(say(std::string(300, 'z')), "is too long"));
    CHECK(has(say(std::string(1200, 'z')), "is too long"));
    CHECK(has(say("drawer" + ending), "is a folder"));
    CHECK(has(say("loop"), "is a link to itself"));
    fs::permissions(pd.folder(), fs::perms::all);
    const bool is_root = geteuid() == 0;  // who may read anything
    if (is_root) REQUIRE(seteuid(65534) == 0);
    const std::string locked = say("locked");
    if (is_root) REQUIRE(seteuid(0) == 0);
    CHECK(has(locked, "cannot be read: look at its permissions"));
}
