// Sound files as people have them: formats, headers and accidents. Each one plays to its end at the right pitch, or is
// refused in one line that says why; and none of them is taken for a latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "latent/file.h"

#include "support/temporary_folder.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam;
using namespace std::string_literals;

namespace {

constexpr int kRate_hz = 44100;
constexpr int kFrames = kRate_hz;  // a second
constexpr double kTone_hz = 220;

std::string made_by_sndfile(const test::TemporaryFolder& folder, int format, int rate_hz = kRate_hz, int channels = 2)
{
    SF_INFO info{0, rate_hz, channels, format, 0, 0};
    if (!sf_format_check(&info)) return "";
    const std::string path = folder / "made";
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    REQUIRE(file != nullptr);
    std::vector<float> samples;
    for (int frame = 0; frame < rate_hz; ++frame)
        samples.insert(samples.end(), static_cast<std::size_t>(channels),
                       static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * kTone_hz * frame / rate_hz)));
    sf_writef_float(file, samples.data(), rate_hz);
    sf_close(file);
    return test::bytes_of(path);
}

std::string little(std::uint64_t value, int bytes = 4)
{
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
}

/// The parts of a .wav of two channels and 16 bits, to be put together wrongly.
struct Wav {
    std::string fmt = "fmt "s + little(16) + little(1, 2) + little(2, 2) + little(44100) + little(176400) +
                      little(4, 2) + little(16, 2);
    std::string body;

    Wav()
    {
        for (int i = 0; i < kFrames; ++i) {
            const auto value =
                static_cast<std::int16_t>(16000 * std::sin(2 * std::numbers::pi * kTone_hz * i / kRate_hz));
            body += little(static_cast<std::uint16_t>(value), 2) + little(static_cast<std::uint16_t>(value), 2);
        }
    }
    static std::string riff(const std::string& chunks) { return riff(4 + chunks.size(), chunks); }
    static std::string riff(std::uint64_t size, const std::string& chunks)
    {
        return "RIFF" + little(size) + "WAVE" + chunks;
    }
    std::string data() const { return data(body.size()); }
    std::string data(std::uint64_t size) const { return "data" + little(size) + body; }
};

/// WAVE_FORMAT_EXTENSIBLE of PCM.
std::string extensible(int bytes_a_frame, int bits_stored, int bits_valid, const std::string& more = "")
{
    return "fmt "s + little(40 + more.size()) + little(0xfffe, 2) + little(2, 2) + little(44100) +
           little(static_cast<std::uint64_t>(44100 * bytes_a_frame)) +
           little(static_cast<std::uint64_t>(bytes_a_frame), 2) + little(static_cast<std::uint64_t>(bits_stored), 2) +
           little(22 + more.size(), 2) + little(static_cast<std::uint64_t>(bits_valid), 2) + little(3) +
           "\1\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"s + more;
}

struct Case {
    const char* name;  ///< with the ending that it comes with
    std::string file;
    double seconds;       ///< 0: refused
    std::string refusal;  ///< what the line says
};

