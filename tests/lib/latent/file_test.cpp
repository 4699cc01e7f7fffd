// Files of latents: what is written comes back bit for bit, what is foreign or broken is refused in one line.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"

#include "latents.h"
#include "support/process.h"
#include "support/temporary_folder.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <tuple>

using namespace latentjam;
using namespace latentjam::test;
namespace fs = std::filesystem;

namespace {

const fs::path kArrays = LATENTJAM_TEST_DATA "/npy";

/// The one line that refuses this file.
std::string refusal(const std::string& path)
{
    const auto result = latent::read(path);
    if (result) return "";
    CHECK(result.message().find('\n') == std::string::npos);
    CHECK(result.message().find(fs::path(path).filename().string()) != std::string::npos);
    return result.message();
}

bool says(const std::string& line, const std::string& words)
{
    INFO("'" << line << "' should say '" << words << "'");
    CHECK(line.find(words) != std::string::npos);
    return line.find(words) != std::string::npos;
}

/// Every kind of finite float32: zeros of both signs, subnormal, smallest, largest, and random bits.
latent::Sequence extreme_latents(int dims, int frames)
{
    using Limits = std::numeric_limits<float>;
    const std::array<float, 8> extremes = {0.0F,          -0.0F,         Limits::denorm_min(), -Limits::denorm_min(),
                                           Limits::min(), Limits::max(), Limits::lowest(),     1.0F / 3};
    latent::Sequence sequence(dims, frames);
    std::uint32_t bits = 1;
    std::size_t next = 0;
    for (float& value : sequence.values()) {
        bits = bits * 1664525 + 1013904223;
        std::memcpy(&value, &bits, sizeof value);
        if (next < extremes.size() || !std::isfinite(value)) value = extremes[next++ % extremes.size()];
    }
    return sequence;
}

bool same_bits(const latent::Sequence& a, const latent::Sequence& b)
{
    return a.dims() == b.dims() && a.frames() == b.frames() &&
           (a.is_empty() || std::memcmp(a.values().data(), b.values().data(), a.values().size_bytes()) == 0);
}

void write_sound(const std::string& path, int format, int channels, const std::vector<double>& values)
{
    SF_INFO info{};
    info.samplerate = 21;
    info.channels = channels;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    REQUIRE(file);
    sf_write_double(file, values.data(), static_cast<sf_count_t>(values.size()));
    sf_close(file);
}

}  // namespace

TEST_CASE("What is written comes back bit for bit, as .npy and as .wav")
{
    const TemporaryFolder folder;
    for (const int dims : {1, 2, 3, 8, 16, 64, 128, 1024})
        for (const int frames : {0, 1, 2, 63, 1000})
            for (const char* name : {"z.npy", "z.wav", "Z.WAV"}) {
                INFO(name << " " << dims << " x " << frames);
                const auto sequence = extreme_latents(dims, frames);
                REQUIRE(latent::write(sequence, folder / name).message() == "");
                const auto back = latent::read(folder / name);
                INFO((back ? "" : back.message()));
                REQUIRE(back);
                CHECK(same_bits(sequence, *back));
            }
    CHECK(folder.size() == 3);
}

TEST_CASE("Sequences longer than a chunk come back whole")
{
    const TemporaryFolder folder;
    for (const int dims : {1, 3, 17})
        for (const char* name : {"z.npy", "z.wav"}) {
            const auto sequence = extreme_latents(dims, 200001);
            REQUIRE(latent::write(sequence, folder / name));
            CHECK(same_bits(sequence, *latent::read(folder / name)));
        }
}

TEST_CASE("A latent .wav carries its rate rounded down, as 64-bit float, and no time of writing")
{
    const TemporaryFolder folder;
    const std::map<double, int> rates = {
        {0.0, 21}, {0.2, 1}, {44100.0 / 2048, 21}, {48000.0 / 2048, 23}, {172.27, 172}};
    for (const auto& [rate, written] : rates) {
        REQUIRE(latent::write(known_latents(4, 10, rate), folder / "z.wav"));
        CHECK(latent::read(folder / "z.wav")->rate_hz() == written);
        SF_INFO info{};
        sf_close(sf_open((folder / "z.wav").c_str(), SFM_READ, &info));
        CHECK(info.format == (SF_FORMAT_WAV | SF_FORMAT_DOUBLE));
        CHECK(info.channels == 4);
        CHECK(bytes_of(folder / "z.wav").find("PEAK") == std::string::npos);
    }
}

