// What a person does in the first hour, and once failed: patches as they were found.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "support/pd_run.h"
#include "unravel/sound_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace latentjam;
using test::PdResult;
using test::PdRun;
namespace fs = std::filesystem;

namespace {

void write_tone(const fs::path& path, int seconds)
{
    std::vector<float> samples(static_cast<std::size_t>(seconds) * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = 0.5F * std::sin(static_cast<float>(i % 200) * 0.0314159F);
    auto writer = unravel::SoundWriter::create(path.string(), 1, 44100, static_cast<std::int64_t>(samples.size()));
    REQUIRE(writer.is_ok());
    REQUIRE((*writer)->write(samples).is_ok());
    REQUIRE((*writer)->commit().is_ok());
}

void put_bytes(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

int count(const std::string& text, const std::string& words)
{
    int found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
    return found;
}

double number_behind(const std::string& text, const std::string& words)
{
    const auto at = text.rfind(words);
    return at == std::string::npos ? -1 : std::stod(text.substr(at + words.size()));
}

}  // namespace

TEST_CASE("sound-in plays what unravel reads, by any name; a file that is no sound is one line and silence")
{
    struct Case {
        const char* file;
        const char* message;
        bool sounds;
        const char* says;
    };
    const auto given = GENERATE(
        Case{"tone.wav", "file tone.wav", true, ""}, Case{"my tone.wav", "file my tone.wav", true, ""},
        Case{"909.wav", "file 909", true, ""}, Case{"a, b; $c.wav", "file a\\, b\\; \\$c.wav", true, ""},
        Case{"Söunds ü.wav", "file Söunds ü.wav", true, ""}, Case{"song.mp3", "file song.mp3", false, "song.mp3"},
        Case{"", "file nowhere", false, "not found"}, Case{"tone.wav", "file tone", true, ""});
    PdRun pd;
    const std::string name = given.file;
    if (name == "song.mp3")
        put_bytes(pd.folder() / name, "this is no sound\n");
    else if (!name.empty())
        write_tone(pd.folder() / name, 1);
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 sound-in;\n#X obj 10 60 env~ 16384 16384;\n#X obj 10 90 print "
        "env;\n#X obj 10 200 loadbang;\n#X obj 10 230 delay 100;\n#X msg 10 260 \\; pd dsp 1 \\; si " +
        std::string(given.message) +
        " \\; si play 1;\n#X obj 50 10 r si;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 4 0;\n#X "
        "connect 4 0 5 0;\n#X connect 6 0 0 0;\n");
    const PdResult result = pd.quit_after(2500).run();
    CAPTURE(given.message, result.console);
    CHECK(result.ok());
    CHECK((number_behind(result.console, "env: ") > 60) == given.sounds);
    CHECK(count(result.console, "error") == (given.sounds ? 0 : 1));
    CHECK(result.says(given.says));
}

TEST_CASE("A recording that Pd was left with is whole, and unravel reads it")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 osc~ 220;\n#X obj 10 40 master;\n#X obj 10 70 loadbang;\n#X obj 10 "
        "100 qlist;\n#X msg 10 130 clear \\, add 1000 jam record take.wav \\, add jam start \\, add 3000 pd quit \\, "
        "bang;\n#X connect 0 0 1 0;\n#X connect 2 0 4 0;\n#X connect 4 0 3 0;\n");
    CHECK(pd.quit_after(-1).run().ok());
    CHECK(fs::file_size(pd.folder() / "take.wav") > 300'000);
    PdRun later;
    later.patch("#N canvas 0 0 450 300 12;\n#X obj 10 10 unravel " LATENTJAM_TEST_DATA
                "/gain;\n#X obj 10 40 loadbang;\n#X msg 10 70 encode " +
                (pd.folder() / "take.wav").string() +
                " out;\n#X obj 10 100 print u;\n#X connect 1 0 2 0;\n#X connect 2 0 0 0;\n#X connect 0 0 3 0;\n");
    const PdResult result = later.run();
    CAPTURE(result.console);
    CHECK(result.says("u: done encode 1 0"));
}

