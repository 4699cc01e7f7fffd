// Decode: latents become sound; wrong ones and failing models leave nothing behind.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/decode.h"

#include "latent/file.h"
#include "lib/unravel/bench.h"
#include "unravel/encode.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::Bench;

TEST_CASE("Latents of other dimensions than the model's are refused, with both numbers")
{
    Bench bench;
    REQUIRE(latent::write(latent::Sequence(8, 5), bench.folder / "eight.npy").is_ok());
    Decode decode(bench.source(), {bench.place("eight.npy"), bench.place("out"), false});
    bench.run(decode);
    CHECK(bench.errors() == std::vector<std::string>{"eight.npy: 8 dimensions, but the model decodes 4: take the "
                                                     "model that encoded it"});
    CHECK(bench.results("out").empty());
}

TEST_CASE("A model that fails in the middle leaves nothing behind, and a step without a model says what it needs")
{
    Bench bench;
    REQUIRE(latent::write(latent::Sequence(4, 100), bench.folder / "a.npy").is_ok());
    bench.script->failing_calls = {3};
    Decode decode(bench.source(), {bench.place("a.npy"), bench.place("out"), false});
    bench.run(decode);
    CHECK(bench.errors() == std::vector<std::string>{"a.npy: fake model: this call fails"});
    CHECK(bench.results("out").empty());

    Decode without({}, {bench.place("a.npy"), bench.place("out"), false});
    bench.run(without);
    CHECK(bench.errors() == std::vector<std::string>{"decode needs a model: send model <file> first"});
    Encode nowhere(bench.source(), {bench.place("nowhere"), bench.place("out"), false});
    bench.run(nowhere);
    CHECK(bench.errors() == std::vector<std::string>{"no file or folder 'nowhere'"});
}
