// Sound in: every format, mixed, resampled, in pieces of any size; what is broken is refused in one line.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"

#include "support/temporary_folder.h"
#include "unravel/sound_writer.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>
#include <vector>

using namespace latentjam;
using namespace latentjam::audio;

namespace {

std::string write_file(const std::filesystem::path& path, int format, int channels, int rate,
                       const std::vector<float>& interleaved)
{
    SF_INFO info{};
    info.channels = channels;
    info.samplerate = rate;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    INFO(path << ": " << sf_strerror(file));
    REQUIRE(file != nullptr);
    const auto count = static_cast<sf_count_t>(interleaved.size());
    REQUIRE(sf_write_float(file, interleaved.data(), count) == count);
    sf_close(file);
    return path.string();
}

std::vector<float> sine(double frequency_hz, int rate, int frames, int channels = 1)
{
    std::vector<float> samples;
    for (int i = 0; i < frames; ++i)
        for (int channel = 0; channel < channels; ++channel)
            samples.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * frequency_hz * i / rate)));
    return samples;
}

/// All of it, in pieces of this size.
Result<std::vector<float>> read_all(const std::string& path, double rate_hz, std::size_t piece)
{
    auto reader = SoundReader::open(path, rate_hz);
    if (!reader) return reader.status();
    std::vector<float> all;
    std::vector<float> out(piece);
    for (;;) {
        const auto got = reader->read(out);
        if (!got) return got.status();
        all.insert(all.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(*got));
        if (*got < piece) break;
    }
    CHECK(reader->progress() == 1);
    return all;
}

}  // namespace

TEST_CASE("Channels are mixed to their mean, in pieces of any size")
{
    const test::TemporaryFolder folder;
    std::vector<float> interleaved;
    std::vector<float> mean;
    for (int i = 0; i < 10000; ++i) {
        const auto value = static_cast<float>(i % 1000) / 1000;
        interleaved.insert(interleaved.end(), {value, -0.5F, 0.25F});
        mean.push_back(static_cast<float>((static_cast<double>(value) - 0.5 + 0.25) / 3));
    }
    const auto path = write_file(folder.path() / "three.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 3, 44100, interleaved);
    for (const std::size_t piece : {1UL, 63UL, 4096UL, 5000UL, 20000UL}) {
        const auto samples = read_all(path, 44100, piece);
        REQUIRE(samples.is_ok());
        CHECK(*samples == mean);
    }
}

TEST_CASE("A sine keeps its pitch, level and place at another rate")
{
    const int rate = GENERATE(8000, 22050, 48000, 96000, 44056);
    const int frames = rate;  // a second
    const test::TemporaryFolder folder;
    const auto path =
        write_file(folder.path() / "sine.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, rate, sine(440, rate, frames));
    const auto samples = read_all(path, 44100, 1000);
    REQUIRE(samples.is_ok());
    INFO(rate);
    CHECK(std::abs(static_cast<int>(samples->size()) - 44100) <= 1);
    double worst = 0;  // but for the ends, where the file's silence begins
    for (std::size_t i = 2000; i + 2000 < samples->size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>((*samples)[i]) -
                                         0.5 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / 44100)));
    CHECK(worst < 1e-5);
    CHECK(*read_all(path, 44100, 77) == *samples);
}

TEST_CASE("wav, aiff, flac, ogg, opus and mp3 are read")
{
    struct Format {
        const char* name;
        int code;
        double tolerance;
    };
    const Format format = GENERATE(Format{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1e-4},
                                   Format{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 1e-6},
                                   Format{"a.aif", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1e-4},
                                   Format{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1e-6},
                                   Format{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.05},
                                   Format{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0.05},
                                   Format{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.05});
    SF_INFO info{0, 48000, 2, format.code, 0, 0};
    if (!sf_format_check(&info)) SKIP("this libsndfile does not write " << format.name);
    const test::TemporaryFolder folder;
    const auto path = write_file(folder.path() / format.name, format.code, 2, 48000, sine(440, 48000, 48000, 2));
    const auto samples = read_all(path, 48000, 4096);
    INFO(format.name << (samples ? "" : samples.message()));
    REQUIRE(samples.is_ok());
    CHECK(std::abs(static_cast<int>(samples->size()) - 48000) <= 2 * 1152);  // mp3 adds to the ends
    double power = 0;
    for (const float sample : *samples) power += static_cast<double>(sample) * static_cast<double>(sample);
    CHECK(std::abs(std::sqrt(power / 48000) - 0.5 / std::numbers::sqrt2) < format.tolerance);
}

TEST_CASE("What is no sound is refused in one line that names the file")
{
    const test::TemporaryFolder folder;
    const auto refusal = [&](const std::string& name) {
        const auto result = read_all((folder.path() / name).string(), 44100, 4096);
        return result ? "" : result.message();
    };
    std::ofstream(folder.path() / "words.wav") << "these are words and no sound, however long they go on";
    std::ofstream(folder.path() / "empty.flac").flush();
    std::ofstream(folder.path() / "a.aac") << "\xff\xf1 aac";
    write_file(folder.path() / "nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 44100,
               {0, 0, std::numeric_limits<float>::quiet_NaN()});
    CHECK(refusal("words.wav").starts_with("words.wav: cannot be read as sound: "));
    CHECK(refusal("empty.flac").starts_with("empty.flac: cannot be read as sound: "));
    CHECK(refusal("gone.wav").starts_with("no file "));
    CHECK(refusal("a.aac") == "a.aac: libsndfile reads no aac; convert it to wav, aiff, flac, ogg, opus or mp3");
    CHECK(refusal("nan.wav") == "nan.wav: sample 2 is not finite (NaN or infinity)");
}
