// Playing files: every kind, at the right pitch, in a loop without a gap, and quiet where there is nothing to play.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_player.h"

#include "audio/wav_data.h"
#include "support/temporary_folder.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <vector>

using namespace latentjam;
using namespace latentjam::audio;

namespace {

constexpr double kTone_hz = 441;

void write_tone(const std::string& path, int format, int rate, int channels, int frames)
{
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = channels;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    INFO(path);
    REQUIRE(file != nullptr);
    std::vector<float> samples;
    for (int frame = 0; frame < frames; ++frame) {
        const double sample = 0.5 * std::sin(2 * std::numbers::pi * kTone_hz * frame / rate);
        samples.insert(samples.end(), static_cast<std::size_t>(channels), static_cast<float>(sample));
    }
    sf_writef_float(file, samples.data(), frames);
    sf_close(file);
}

/// As an offline render plays: waits for what is read.
std::vector<float> pull(SoundPlayer& player, std::size_t frames)
{
    std::vector<float> left(frames, 0.0F);
    for (std::size_t at = 0; at + 64 <= frames; at += 64)
        player.pull(64, true, [&](std::size_t frame, std::size_t channel, float value) {
            if (channel == 0) left[at + frame] = value;
        });
    return left;
}

double rising_edges(const std::vector<float>& sound)
{
    int count = 0;
    for (std::size_t i = 1; i < sound.size(); ++i) count += sound[i - 1] < 0 && sound[i] >= 0 ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("Every kind of file plays at the right pitch, whatever its rate")
{
    const test::TemporaryFolder folder;
    struct Kind {
        int format;
        std::vector<int> rates;
    };
    const std::vector<Kind> kinds = {
        {SF_FORMAT_WAV | SF_FORMAT_PCM_16, {8000, 22050, 44100, 48000, 96000}},
        {SF_FORMAT_RF64 | SF_FORMAT_FLOAT, {44100, 48000}},
        {SF_FORMAT_AIFF | SF_FORMAT_PCM_24, {44100, 48000}},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, {44100, 96000}},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, {44100, 48000}},
        {SF_FORMAT_OGG | SF_FORMAT_OPUS, {48000}},
        {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, {44100, 48000}},
    };
    for (const auto& kind : kinds)
        for (const int rate : kind.rates)
            for (const int channels : {1, 2}) {
                CAPTURE(kind.format, rate, channels);
                write_tone(folder / "z", kind.format, rate, channels, rate);
                SoundPlayer player;
                player.play({folder / "z", channels, 44100, false});
                const auto sound = pull(player, 44100 - 4410);
                CHECK(std::abs(rising_edges(sound) - kTone_hz * 0.9) <= 12);
            }
}

TEST_CASE("A loop has no gap and no end, and a loop of nothing is told once")
{
    const test::TemporaryFolder folder;
    write_tone(folder / "z.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 100);  // one period
    SoundPlayer player;
    player.play({folder / "z.wav", 1, 44100, true});
    const auto sound = pull(player, 6400);
    double worst = 0;
    for (std::size_t i = 0; i < sound.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(sound[i]) -
                                         0.5 * std::sin(2 * std::numbers::pi * static_cast<double>(i % 100) / 100)));
    CHECK(worst < 1e-6);

    write_tone(folder / "empty.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 0);
    player.play({folder / "empty.wav", 1, 44100, true});
    pull(player, 640);
    Status problem;
    CHECK(player.take_end(problem));
    CHECK(problem.message().find("holds no sound") != std::string::npos);
    CHECK_FALSE(player.take_end(problem));
}

TEST_CASE("A file that ends says so once; one that cannot be read is one line, also in a loop")
{
    const test::TemporaryFolder folder;
    write_tone(folder / "z.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, 1000);
    SoundPlayer player;
    player.play({folder / "z.wav", 2, 44100, false});
    const auto sound = pull(player, 1280);
    CHECK(std::abs(sound[999] - 0.5 * std::sin(2 * std::numbers::pi * kTone_hz * 999 / 44100)) < 1e-6);
    CHECK(sound[1000] == 0);
    Status problem;
    CHECK(player.take_end(problem));
    CHECK(problem);
    CHECK_FALSE(player.take_end(problem));

    test::put_bytes(folder / "text.mp3", "this is no sound at all");
    for (const std::string name : {"text.mp3", "missing.wav"}) {
        player.play({folder / name, 2, 44100, true});
        const auto silence = pull(player, 6400);
        CHECK(rising_edges(silence) == 0);
        CHECK(player.take_end(problem));
        CHECK(problem.message().find(name) != std::string::npos);
        CHECK_FALSE(player.is_playing());
    }
    // It goes away while it plays.
    write_tone(folder / "gone.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 3000);
    player.play({folder / "gone.wav", 1, 44100, true});
    pull(player, 6400);
    std::filesystem::remove(folder / "gone.wav");
    for (int i = 0; i < 100 && !player.take_end(problem); ++i) pull(player, 6400);
    CHECK_FALSE(player.is_playing());
    CHECK(problem.message().find("gone.wav") != std::string::npos);
}

TEST_CASE("A .wav that was never closed plays to its end")
{
    const test::TemporaryFolder folder;
    write_tone(folder / "z.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 2000);
    const std::string whole = test::bytes_of(folder / "z.wav");
    const std::size_t data = whole.find("data") + 4;
    for (const std::string& riff : {std::string("\0\0\0\0", 4), std::string("\x24\0\0\0", 4), std::string(4, '\xff')})
        for (const std::string& length : {std::string("\0\0\0\0", 4), std::string(4, '\xff')}) {
            std::string bytes = whole;
            bytes.replace(4, 4, riff);
            bytes.replace(data, 4, length);
            test::put_bytes(folder / "z.wav", bytes);
            SoundPlayer player;
            player.play({folder / "z.wav", 1, 44100, false});
            const auto sound = pull(player, 2048);
            CHECK(std::abs(sound[1999] - 0.5 * std::sin(2 * std::numbers::pi * kTone_hz * 1999 / 44100)) < 1e-3);
        }
    test::put_bytes(folder / "z.wav", whole.substr(0, 2044));  // cut off
    SoundPlayer player;
    player.play({folder / "z.wav", 1, 44100, false});
    CHECK(std::abs(pull(player, 2048)[990] - 0.5 * std::sin(2 * std::numbers::pi * kTone_hz * 990 / 44100)) < 1e-3);
}