std::vector<Case> written_by_programs(const test::TemporaryFolder& folder)
{
    const auto made = [&](int format, int rate_hz = kRate_hz, int channels = 2) {
        return made_by_sndfile(folder, format, rate_hz, channels);
    };
    const std::string mp3 = made(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
    return {
        {"base.wav", made(SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate_hz, 1), 1, ""},
        {"pcm24.wav", made(SF_FORMAT_WAV | SF_FORMAT_PCM_24), 1, ""},
        {"f32.wav", made(SF_FORMAT_WAV | SF_FORMAT_FLOAT), 1, ""},
        {"f64.wav", made(SF_FORMAT_WAV | SF_FORMAT_DOUBLE), 1, ""},
        {"u8.wav", made(SF_FORMAT_WAV | SF_FORMAT_PCM_U8), 1, ""},
        {"mulaw.wav", made(SF_FORMAT_WAV | SF_FORMAT_ULAW), 1, ""},
        {"alaw.wav", made(SF_FORMAT_WAV | SF_FORMAT_ALAW), 1, ""},
        {"msadpcm.wav", made(SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, kRate_hz, 1), 1, ""},
        {"ima.wav", made(SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, kRate_hz, 1), 1, ""},
        {"gsm.wav", made(SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, 1), 1, ""},
        {"rf64.wav", made(SF_FORMAT_RF64 | SF_FORMAT_PCM_24), 1, ""},
        {"w64.w64", made(SF_FORMAT_W64 | SF_FORMAT_PCM_16), 1, ""},
        {"aiff.aiff", made(SF_FORMAT_AIFF | SF_FORMAT_PCM_16), 1, ""},
        {"caf.caf", made(SF_FORMAT_CAF | SF_FORMAT_PCM_16), 1, ""},
        {"flac.flac", made(SF_FORMAT_FLAC | SF_FORMAT_PCM_16), 1, ""},
        {"ogg.ogg", made(SF_FORMAT_OGG | SF_FORMAT_VORBIS), 1, ""},
        {"opus.opus", made(SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000), 1, ""},
        {"plain.mp3", mp3, 1, ""},
        {"mp3id3.mp3", "ID3\3\0\0\0\0\0\x10TIT2\0\0\0\6\0\0\0hello"s + mp3, 1, ""},
        {"mp3_named.wav", mp3, 1, ""},
        {"au.au", made(SF_FORMAT_AU | SF_FORMAT_PCM_16), 1, ""},
        {"s32_96k.wav", made(SF_FORMAT_WAV | SF_FORMAT_PCM_32, 96000), 1, ""},
        {"k8.wav", made(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000), 1, ""},
        {"ch6.wav", made(SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, kRate_hz, 6), 1, ""},
        {"upper.WAV", made(SF_FORMAT_WAV | SF_FORMAT_PCM_16), 1, ""},
    };
}

std::vector<Case> accidents()
{
    const Wav wav;
    const std::uint64_t n = wav.body.size();
    const std::string half = wav.body.substr(0, n / 2);
    const std::string cue =
        "cue "s + little(28) + little(1) + little(1) + little(100) + "data" + little(0) + little(0) + little(100);
    const std::string no_sound = "cannot be read as sound";
    return {
        {"ffmpeg_pipe.wav", Wav::riff(0xffffffff, wav.fmt + wav.data(0xffffffff)), 1, ""},
        {"sox_pipe.wav", Wav::riff(0x7fffffff + 36ULL, wav.fmt + wav.data(0x7ffff000)), 1, ""},
        {"crash_zero.wav", Wav::riff(0, wav.fmt + wav.data(0)), 1, ""},
        {"crash_riff36.wav", Wav::riff(36, wav.fmt + wav.data(0)), 1, ""},
        {"crash_ffff.wav", Wav::riff(0xffffffff, wav.fmt + wav.data(0xffffffff)), 1, ""},
        {"no_data.wav", Wav::riff(wav.fmt), 0, no_sound},
        {"zero_data.wav", Wav::riff(wav.fmt + "data" + little(0)), 0, ""},
        {"short.wav", Wav::riff(36 + n, wav.fmt + "data" + little(n) + half), 0.5, ""},
        {"short_odd.wav", Wav::riff(36 + n, wav.fmt + "data" + little(n) + half + wav.body[0]), 0.5, ""},
        {"off_by_one.wav", Wav::riff(36 + n - 1, wav.fmt + wav.data(n - 1)), 1, ""},
        {"odd_chunk_padded.wav", Wav::riff(wav.fmt + "LIST" + little(5) + "INFOx\0"s + wav.data()), 1, ""},
        {"odd_chunk_unpadded.wav", Wav::riff(wav.fmt + "LIST" + little(5) + "INFOx" + wav.data()), 0, no_sound},
        {"junk_first.wav", Wav::riff("JUNK" + little(28) + std::string(28, '\0') + wav.fmt + wav.data()), 1, ""},
        {"marker_after.wav", Wav::riff(wav.fmt + wav.data() + cue), 1, ""},
        {"big_ext.wav", Wav::riff(extensible(4, 16, 16, std::string(8, '\0')) + wav.data()), 1, ""},
        {"zero_bytes.wav", "", 0, no_sound},
        {"text.wav", "this is no sound\n", 0, no_sound},
        {"html.wav", "<!DOCTYPE html><html>404</html>", 0, no_sound},
        {"m4a.m4a",
         "\0\0\0\x20"
         "ftypM4A \0\0\2\0isomiso2"s +
             std::string(4000, 'x'),
         0, no_sound},
        {"rate0.wav", Wav::riff(wav.fmt.substr(0, 12) + little(0) + wav.fmt.substr(16) + wav.data()), 0, "rate"},
        {"ch0.wav", Wav::riff(wav.fmt.substr(0, 10) + little(0, 2) + wav.fmt.substr(12) + wav.data()), 0, ""},
        {"one_sample.wav", Wav::riff(wav.fmt + "data" + little(4) + wav.body.substr(0, 4)), 1.0 / kRate_hz, ""},
    };
}

struct Heard {
    Status problem;
    double seconds = 0;
    int periods = 0;
};

Heard hear(const std::string& path)
{
    auto reader = audio::SoundReader::open(path, kRate_hz);
    Heard heard;
    if (!reader) {
        heard.problem = reader.status();
        return heard;
    }
    std::vector<float> piece(1000);
    std::size_t frames = 0;
    bool is_below = true;
    for (;;) {
        const auto got = reader->read(piece);
        if (!got) heard.problem = got.status();
        if (!got || *got == 0) break;
        frames += *got;
        for (std::size_t i = 0; i < *got; ++i) {
            if (is_below && piece[i] > 0.1F) ++heard.periods;
            if (piece[i] > 0.1F || piece[i] < -0.1F) is_below = piece[i] < 0;  // beyond the noise of poor codecs
        }
    }
    heard.seconds = static_cast<double>(frames) / kRate_hz;
    return heard;
}

void check(const Case& each, const test::TemporaryFolder& folder)
{
    const std::string path = folder / each.name;
    test::put_bytes(path, each.file);
    const Heard heard = hear(path);
    CAPTURE(each.name, heard.problem.message());
    if (each.seconds > 0) {
        CHECK(heard.problem);
        CHECK(std::abs(heard.seconds - each.seconds) < 0.06);  // what mp3 and adpcm add at the ends
        if (each.seconds >= 0.5) CHECK(std::abs(heard.periods - kTone_hz * each.seconds) <= 0.03 * kTone_hz);
    } else {
        CHECK(heard.seconds == 0);
        CHECK(heard.problem.message().find('\n') == std::string::npos);
        if (!each.refusal.empty()) CHECK(heard.problem.message().find(each.refusal) != std::string::npos);
        if (!each.refusal.empty()) CHECK(heard.problem.message().find(each.name) != std::string::npos);
    }
    const auto latent = latent::read(path);
    REQUIRE_FALSE(latent.is_ok());  // sound, or no sound file: no latent at all
    CHECK(latent.message().find('\n') == std::string::npos);
    CHECK(latent.message().find(each.name) != std::string::npos);
}

}  // namespace

TEST_CASE("Each format of the zoo plays to its end at the right pitch, and is no latent")
{
    const test::TemporaryFolder folder;
    for (const auto& each : written_by_programs(folder)) {
        if (each.file.empty()) continue;  // this libsndfile does not write it
        check(each, folder);
    }
}

TEST_CASE("Each accident of the zoo plays as far as there is sound, or is refused in one line, and is no latent")
{
    const test::TemporaryFolder folder;
    for (const auto& each : accidents()) check(each, folder);
}
