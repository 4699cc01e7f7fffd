// Sound out: what is written comes back, large files included, and nothing appears before it is committed.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/sound_writer.h"

#include "audio/sound_reader.h"
#include "support/temporary_folder.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <vector>

using namespace latentjam;
using namespace latentjam::unravel;

namespace {

std::vector<float> read_all(const std::string& path, double rate_hz)
{
    auto reader = audio::SoundReader::open(path, rate_hz);
    REQUIRE(reader);
    std::vector<float> samples(1000);
    const auto got = reader->read(samples);
    REQUIRE(got);
    samples.resize(*got);
    return samples;
}

int format_of(const std::string& path)
{
    SF_INFO info{};
    sf_close(sf_open(path.c_str(), SFM_READ, &info));
    return info.format;
}

}  // namespace

TEST_CASE("What a writer writes comes back, and nothing is there before it is committed")
{
    const test::TemporaryFolder folder;
    const auto path = (folder.path() / "out.wav").string();
    const std::vector<float> samples = {0, 1.5F, -2, 1e-20F, 0.1F};
    {
        auto writer = SoundWriter::create(path, 1, 44100, 5);
        REQUIRE(writer.is_ok());
        REQUIRE((*writer)->write(samples).is_ok());
    }
    CHECK(std::filesystem::is_empty(folder.path()));
    auto writer = SoundWriter::create(path, 1, 44100, 5);
    REQUIRE((*writer)->write(samples).is_ok());
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE((*writer)->commit().is_ok());
    CHECK(read_all(path, 44100) == samples);
    CHECK(format_of(path) == (SF_FORMAT_WAV | SF_FORMAT_FLOAT));
    CHECK(SoundWriter::create(folder / "no/where.wav", 1, 44100, 5).message().starts_with("cannot write where.wav: "));
}

TEST_CASE("More frames than a .wav holds make an RF64")
{
    const test::TemporaryFolder folder;
    for (const std::int64_t frames : {std::int64_t{1} << 29, std::int64_t{1} << 31}) {
        auto writer = SoundWriter::create(folder / "large.wav", 2, 48000, frames);
        REQUIRE(writer);
        REQUIRE((*writer)->write(std::vector<float>(8)));
        REQUIRE((*writer)->commit());
        CHECK(format_of(folder / "large.wav") ==
              ((frames * 8 > 0xffffffff ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | SF_FORMAT_FLOAT));
    }
}

TEST_CASE("Equal samples give equal files")
{
    const test::TemporaryFolder folder;
    for (const auto* name : {"a.wav", "b.wav"}) {
        auto writer = SoundWriter::create(folder / name, 1, 22050, 3);
        REQUIRE((*writer)->write(std::vector<float>{0.25F, -0.5F, 1}));
        REQUIRE((*writer)->commit());
    }
    CHECK(test::bytes_of(folder / "a.wav") == test::bytes_of(folder / "b.wav"));
}
