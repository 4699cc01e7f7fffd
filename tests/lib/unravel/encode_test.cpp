// Encode: sound files become latents under UnRAVEl's names, and replace others only on request.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/encode.h"

#include "audio/sound_reader.h"
#include "latent/file.h"
#include "lib/unravel/bench.h"
#include "unravel/decode.h"

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::Bench;
namespace fs = std::filesystem;

namespace {

constexpr int kRatio = test::Studio::kRatio;

}  // namespace

TEST_CASE("A folder of sound becomes latents, and latents become sound, under UnRAVEl's names")
{
    Bench bench;
    bench.sound("in/a b.wav", 100 * kRatio);
    bench.sound("in/sub/c.wav", 10 * kRatio + 1);
    Encode encode(bench.source(), {bench.place("in"), bench.place("latents"), false});
    bench.run(encode);
    CHECK(bench.errors().empty());
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(2, 0));
    const InputFile first{"in/a b.wav", "", 0};
    const InputFile second{"in/sub/c.wav", "", 0};
    CHECK(bench.results("latents") == std::set<std::string>{encoded_name(first), encoded_name(second)});
    const auto latents = latent::read(bench.folder / ("latents/" + encoded_name(first)));
    REQUIRE(latents.is_ok());
    CHECK(latents->dims() == 4);
    CHECK(latents->frames() == 100);
    CHECK(latent::read(bench.folder / ("latents/" + encoded_name(second)))->frames() == 11);

    Decode decode(bench.source(), {bench.place("latents"), bench.place("sound"), false});
    bench.run(decode);
    CHECK(bench.errors().empty());
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(2, 0));
    auto reader = audio::SoundReader::open(
        bench.folder / ("sound/" + decoded_name({"latents/" + encoded_name(first), "", 0})), 44100);
    REQUIRE(reader.is_ok());
    std::vector<float> samples(200 * kRatio);
    CHECK(*reader->read(samples) == 100 * kRatio);
}

TEST_CASE("What is there stays, unless it may be overwritten")
{
    Bench bench;
    bench.sound("a.wav", 1000);
    for (const bool overwrite : {false, false, true}) {
        Encode encode(bench.source(), {bench.place("a.wav"), bench.place("out"), overwrite});
        const bool is_there = fs::exists(bench.folder / "out");
        bench.run(encode);
        CHECK(bench.done().second == (is_there && !overwrite ? 1 : 0));
    }
}