TEST_CASE("Sound files of every depth are read, integers as -1..1")
{
    const TemporaryFolder folder;
    // Two steps: libsndfile scales by 2^n - 1 when it writes and by 2^n when it reads.
    const std::map<int, double> errors = {{SF_FORMAT_PCM_U8, 2.0 / 128}, {SF_FORMAT_PCM_16, 2.0 / 32768},
                                          {SF_FORMAT_PCM_24, 1e-6},      {SF_FORMAT_PCM_32, 1e-7},
                                          {SF_FORMAT_FLOAT, 1e-7},       {SF_FORMAT_DOUBLE, 1e-7}};
    const std::vector<double> values = {0, 0.5, -0.5, 0.25, -1, 0.999};
    for (const auto& [format, most] : errors)
        for (const int container : {SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64}) {
            write_sound(folder / "z.wav", container | format, 2, values);
            const auto sequence = latent::read(folder / "z.wav");
            REQUIRE(sequence);
            REQUIRE(sequence->dims() == 2);
            REQUIRE(sequence->frames() == 3);
            for (std::size_t i = 0; i < values.size(); ++i)
                CHECK(std::abs(static_cast<double>(sequence->values()[i]) - values[i]) <= most);
        }
}

TEST_CASE("Arrays of NumPy are read in every layout")
{
    const auto expected = known_latents(3, 5);
    int read = 0;
    for (const auto& entry : fs::directory_iterator(kArrays)) {
        if (!entry.path().filename().string().starts_with("good_")) continue;
        INFO(entry.path().filename());
        const auto sequence = latent::read(entry.path().string());
        INFO((sequence ? "" : sequence.message()));
        REQUIRE(sequence);
        CHECK(*sequence == expected);
        CHECK(sequence->rate_hz() == 0);
        ++read;
    }
    CHECK(read == 12);
}

TEST_CASE("Arrays that are no latents are refused, each with its reason")
{
    const std::map<std::string, std::string> reasons = {
        {"rank_1", "shape (5,) where [1, dims, frames] or [dims, frames] is needed"},
        {"rank_4", "shape (1, 1, 3, 5) where"},
        {"batch_of_2", "shape (2, 3, 5) where"},
        {"bool", "type '|b1' where floats of 16 to 64 bits or whole numbers are needed"},
        {"fields", "no plain array's"},
        {"no_dims", "0 dims, not 1 to 1024"},
        {"1025_dims", "1025 dims, not 1 to 1024"},
        {"nan", "frame 1, dimension 2 is nan"},
        {"infinite", "frame 4, dimension 0 is -inf"},
        {"beyond_float32", "frame 0, dimension 1 is inf"},
    };
    for (const auto& [name, reason] : reasons) says(refusal((kArrays / ("bad_" + name + ".npy")).string()), reason);
}

namespace {

/// A .npy of version 1 around these bytes.
void put_array(const std::string& path, const std::string& type, const std::string& shape, const std::string& data)
{
    const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}\n";
    std::string start = "\x93NUMPY";
    start += {1, 0, static_cast<char>(header.size()), 0};
    put_bytes(path, start + header + data);
}

}  // namespace