TEST_CASE("A sound that goes away while it plays in a loop is one line at most")
{
    PdRun pd(PdRun::Clock::kRealTime);
    write_tone(pd.folder() / "loop.wav", 1);
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 sound~ 1 -loop;\n#X obj 10 40 loadbang;\n#X msg 10 70 \\; pd dsp "
        "1;\n#X msg 10 100 play loop.wav;\n#X connect 1 0 2 0;\n#X connect 1 0 3 0;\n#X connect 3 0 0 0;\n");
    std::thread tidy([file = pd.folder() / "loop.wav"] {
        std::this_thread::sleep_for(std::chrono::milliseconds(2500));
        fs::remove(file);
    });
    const PdResult result = pd.quit_after(6000).run();
    tidy.join();
    CAPTURE(result.console);
    CHECK(result.ok());
    CHECK(count(result.console, "error") <= 1);
}

TEST_CASE("A wav that was never closed does not empty a latent, and frames x dims is turned")
{
    PdRun pd;
    const std::string header =
        std::string("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\2\0\x44\xac\0\0\x10\xb1\2\0\4\0\x10\0", 36);
    put_bytes(pd.folder() / "unfinished.wav", header + std::string("data\0\0\0\0", 8) + std::string(40000, '\1'));
    fs::copy(LATENTJAM_TEST_DATA "/npy/good_frames_by_dims.npy", pd.folder() / "turned.npy");
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 latent A 2 16;\n#X obj 10 40 print latent;\n#X obj 10 70 "
        "loadbang;\n#X msg 10 100 read unfinished.wav \\, bang \\, read turned.npy;\n#X connect 0 1 1 0;\n#X connect 2 "
        "0 3 0;\n#X connect 3 0 0 0;\n");
    const PdResult result = pd.run();
    CAPTURE(result.console);
    CHECK(count(result.console, "error") == 1);
    CHECK(result.says("latent: dims 2\n"));
    CHECK(result.says("latent: frames 16\n"));
    CHECK(result.says("frames x dims and was turned"));
    CHECK(result.says("latent: read turned.npy"));
}

TEST_CASE("Names with spaces in arguments and messages, as a patch file has them")
{
    PdRun pd;
    const fs::path folder = pd.folder() / "My Models";
    fs::create_directories(folder / "my sounds");
    fs::copy(LATENTJAM_TEST_DATA "/gain.ts", folder / "my model.ts");
    write_tone(folder / "my sounds/one two.wav", 1);
    std::ofstream(folder / "names.pd")
        << "#N canvas 0 0 450 300 12;\n#X obj 10 10 loadbang;\n#X obj 10 40 rave~ my\\ model decode -m;\n#X obj 10 70 "
           "print arg;\n#X obj 10 100 rave~ -m;\n#X obj 10 130 print load;\n#X msg 40 70 load my\\ model \\, method "
           "decode;\n#X obj 10 200 unravel my\\ model;\n#X obj 10 230 print unravel;\n#X msg 40 170 encode my\\ sounds "
           "enc;\n#X obj 200 40 latent my\\ loop;\n#X obj 200 70 print latent;\n#X msg 240 10 size 4 8 \\, bang;\n#X "
           "obj "
           "200 240 latentgen X;\n#X obj 200 270 print gen;\n#X msg 240 240 learn my\\ loop;\n#X connect 1 1 2 0;\n#X "
           "connect 3 1 4 0;\n#X connect 0 0 5 0;\n#X connect 5 0 3 0;\n#X connect 6 0 7 0;\n#X connect 0 0 8 0;\n#X "
           "connect 8 0 6 0;\n#X connect 9 1 10 0;\n#X connect 0 0 11 0;\n#X connect 11 0 9 0;\n#X connect 12 0 13 "
           "0;\n#X "
           "connect 0 0 14 0;\n#X connect 14 0 12 0;\n";
    const PdResult result = pd.open(folder / "names.pd").run();
    CAPTURE(result.console);
    for (const char* line :
         {"arg: ready 1", "load: ready 1", "unravel: done encode 1 0", "latent: dims 4", "gen: learnt 4 8"}) {
        CAPTURE(line);
        CHECK(result.says(line));
    }
    CHECK(count(result.console, "error") == 0);
}
