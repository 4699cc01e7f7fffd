// Files that one has, given to what plays sound and to what holds latents: the right pitch at any rate, and sound is
// not taken for latents. SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "support/pd_run.h"
#include "unravel/sound_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sys/stat.h>

using namespace latentjam;
using test::PdRun;
namespace fs = std::filesystem;

namespace {

constexpr double kTone_hz = 441;

void write_tone(const fs::path& path, int rate_hz, int channels, double seconds)
{
    std::vector<float> samples;
    for (int i = 0; i < static_cast<int>(rate_hz * seconds); ++i) {
        const auto value = static_cast<float>(0.5 * std::sin(2 * 3.14159265358979 * kTone_hz * i / rate_hz));
        samples.insert(samples.end(), static_cast<std::size_t>(channels), value);
    }
    auto writer = unravel::SoundWriter::create(path.string(), channels, rate_hz,
                                               static_cast<std::int64_t>(samples.size()) / channels);
    REQUIRE(writer.is_ok());
    REQUIRE((*writer)->write(samples).is_ok());
    REQUIRE((*writer)->commit().is_ok());
}

/// The pitch of what was recorded, by its rising edges between 0.6 and 1.4 s.
double pitch_of(const fs::path& path)
{
    auto reader = audio::SoundReader::open(path.string(), 44100);
    if (!reader) return 0;
    std::vector<float> samples(44100 * 3);
    const auto got = reader->read(samples);
    if (!got || *got < 63000) return 0;
    int edges = 0;
    bool is_below = false;
    for (std::size_t i = 26460; i < 61740; ++i) {
        if (is_below && samples[i] > 0.02F) ++edges;
        if (samples[i] > 0.02F || samples[i] < -0.02F) is_below = samples[i] < 0;
    }
    return edges / 0.8;
}

struct Sounding {
    const char* object;
    const char* messages;  ///< that make it play z.wav
};

struct Tone {
    int rate_hz;
    int channels;
};

/// A .npy of version 1.
void write_array(const fs::path& path, const std::string& type, const std::string& shape, const std::string& data)
{
    const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}\n";
    std::ofstream(path, std::ios::binary)
        << "\x93NUMPY" << '\1' << '\0' << static_cast<char>(header.size()) << '\0' << header << data;
}

}  // namespace

TEST_CASE("What plays files plays them at their pitch, whatever their rate and channels")
{
    const auto object = GENERATE(Sounding{"sound-in", "si file z.wav \\, add si play 1"},
                                 Sounding{"oneshot", "si read z.wav \\, add si bang"},
                                 Sounding{"sample-player", "si read z.wav \\, add si play 0 FRAMES 2000 1"},
                                 Sounding{"sound~ 1", "si play z.wav"});
    const auto tone = GENERATE(Tone{8000, 1}, Tone{22050, 2}, Tone{44100, 1}, Tone{48000, 2}, Tone{96000, 1});
    PdRun pd;
    write_tone(pd.folder() / "z.wav", tone.rate_hz, tone.channels, 2);
    std::string messages = object.messages;
    if (const auto at = messages.find("FRAMES"); at != std::string::npos)  // sample-player is told how many make 2 s
        messages.replace(at, 6, std::to_string(2 * tone.rate_hz));
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 " + std::string(object.object) +
        ";\n#X obj 10 60 record~ 1;\n#X obj 10 200 loadbang;\n#X obj 10 230 qlist;\n#X msg 10 260 clear \\, add "
        "100 pd dsp 1 \\, add rec record take.wav \\, add " +
        messages +
        " \\, add 1700 rec stop \\, add 50 pd quit \\, bang;\n#X obj 50 10 r si;\n#X obj 150 10 r rec;\n#X connect "
        "0 0 1 0;\n#X connect 2 0 4 0;\n#X connect 4 0 3 0;\n#X connect 5 0 0 0;\n#X connect 6 0 1 0;\n");
    const auto result = pd.quit_after(-1).run();
    CAPTURE(object.object, tone.rate_hz, tone.channels, result.console);
    CHECK(result.ok());
    CHECK(result.console.empty());
    CHECK(std::abs(pitch_of(pd.folder() / "take.wav") - kTone_hz) < 5);
}