TEST_CASE("Half floats and whole numbers of every size are read as they are")
{
    using namespace std::string_literals;
    const TemporaryFolder folder;
    const std::string path = folder / "z.npy";
    const std::vector<std::tuple<std::string, std::string, float>> arrays = {
        {"<f2", "\x00\x3c"s, 1},                                // binary16: 0x3c00
        {">f2", "\xc2\x00"s, -3},                               // 0xc200
        {"<f2", "\x01\x00"s, 0x1p-24F},                         // the smallest
        {"<f2", "\xff\x7b"s, 65504},                            // the largest
        {"<f2", "\x00\x80"s, -0.0F},                            //
        {"|i1", "\x85"s, -123},                                 //
        {"|u1", "\x85"s, 133},                                  //
        {"<i2", "\xff\xff"s, -1},                               //
        {"<u2", "\xff\xff"s, 65535},                            //
        {">i4", "\xff\xff\xff\x00"s, -256},                     //
        {"<u4", "\xff\xff\xff\xff"s, 4294967296.0F},            // rounded, as float32 must
        {"<i8", "\x00\x00\x00\x00\x01\x00\x00\x00"s, 0x1p32F},  //
        {"<u8", "\x00\x00\x00\x00\x00\x00\x00\x80"s, 0x1p63F},  //
        {"=f4", "\x00\x00\x80\x3f"s, 1},                        //
    };
    for (const auto& [type, bytes, value] : arrays) {
        INFO(type << " " << value);
        put_array(path, type, "(1, 1, 1)", bytes);
        const auto sequence = latent::read(path);
        REQUIRE(sequence);
        CHECK(sequence->at(0, 0) == value);
    }
    for (const std::string type : {"<c8", "<f16", "|O", "<U2", "|S1", "<M8[s]", "|V8", "?", "f4", "<f3", ""}) {
        put_array(path, type, "(1, 1, 1)", std::string(16, '\0'));
        says(refusal(path), "type '" + type + "' where");
    }
    put_array(path, "<f2", "(1, 1, 1)", "\x00\x7c"s);
    says(refusal(path), "is inf");
}

TEST_CASE("Frames x dims are recognised, turned, and told; dims x frames are left alone")
{
    const TemporaryFolder folder;
    const std::string path = folder / "z.npy";
    struct Case {
        std::string shape;
        int dims, frames;
        bool is_turned;
    };
    for (const Case& each :
         {Case{"(20, 8)", 8, 20, true}, Case{"(9, 8)", 8, 9, true}, Case{"(2000, 16)", 16, 2000, true},
          Case{"(2000, 1)", 1, 2000, true}, Case{"(1, 2000, 16)", 16, 2000, true}, Case{"(8, 20)", 8, 20, false},
          Case{"(8, 8)", 8, 8, false}, Case{"(8, 1)", 8, 1, false}, Case{"(1, 128, 8)", 128, 8, false},
          Case{"(8, 0)", 8, 0, false}}) {
        INFO(each.shape);
        put_array(path, "|i1", each.shape, std::string(40000, '\1'));
        std::string remark;
        const auto sequence = latent::read(path, kNeverCancelled, &remark);
        REQUIRE(sequence);
        CHECK(sequence->dims() == each.dims);
        CHECK(sequence->frames() == each.frames);
        CHECK(remark.empty() != each.is_turned);
        if (each.is_turned) says(remark, "z.npy: shape " + each.shape + " is taken as frames x dims");
    }
}

TEST_CASE("Sound is no latent: a .wav at an audio rate is refused")
{
    const TemporaryFolder folder;
    for (const int rate : {21, 23, 172, 1500, 8000, 22050, 44100, 96000}) {
        SF_INFO info{};
        info.samplerate = rate;
        info.channels = 2;
        info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        SNDFILE* file = sf_open((folder / "z.wav").c_str(), SFM_WRITE, &info);
        const std::array<short, 8> samples{1, 2, 3, 4, 5, 6, 7, 8};
        sf_write_short(file, samples.data(), 8);
        sf_close(file);
        if (rate < 8000)
            CHECK(latent::read(folder / "z.wav"));
        else
            says(refusal(folder / "z.wav"), std::to_string(rate) + " Hz is sound, no latent");
    }
}

TEST_CASE("A .wav that was never closed is refused, one without frames is read")
{
    const TemporaryFolder folder;
    REQUIRE(latent::write(known_latents(3, 40), folder / "z.wav"));
    std::string bytes = bytes_of(folder / "z.wav");
    const std::size_t data = bytes.find("data") + 4;
    for (const std::string& riff : {std::string("\0\0\0\0", 4), std::string("\x24\0\0\0", 4), bytes.substr(4, 4)}) {
        bytes.replace(4, 4, riff);
        bytes.replace(data, 4, std::string(4, '\0'));
        put_bytes(folder / "z.wav", bytes);
        says(refusal(folder / "z.wav"), "never closed: its header says 0 bytes of data, and 960 follow");
    }
    REQUIRE(latent::write(known_latents(3, 0), folder / "z.wav"));
    CHECK(latent::read(folder / "z.wav")->frames() == 0);
    put_bytes(folder / "z.wav", bytes_of(folder / "z.wav") + std::string("LIST\4\0\0\0INFO", 12));
    CHECK(latent::read(folder / "z.wav")->frames() == 0);
}

