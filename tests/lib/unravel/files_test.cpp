// What a step takes in and what its results are called.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/files.h"

#include "support/temporary_folder.h"
#include "unravel/md5.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

using namespace latentjam;
using namespace latentjam::unravel;
namespace fs = std::filesystem;

namespace {

void touch(const fs::path& path)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "x";
}

std::vector<std::string> names(const Inputs& inputs)
{
    std::vector<std::string> names;
    for (const auto& file : inputs.files) names.push_back(file.written);
    return names;
}

}  // namespace

TEST_CASE("A folder gives the sound files in it and below it, in the order of their names")
{
    const test::TemporaryFolder folder;
    for (const auto* name : {"b.wav", "a.FLAC", "sub dir/c d.mp3", ".hidden.wav", ".git/e.wav", "notes.txt", "f.npy"})
        touch(folder.path() / name);
    const auto inputs = find_inputs({"./sounds//", folder.path().string()}, kSoundExtensions);
    REQUIRE(inputs.is_ok());
    CHECK(names(*inputs) == std::vector<std::string>{"sounds/a.FLAC", "sounds/b.wav", "sounds/sub dir/c d.mp3"});
    CHECK(inputs->errors.empty());
    for (const auto& file : inputs->files) CHECK(fs::is_regular_file(file.path));
}

TEST_CASE("A single file is taken by its extension, hidden or not")
{
    const test::TemporaryFolder folder;
    touch(folder.path() / ".take.wav");
    touch(folder.path() / "take.doc");
    const auto path = [&](const char* name) { return (folder.path() / name).string(); };
    CHECK(names(*find_inputs({".take.wav", path(".take.wav")}, kSoundExtensions)) ==
          std::vector<std::string>{".take.wav"});
    CHECK(find_inputs({"take.doc", path("take.doc")}, kSoundExtensions).message() ==
          "'take.doc': expected a folder, or a file that ends in one of .wav .mp3 .ogg .aac .opus .aif .aiff .flac");
    CHECK(find_inputs({"gone.wav", path("gone.wav")}, kSoundExtensions).message() == "no file or folder 'gone.wav'");
    fs::create_directory(folder.path() / "empty");
    CHECK(find_inputs({"empty", path("empty")}, kSoundExtensions).message().starts_with("no file in folder 'empty'"));
}

TEST_CASE("Paths are written as Python's pathlib writes them")
{
    CHECK(pathlib_text("a//b/./c/") == "a/b/c");
    CHECK(pathlib_text("./a/../b") == "a/../b");
    CHECK(pathlib_text("/a/") == "/a");
    CHECK(pathlib_text("/") == "/");
    CHECK(pathlib_text("") == ".");
    CHECK(pathlib_text("./") == ".");
}

TEST_CASE("Results bear the stem and the MD5 of the path")
{
    const InputFile source{"sounds/sub dir/a b.wav", "", 0};
    CHECK(encoded_name(source) == "encoded--a_b--7af9f57099631c57e7f6a339451cdaaf.npy");
    CHECK(decoded_name(source) == "decoded--a b--7af9f57099631c57e7f6a339451cdaaf.wav");
}

TEST_CASE("What is there already is replaced only on request")
{
    const test::TemporaryFolder folder;
    touch(folder.path() / "there.npy");
    const Place place{"out", folder.path().string()};
    CHECK(free_path(place, "new.npy", false).is_ok());
    CHECK(free_path(place, "there.npy", true).is_ok());
    CHECK(free_path(place, "there.npy", false).message() ==
          "there.npy is there already in 'out': overwrite 1 replaces it");
    CHECK(make_folder({"deep", (folder.path() / "deep/er").string()}).is_ok());
    CHECK_FALSE(make_folder({"there.npy/sub", (folder.path() / "there.npy/sub").string()}).is_ok());
}

TEST_CASE("A long name is cut in its result's, whole letters only, and its checksum tells it from others")
{
    const auto source = [](const std::string& name) { return InputFile{"in/" + name, "in/" + name, 0}; };
    for (const std::string& name : {std::string(251, 'a'), std::string(250, 'b'), std::string(100, 'c')}) {
        CHECK(encoded_name(source(name + ".wav")).size() <= 255);
        CHECK(decoded_name(source(name + ".npy")).size() <= 255);
    }
    std::string umlauts;
    for (int i = 0; i < 125; ++i) umlauts += "ü";
    const std::string cut = encoded_name(source("x" + umlauts + ".wav"));
    CHECK(cut.size() <= 255);
    CHECK(cut.substr(0, cut.rfind("--")).ends_with("ü"));
    CHECK(cut != encoded_name(source("x" + umlauts + "u.wav")));
    CHECK(encoded_name(source("short.wav")) == "encoded--short--" + md5("in/short.wav") + ".npy");
}
