// Recording: what is there can be read at any moment, and what goes wrong is told once.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_recorder.h"

#include "audio/sound_reader.h"
#include "support/temporary_folder.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#if !defined(_WIN32)
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#endif

using namespace latentjam;
using namespace latentjam::audio;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

float wave(std::size_t frame, std::size_t channel)
{
    return static_cast<float>(0.9 * std::sin(0.01 * static_cast<double>(frame) + static_cast<double>(channel)));
}

void push(SoundRecorder& recorder, std::size_t begin, std::size_t frames)
{
    for (std::size_t at = begin; at < begin + frames; at += 64)
        recorder.push(std::min<std::size_t>(64, begin + frames - at), true,
                      [&](std::size_t frame, std::size_t channel) { return wave(at + frame, channel); });
}

std::vector<SoundRecorder::News> wait_for_news(SoundRecorder& recorder)
{
    std::vector<SoundRecorder::News> all;
    for (int i = 0; i < 30000 && recorder.is_busy(); ++i) {  // a minute at most
        for (auto& news : recorder.take_news()) all.push_back(std::move(news));
        std::this_thread::sleep_for(2ms);
    }
    return all;
}

struct Read {
    SF_INFO info{};
    std::vector<float> samples;
};

Read read(const std::string& path)
{
    Read result;
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, &result.info);
    INFO(path << ": " << sf_strerror(file));
    REQUIRE(file != nullptr);
    result.samples.resize(static_cast<std::size_t>(result.info.frames * result.info.channels));
    CHECK(sf_readf_float(file, result.samples.data(), result.info.frames) == result.info.frames);
    sf_close(file);
    return result;
}

}  // namespace

TEST_CASE("A recording has every sample, in 1 to 16 channels, at any rate, in each depth")
{
    const test::TemporaryFolder folder;
    for (const int channels : {1, 2, 5, 16})
        for (const int rate : {8000, 44100, 96000})
            for (const int bytes : {2, 3, 4}) {
                CAPTURE(channels, rate, bytes);
                const std::string path = folder / "take.wav";
                SoundRecorder recorder;
                recorder.begin(path, {channels, rate, bytes});
                push(recorder, 0, 10001);
                recorder.end();
                const auto news = wait_for_news(recorder);
                REQUIRE(news.size() == 1);
                CHECK(news[0].kind == SoundRecorder::News::Kind::kClosed);
                CHECK(news[0].frames == 10001);
                const Read back = read(path);
                CHECK((back.info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV);
                CHECK(back.info.channels == channels);
                CHECK(back.info.samplerate == rate);
                REQUIRE(back.info.frames == 10001);
                double worst = 0;
                for (std::size_t i = 0; i < back.samples.size(); ++i) {
                    const auto width = static_cast<std::size_t>(channels);
                    worst =
                        std::max(worst, std::abs(static_cast<double>(back.samples[i] - wave(i / width, i % width))));
                }
                CHECK(worst <= (bytes == 2 ? 1.0 / 32768 : bytes == 3 ? 1.0 / 8388608 : 0));
                CHECK(fs::file_size(path) % 2 == 0);
            }
}

TEST_CASE("Whole numbers are limited, and what is no number becomes silence")
{
    const test::TemporaryFolder folder;
    auto writer = WavWriter::create(folder / "z.wav", {1, 44100, 3});
    REQUIRE(writer);
    const std::vector<float> values{2, -2, std::nanf(""), HUGE_VALF, 1, -1};
    REQUIRE(writer->write(values));
    REQUIRE(writer->close());
    const Read back = read(folder / "z.wav");
    const std::vector<float> expected{8388607.0F / 8388608, -1, 0, 0, 8388607.0F / 8388608, -1};
    CHECK(back.samples == expected);
}

TEST_CASE("Beyond the length that a WAV can tell, the file is an RF64, and a WAV before")
{
    const test::TemporaryFolder folder;
    const std::string path = folder / "z.wav";
    constexpr std::uint64_t kMost = 10000;
    auto writer = WavWriter::create(path, {2, 44100, 2}, kMost);
    REQUIRE(writer);
    std::vector<float> piece(2 * 100);
    for (int i = 0; i < 50; ++i) {
        for (std::size_t n = 0; n < piece.size(); ++n)
            piece[n] = wave(static_cast<std::size_t>(i) * 100 + n / 2, n % 2);
        REQUIRE(writer->write(piece));
        REQUIRE(writer->update_header());
        const Read back = read(path);
        CHECK(back.info.frames == (i + 1) * 100);
        const bool is_long = fs::file_size(path) > kMost;
        CHECK((back.info.format & SF_FORMAT_TYPEMASK) == (is_long ? SF_FORMAT_RF64 : SF_FORMAT_WAV));
    }
    REQUIRE(writer->close());
    CHECK(read(path).info.frames == 5000);
}

TEST_CASE("A file can be read while it grows")
{
    const test::TemporaryFolder folder;
    SoundRecorder recorder;
    recorder.begin(folder / "z.wav", {2, 44100, 3});
    push(recorder, 0, 22050);
    std::this_thread::sleep_for(1200ms);
    CHECK(read(folder / "z.wav").info.frames == 22050);
    recorder.end();
}

TEST_CASE("One recording follows the other without a gap in either")
{
    const test::TemporaryFolder folder;
    SoundRecorder recorder;
    for (int i = 0; i < 20; ++i) {
        recorder.begin(folder / (std::to_string(i) + ".wav"), {1 + i % 3, 44100 + i, 3});
        push(recorder, 0, 1000 + static_cast<std::size_t>(i));
    }
    SoundRecorder::finish_all();
    for (int i = 0; i < 20; ++i) {
        const Read back = read(folder / (std::to_string(i) + ".wav"));
        CHECK(back.info.frames == 1000 + i);
        CHECK(back.info.samplerate == 44100 + i);
        CHECK(back.info.channels == 1 + i % 3);
    }
}

TEST_CASE("A path that cannot be written is told once, and nothing is recorded")
{
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "folder.wav");
    for (const std::string& name :
         {std::string("no/such/folder.wav"), std::string("folder.wav"), std::string(300, 'n') + ".wav"}) {
        SoundRecorder recorder;
        recorder.begin(folder / name, {2, 44100, 3});
        push(recorder, 0, 400000);
        const auto news = wait_for_news(recorder);
        REQUIRE(news.size() == 1);
        CHECK(news[0].kind == SoundRecorder::News::Kind::kFailed);
        CHECK(news[0].text.starts_with("cannot write " + (folder / name) + ": "));
        CHECK_FALSE(recorder.is_recording());
    }
}