TEST_CASE("Sound is no latent, for all that read latents; arrays are read in each type and turned where they lie so")
{
    struct Case {
        const char* box;
        const char* message;
        const char* says;  ///< what the console says; its first letter '=': a line of the info outlet
    };
    const auto given =
        GENERATE(Case{"latent a", "read sound", "44100 Hz is sound, no latent"},
                 Case{"latent a", "read slow", "8000 Hz is sound, no latent"},
                 Case{"latentgen a", "learn sound.wav", "44100 Hz is sound, no latent"},
                 Case{"ch8ns0n", "load sound.wav", "44100 Hz is sound, no latent"},
                 Case{"latent a", "read half", "=info: dims 2\n"}, Case{"latent a", "read whole", "=info: dims 2\n"},
                 Case{"latent a", "read bytes", "=info: dims 2\n"}, Case{"latent a", "read turned", "=info: dims 2\n"},
                 Case{"latent a", "read turned", "frames x dims and was turned"},
                 Case{"latent a", "read switch", "type '|b1' where floats"},
                 Case{"latent a", "read many", "shape (3, 2, 3) where"}, Case{"latent a", "read song", "no .npy file"});
    PdRun pd;
    write_tone(pd.folder() / "sound.wav", 44100, 2, 0.1);
    write_tone(pd.folder() / "slow.wav", 8000, 2, 0.1);
    write_array(pd.folder() / "half.npy", "<f2", "(2, 3)", std::string(12, '\x3c'));
    write_array(pd.folder() / "whole.npy", "<i4", "(2, 3)", std::string(24, '\0'));
    write_array(pd.folder() / "bytes.npy", "|u1", "(2, 3)", std::string(6, '\7'));
    write_array(pd.folder() / "turned.npy", "<f4", "(30, 2)", std::string(240, '\0'));
    write_array(pd.folder() / "switch.npy", "|b1", "(2, 3)", std::string(6, '\1'));
    write_array(pd.folder() / "many.npy", "<f4", "(3, 2, 3)", std::string(72, '\0'));
    fs::copy(pd.folder() / "sound.wav", pd.folder() / "song.npy");
    pd.patch("#N canvas 0 0 450 300 12;\n#X obj 10 10 r to;\n#X obj 10 40 " + std::string(given.box) +
             ";\n#X obj 10 70 print info;\n#X connect 0 0 1 0;\n#X connect 1 1 2 0;\n");
    const auto result = pd.send(std::string("to ") + given.message).send("to bang").quit_after(300).run();
    CAPTURE(given.box, given.message, result.console);
    CHECK(result.exit_status == 0);
    const std::string words = given.says;
    CHECK(result.says(words[0] == '=' ? words.substr(1) : words));
    if (words[0] != '=') CHECK((result.says("error") || result.says("turned")));
    if (words[0] == '=') CHECK_FALSE(result.says("error"));
}

TEST_CASE("A pipe and a folder in the place of a file are one line, in an abstraction too, and Pd goes on")
{
    struct Case {
        const char* box;
        const char* message;
        const char* ending;
    };
    const auto given = GENERATE(Case{"sound-in", "file", ".wav"}, Case{"oneshot", "read", ".wav"},
                                Case{"sample-player", "read", ".wav"}, Case{"sound~ 1", "play", ".wav"},
                                Case{"latent a", "read", ".npy"}, Case{"latentgen a", "learn", ".npy"},
                                Case{"unravel", "model", ".ts"}, Case{"fibojungle", "read", ".txt"});
    PdRun pd;
    REQUIRE(mkfifo((pd.folder() / ("pipe" + std::string(given.ending))).c_str(), 0600) == 0);
    fs::create_directory(pd.folder() / ("drawer" + std::string(given.ending)));
    pd.patch("#N canvas 0 0 450 300 12;\n#X obj 10 10 r to;\n#X obj 10 40 " + std::string(given.box) +
             ";\n#X connect 0 0 1 0;\n");
    const std::string message = std::string("to ") + given.message + " ";
    const auto result = pd.send(message + "pipe" + given.ending)
                            .send(message + "pipe")
                            .send(message + "drawer" + given.ending)
                            .quit_after(300)
                            .run();
    CAPTURE(given.box, result.console);
    CHECK_FALSE(result.timed_out);
    std::size_t pipes = 0;
    for (auto at = result.console.find("is a device or a pipe"); at != std::string::npos; ++pipes)
        at = result.console.find("is a device or a pipe", at + 1);
    CHECK(pipes >= 1);  // sound~ says it once
    CHECK(result.says("is a folder"));
}

TEST_CASE("A pipe on a patch's search path is not opened, and Pd goes on")
{
    PdRun pd;
    fs::create_directories(pd.folder() / "first");
    fs::create_directories(pd.folder() / "second");
    REQUIRE(mkfifo((pd.folder() / "first" / "far.npy").c_str(), 0600) == 0);
    pd.patch(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 r to;\n#X obj 10 40 latent a;\n#X connect 0 0 1 0;\n"
        "#X obj 10 80 declare -path first -path second;\n");
    const auto result = pd.send("to read far.npy").send("to read near.npy").quit_after(100).run();
    CAPTURE(result.console);
    CHECK_FALSE(result.timed_out);
    CHECK(result.says("'far.npy' not found"));
    CHECK(result.says("'near.npy' not found"));
}
