// Latents as sound files, below latent/file.h: rates, truncated data, and equal bytes for equal latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/wav.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <cstring>

using namespace latentjam;
using namespace latentjam::latent;

namespace {

Sequence ramp(int dims, int frames, double rate_hz)
{
    Sequence sequence(dims, frames, rate_hz);
    float next = -3;
    for (float& value : sequence.values()) value = next += 0.125F;
    return sequence;
}

}  // namespace

TEST_CASE("A latent .wav keeps its values beyond -1..1, and its rate rounded down")
{
    const test::TemporaryFolder folder;
    struct Rate {
        double written, read;
    };
    for (const auto& [written, read] : {Rate{21.53, 21}, Rate{0, 21}, Rate{0.4, 1}, Rate{1500, 1500}}) {
        const Sequence sequence = ramp(3, 40, written);
        REQUIRE(write_wav(sequence, folder / "a.wav"));
        const auto back = read_wav(folder / "a.wav");
        REQUIRE(back);
        CHECK(back->rate_hz() == read);
        CHECK(std::equal(back->values().begin(), back->values().end(), sequence.values().begin(),
                         sequence.values().end()));
    }
}

TEST_CASE("Equal latents give equal .wav files")
{
    const test::TemporaryFolder folder;
    REQUIRE(write_wav(ramp(2, 10, 20), folder / "a.wav"));
    REQUIRE(write_wav(ramp(2, 10, 20), folder / "b.wav"));
    CHECK(test::bytes_of(folder / "a.wav") == test::bytes_of(folder / "b.wav"));
}

TEST_CASE("A .wav that was cut off is refused at every length, though libsndfile would read it")
{
    const test::TemporaryFolder folder;
    REQUIRE(write_wav(ramp(2, 10, 20), folder / "a.wav"));
    const std::string bytes = test::bytes_of(folder / "a.wav");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        test::put_bytes(folder / "b.wav", bytes.substr(0, size));
        CAPTURE(size, bytes.size());
        CHECK_FALSE(read_wav(folder / "b.wav"));
    }
}

TEST_CASE("A cancelled read or write of .wav gives up")
{
    const test::TemporaryFolder folder;
    const CancelFlag cancelled{true};
    CHECK(write_wav(ramp(2, 10, 20), folder / "a.wav", cancelled).message() == gave_up().message());
    REQUIRE(write_wav(ramp(2, 10, 20), folder / "a.wav"));
    CHECK(read_wav(folder / "a.wav", cancelled).message() == gave_up().message());
}
