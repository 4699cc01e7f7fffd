// From a file name to a stream, on a fake runtime.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/open.h"
#include "lib/infer/stage.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::infer;

TEST_CASE("Opening finds the method, fits the buffer and says what it changed")
{
    Stage stage;
    auto request = stage.request("decode");
    request.buffer = 100;
    request.attributes = {{"gain", {2.0}}, {"nothing", {1.0}}};
    auto opened = stage.open(request);
    REQUIRE(opened);
    CHECK(opened->stream->settings().buffer == 128);
    CHECK(opened->stream->method().name == "decode");
    REQUIRE(opened->remarks.size() == 2);
    CHECK(opened->remarks[0] == "buffer 100 is no multiple of what the model takes; it is now 128 samples");
    CHECK(opened->remarks[1].starts_with("attribute 'nothing' not in "));
}

TEST_CASE("Opening refuses what cannot be, in one line that names the limit")
{
    Stage stage;
    CHECK(stage.open(stage.request("encode")).message().ends_with("a.ts: it has forward, decode"));
    auto request = stage.request();
    request.buffer = kLongestBuffer + 1;
    CHECK(stage.open(request).message() == "buffer of 1048577 samples: at most 1048576");
    request = stage.request("decode");
    request.stream.voices = 1025;
    CHECK(stage.open(request).message() == "1025 voices of 4 in and 2 out: at most 4096 channels");
    request.path = stage.folder / "nothing.ts";
    CHECK(stage.open(request).message() == "model '" + request.path + "' not found");
    request.path = stage.folder / "";
    CHECK(stage.open(request).message().ends_with("a model is a .ts file"));
    stage.script->refuses = true;
    CHECK(stage.open(stage.request()).message().ends_with("the fake backend refuses it"));
}

TEST_CASE("A cancelled opening makes no stream")
{
    Stage stage;
    const CancelFlag cancelled{true};
    CHECK(open_stream(stage.cache, stage.workers, stage.request(), cancelled).message() == "cancelled");
    CHECK(stage.is_empty());
}