#if !defined(_WIN32)

TEST_CASE("A full disk is told once, and what was written is there")
{
    const test::TemporaryFolder folder;
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 100000;
    setrlimit(RLIMIT_FSIZE, &small);
    std::vector<SoundRecorder::News> news;
    {
        SoundRecorder recorder;
        recorder.begin(folder / "z.wav", {2, 44100, 3});
        push(recorder, 0, 400000);
        news = wait_for_news(recorder);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    REQUIRE(news.size() == 2);
    CHECK(news[0].kind == SoundRecorder::News::Kind::kFailed);
    CHECK(news[1].kind == SoundRecorder::News::Kind::kClosed);
    CHECK(read(folder / "z.wav").info.frames > 15000);
}

TEST_CASE("A process that is killed leaves all but the last second")
{
    const test::TemporaryFolder folder;
    const std::string path = folder / "z.wav";
    const pid_t child = fork();
    if (child == 0) {
        SoundRecorder recorder;
        recorder.begin(path, {2, 44100, 3});
        for (std::size_t at = 0;; at += 441) {
            push(recorder, at, 441);
            std::this_thread::sleep_for(10ms);
        }
    }
    std::error_code none_yet;
    for (int i = 0; i < 6000; ++i) {  // a minute at most, where the machine is busy
        std::this_thread::sleep_for(10ms);
        if (fs::file_size(path, none_yet) > 2 * 44100 * 6 && !none_yet) break;
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    const Read back = read(path);
    CHECK(back.info.frames > 44100 / 2);
    CHECK(static_cast<double>(fs::file_size(path)) - static_cast<double>(back.info.frames * 6) < 44100 * 6);
}

#endif
