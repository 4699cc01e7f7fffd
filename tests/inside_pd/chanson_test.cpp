// ch4ns0n and ch8ns0n play latent songs frame by frame, whatever file they are given.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "latent/sequence.h"
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

std::string song_patch(const std::string& player)
{
    PatchText t;
    const int receive = t.box("obj r song");
    const int song = t.box("obj " + player);
    const int print = t.box("obj print info");
    const int split = t.box("obj snake~ out 8");
    const int dac = t.box("obj dac~ 1 2 3 4 5 6 7 8");
    t.cord(receive, 0, song, 0);
    t.cord(song, 1, print, 0);
    t.cord(song, 0, split, 0);
    for (int i = 0; i < 8; ++i) t.cord(split, i, dac, i);
    return t.text();
}

/// Frame n, channel c is n + 1 + c / 100.
latent::Sequence song(int channels, int frames)
{
    latent::Sequence sequence(channels, frames, 44100.0 / 2048);
    for (int n = 0; n < frames; ++n)
        for (int c = 0; c < channels; ++c) sequence.at(n, c) = static_cast<float>(n + 1) + static_cast<float>(c) / 100;
    return sequence;
}

void write_song(const InProcessPd& pd, const std::string& name, const latent::Sequence& sequence)
{
    const Status status = latent::write(sequence, (pd.folder() / name).string());
    INFO(status.message());
    REQUIRE(status);
}

void append_number(std::string& bytes, std::uint32_t value, int size)
{
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

/// A .wav of unsigned 8-bit samples.
void write_eight_bit(const InProcessPd& pd, const std::string& name, int channels, const std::string& samples)
{
    std::string bytes = "RIFF";
    append_number(bytes, 36 + static_cast<std::uint32_t>(samples.size()), 4);
    bytes += "WAVEfmt ";
    append_number(bytes, 16, 4);
    append_number(bytes, 1, 2);
    append_number(bytes, static_cast<std::uint32_t>(channels), 2);
    append_number(bytes, 21, 4);
    append_number(bytes, static_cast<std::uint32_t>(21 * channels), 4);
    append_number(bytes, static_cast<std::uint32_t>(channels), 2);
    append_number(bytes, 8, 2);
    bytes += "data";
    append_number(bytes, static_cast<std::uint32_t>(samples.size()), 4);
    std::ofstream(pd.folder() / name, std::ios::binary) << bytes << samples;
}

/// Loads the song, then plays `frames` frames from its start on.
Channels load_and_play(InProcessPd& pd, const std::string& file, int frames, int ratio)
{
    pd.dsp(true);
    pd.console().clear();
    pd.send("song", "load " + (pd.folder() / file).string());
    REQUIRE(pd.wait_for("info: loop 0 0", 10));
    pd.silence_until_multiple_of(ratio);
    pd.send("song", "start");
    Channels out = pd.process(frames * ratio / 64);
    pd.dsp(false);
    return out;
}

}  // namespace

TEST_CASE("A song of ten frames is played frame by frame, 2048 samples each, and wraps without a seam")
{
    const auto [player, channels] = GENERATE(std::pair{"ch8ns0n", 8}, std::pair{"ch4ns0n", 4},
                                             std::pair{"chanson 8", 8}, std::pair{"chanson 5", 5});
    const std::string file = GENERATE("song.wav", "song.npy");
    InProcessPd pd(1, 8);
    pd.open(song_patch(player));
    const latent::Sequence frames = song(8, 10);
    write_song(pd, file, frames);
    const Channels out = load_and_play(pd, file, 25, 2048);
    CAPTURE(player, file, pd.console());
    std::size_t wrong = 0;
    for (std::size_t channel = 0; channel < 8; ++channel)
        for (std::size_t n = 0; n < out[channel].size(); ++n)
            wrong += out[channel][n] != (channel < static_cast<std::size_t>(channels)
                                             ? frames.at(static_cast<int>(n / 2048 % 10), static_cast<int>(channel))
                                             : 0.0f);
    CHECK(wrong == 0);
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("Songs of three channels and of one leave the other channels silent")
{
    const int channels = GENERATE(1, 3);
    InProcessPd pd(1, 8);
    pd.open(song_patch("ch8ns0n"));
    write_song(pd, "song.wav", song(channels, 4));
    const Channels out = load_and_play(pd, "song.wav", 3, 2048);
    for (std::size_t channel = 0; channel < 8; ++channel) {
        const float expected = channel < static_cast<std::size_t>(channels) ? 2 + static_cast<float>(channel) / 100 : 0;
        CHECK(out[channel][2048] == expected);
    }
}

TEST_CASE("A song of 8-bit samples is played from -1 to 1")
{
    InProcessPd pd(1, 8);
    pd.open(song_patch("ch4ns0n"));
    write_eight_bit(pd, "song.wav", 2, std::string("\x00\x80\xff\x40", 4));
    const Channels out = load_and_play(pd, "song.wav", 2, 2048);
    CHECK(out[0][0] == -1.0f);
    CHECK(out[1][0] == 0.0f);
    CHECK(std::abs(out[0][2048] - 127.0f / 128) < 1e-6f);
    CHECK(out[1][2048] == -0.5f);
}

TEST_CASE("A file that is missing, empty or no song is told, and the song before plays on")
{
    InProcessPd pd(1, 8);
    pd.open(song_patch("ch8ns0n"));
    write_song(pd, "song.wav", song(8, 10));
    load_and_play(pd, "song.wav", 1, 2048);
    pd.dsp(true);
    std::ofstream(pd.folder() / "nothing.wav").flush();
    std::ofstream(pd.folder() / "words.wav") << "once upon a time";
    for (const std::string file : {"missing.wav", "nothing.wav", "words.wav"}) {
        CAPTURE(file);
        pd.console().clear();
        pd.send("song", "load " + (pd.folder() / file).string());
        CHECK(pd.wait_for("error: latent: ", 10));
        CHECK(pd.console().find(file) != std::string::npos);
        CHECK(pd.process(10)[0].back() >= 1);
    }
    pd.dsp(false);
}

TEST_CASE("The ratio is an argument, and songs obey start, stop, jump, range and ratio")
{
    InProcessPd pd(1, 8);
    pd.open(song_patch("ch8ns0n 64"));
    write_song(pd, "song.npy", song(8, 10));
    const Channels out = load_and_play(pd, "song.npy", 12, 64);
    CHECK(out[0][64 * 3] == 4);
    CHECK(out[0][64 * 11] == 2);
    pd.dsp(true);
    const auto next = [&](const std::string& message) {
        pd.send("song", message);
        return pd.process(1)[0][0];
    };
    CHECK(next("jump 6") == 7);
    CHECK(next("range 3 5") == 4);
    CHECK(pd.process(3)[0][64 * 2] == 4);
    CHECK(next("stop") == 0);
    CHECK(next("start") == 4);
    next("range");
    CHECK(next("jump 9") == 10);
    CHECK(next("glide off") == 1);
    pd.send("song", "ratio 128");
    pd.silence_until_multiple_of(128);
    pd.send("song", "start");
    const Channels slow = pd.process(4);
    CHECK(slow[0][127] == 1);
    CHECK(slow[0][128] == 2);
    pd.dsp(false);
}
