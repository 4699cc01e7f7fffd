// What encode and decode share: bad files are reported, and the others are done.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/file_step.h"

#include "lib/unravel/bench.h"
#include "unravel/encode.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::Bench;

TEST_CASE("Bad files are told one by one, and the others are done")
{
    Bench bench;
    bench.sound("in/good.wav", 1000);
    bench.sound("in/none.wav", 0);
    test::put_bytes(bench.folder / "in/broken.flac", "no sound at all");
    test::put_bytes(bench.folder / "in/song.aac", "aac");
    Encode encode(bench.source(), {bench.place("in"), bench.place("out"), false});
    bench.run(encode);
    CHECK(bench.errors().size() == 3);
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(1, 3));
    CHECK(bench.results("out").size() == 1);
}