TEST_CASE("A file cut off anywhere is refused, and nothing crashes over bytes that lie")
{
    const TemporaryFolder folder;
    for (const std::string name : {"z.npy", "z.wav"}) {
        REQUIRE(latent::write(known_latents(3, 40), folder / name));
        const std::string whole = bytes_of(folder / name);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            put_bytes(folder / name, whole.substr(0, length));
            CHECK(refusal(folder / name) != "");
        }
        // The header with any one byte changed: read or refused, but never more values than the file has bytes.
        for (std::size_t at = 0; at < 130; ++at)
            for (const char lie : {'\0', '\x7f', '\xff', '9', '(', ','}) {
                std::string bytes = whole;
                bytes[at] = lie;
                put_bytes(folder / name, bytes);
                const auto sequence = latent::read(folder / name);
                if (sequence) CHECK(sequence->values().size() <= whole.size());
            }
    }
}

TEST_CASE("A .npy header that claims the world costs no memory")
{
    const TemporaryFolder folder;
    const auto claim = [&](const std::string& dictionary) {
        std::string bytes = "\x93NUMPY";
        bytes += {1, 0, static_cast<char>(dictionary.size() & 0xff), static_cast<char>(dictionary.size() >> 8U)};
        put_bytes(folder / "z.npy", bytes + dictionary + "some data");
        return refusal(folder / "z.npy");
    };
    const std::string start = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
    says(claim(start + "(1, 16, 60000000)}"), "cut off: shape (1, 16, 60000000) needs 3840000000 bytes");
    says(claim(start + "(1, 1024, 60000000)}"), "more than");
    says(claim(start + "(1, 4, 99999999999)}"), "more than");
    says(claim(start + "(1, 18446744073709551615, 18446744073709551615)}"), "dims, not 1 to");
    says(claim(start + "(1, 4, 18446744073709551616)}"), "no plain array's");
    says(claim(start + "(1, 4, -1)}"), "no plain array's");
    says(claim(start + "(1, 4"), "no plain array's");
    says(claim(start), "no plain array's");
    says(claim("{'descr': '<f4'}"), "no plain array's");
    says(claim("{'shape': (" + std::string(60000, '(')), "no plain array's");
    says(claim("{" + std::string(60000, ' ')), "no plain array's");
    says(claim(""), "no plain array's");

    put_bytes(folder / "z.npy", std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff{", 13));
    says(refusal(folder / "z.npy"), "a header of 4294967295 bytes");
    put_bytes(folder / "z.npy", std::string("\x93NUMPY\x04\x00\x10\x00{", 11));
    says(refusal(folder / "z.npy"), "version 4 of .npy");
}

TEST_CASE("What is no file of latents is refused in one line")
{
    const TemporaryFolder folder;
    fs::create_directory(folder / "folder.npy");
    for (const std::string extension : {".npy", ".wav"}) {
        says(refusal(folder / ("missing" + extension)), "no file");
        put_bytes(folder / ("empty" + extension), "");
        says(refusal(folder / ("empty" + extension)), "is empty");
        put_bytes(folder / ("text" + extension), "Once upon a time there was a file of some other kind.\n");
        says(refusal(folder / ("text" + extension)), extension == ".npy" ? "no .npy file" : "no sound file");
    }
    says(refusal(folder / "folder.npy"), "is a folder");
    put_bytes(folder / "z.txt", "text");
    says(refusal(folder / "z.txt"), "latents are .npy or .wav files");
    put_bytes(folder / "z", "text");
    says(refusal(folder / "z"), "latents are .npy or .wav files");
    says(refusal(""), "no file");
}

TEST_CASE("Sound files with values that are not finite are refused with their place")
{
    const TemporaryFolder folder;
    write_sound(folder / "z.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 2, {0, 1, 2, std::nan("")});
    says(refusal(folder / "z.wav"), "frame 1, dimension 1 is nan");
    write_sound(folder / "z.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 2, {0, 1, 1e300, 0});
    says(refusal(folder / "z.wav"), "frame 1, dimension 0 is inf");
}

TEST_CASE("A write that fails says why and leaves the old file and nothing else")
{
    const TemporaryFolder folder;
    const auto fails = [&](const latent::Sequence& sequence, const std::string& path, const std::string& reason) {
        const auto before = folder.size();
        const Status status = latent::write(sequence, path);
        says(status.message(), reason);
        says(status.message(), path);
        CHECK(folder.size() == before);
    };
    fs::create_directory(folder / "folder.npy");
    fs::create_directory(folder / "folder.wav");
    for (const std::string extension : {".npy", ".wav"}) {
        fails(known_latents(2, 2), folder / ("folder" + extension), "it is a folder");
        fails(known_latents(2, 2), folder / ("nowhere/z" + extension), "there is no folder");
        REQUIRE(latent::write(known_latents(2, 2), folder / ("old" + extension)));
        fails({}, folder / ("old" + extension), "no dimensions");
        CHECK(*latent::read(folder / ("old" + extension)) == known_latents(2, 2, extension == ".wav" ? 21 : 0));
    }
    fails(known_latents(2, 2), folder / "z.mp3", "latents are .npy or .wav files");
#ifdef __linux__
    fails(known_latents(2, 2), "/proc/z.npy", "refuses");
    fails(known_latents(2, 2), "/proc/z.wav", "cannot write");
#endif
}

TEST_CASE("A read or write that was cancelled gives nothing, and leaves the old file and nothing else")
{
    const TemporaryFolder folder;
    const CancelFlag cancelled{true};
    for (const std::string extension : {".npy", ".wav"}) {
        const std::string path = folder / ("z" + extension);
        REQUIRE(latent::write(known_latents(2, 3), path));
        const std::string before = bytes_of(path);
        CHECK(latent::write(known_latents(4, 5), path, cancelled).message().find("cancelled") != std::string::npos);
        CHECK_FALSE(latent::read(path, cancelled).is_ok());
        CHECK(bytes_of(path) == before);
    }
    CHECK(folder.size() == 2);
}

TEST_CASE("A link is written through, a file is replaced")
{
    const TemporaryFolder folder;
    REQUIRE(latent::write(known_latents(2, 2), folder / "real.npy"));
    fs::create_symlink("real.npy", folder / "link.npy");
    REQUIRE(latent::write(known_latents(5, 7), folder / "link.npy"));
    CHECK(fs::is_symlink(folder / "link.npy"));
    CHECK(*latent::read(folder / "real.npy") == known_latents(5, 7));
    CHECK(folder.size() == 2);
}

#if !defined(_WIN32)  // where tests start no programs
TEST_CASE("NumPy reads what is written here, and what it writes is read here")
{
    using namespace std::chrono_literals;
    std::string python;
    for (const char* candidate : {"python3", "/usr/bin/python3"})
        if (run_process({candidate, "-c", "import numpy"}, {}, 60s).exit_status == 0) python = candidate;
    if (python.empty()) SKIP("no Python with NumPy: the stored arrays must do");

    const TemporaryFolder ours, theirs;
    for (const int dims : {1, 3, 16, 64})
        for (const int frames : {0, 1, 100, 70000})
            REQUIRE(latent::write(known_latents(dims, frames),
                                  ours / (std::to_string(dims) + "x" + std::to_string(frames) + ".npy")));
    const std::string script = (kArrays / "arrays.py").string();
    const auto checked = run_process({python, script, "check", ours.path().string()}, {}, 60s);
    CHECK(checked.output == "");
    CHECK(checked.exit_status == 0);

    REQUIRE(run_process({python, script, "write", theirs.path().string()}, {}, 60s).exit_status == 0);
    CHECK(theirs.size() == 22);
    for (const auto& entry : fs::directory_iterator(theirs.path())) {
        INFO(entry.path().filename());
        const auto sequence = latent::read(entry.path().string());
        CHECK(sequence.is_ok() == entry.path().filename().string().starts_with("good_"));
        if (sequence) CHECK(*sequence == known_latents(3, 5));
    }
}
#endif
