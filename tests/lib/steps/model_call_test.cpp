// A model's method fed piece by piece gives what one call gives, in few calls, and its errors come through.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/model_call.h"

#include "support/fake_backend.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::steps;

namespace {

constexpr int kRatio = 64;

struct Fake {
    std::shared_ptr<infer::FakeScript> script = std::make_shared<infer::FakeScript>();

    Fake()
    {
        script->description.methods = {{"encode", 1, 1, 4, kRatio, {}, {}}, {"decode", 4, kRatio, 1, 1, {}, {}}};
        script->description.sample_rate = 44100;
    }

    ModelCall call(const char* method)
    {
        auto call = ModelCall::create(infer::make_fake_model(script), *script->description.find_method(method), {});
        REQUIRE(call);
        return std::move(*call);
    }
};

std::vector<float> ramp(std::size_t size)
{
    std::vector<float> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<float>(i % 1000) / 1000;
    return values;
}

std::vector<float> in_pieces(ModelCall& call, std::span<const float> in, std::size_t piece)
{
    std::vector<float> out;
    call.begin();
    for (; !in.empty(); in = in.subspan(std::min(piece, in.size())))
        REQUIRE(call.push(in.first(std::min(piece, in.size())), out));
    REQUIRE(call.finish(out));
    return out;
}

}  // namespace

TEST_CASE("The size of the pieces does not change the result, and begin starts anew")
{
    Fake fake;
    ModelCall encode = fake.call("encode");
    const auto signal = ramp(100 * kRatio);
    const auto whole = in_pieces(encode, signal, signal.size());
    CHECK(whole.size() == 100 * 4);
    for (const std::size_t piece : {1U, 63U, 64U, 65U, 1000U}) {
        CAPTURE(piece);
        CHECK(in_pieces(encode, signal, piece) == whole);
    }
}

TEST_CASE("A call takes eight latent frames, so a long signal costs few calls")
{
    Fake fake;
    ModelCall decode = fake.call("decode");
    CHECK(decode.frames_per_call() == ModelCall::kFramesPerCall);
    const auto out = in_pieces(decode, ramp(4 * 80), 4);
    CHECK(out.size() == 80 * kRatio);
    CHECK(fake.script->calls == 10);
    CHECK(fake.script->overlapping_calls == 0);
}

TEST_CASE("A signal that ends within a frame gets a frame for its end")
{
    Fake fake;
    ModelCall encode = fake.call("encode");
    const int rest = GENERATE(1, 63);
    const auto out = in_pieces(encode, ramp(static_cast<std::size_t>(10 * kRatio + rest)), 100);
    CHECK(out.size() == 11 * 4);
}

TEST_CASE("An empty signal gives nothing and calls nothing")
{
    Fake fake;
    ModelCall encode = fake.call("encode");
    CHECK(in_pieces(encode, {}, 1).empty());
    CHECK(fake.script->calls == 0);
}

TEST_CASE("An error of the model comes through, and so does an attribute that it does not have")
{
    Fake fake;
    fake.script->failing_calls = {2};
    ModelCall decode = fake.call("decode");
    std::vector<float> out;
    const auto frames = ramp(4 * 24);
    CHECK(decode.push(frames, out).message() == "fake model: this call fails");

    Playing playing;
    playing.attributes.push_back({"colour", {1.0}});
    const auto refused = ModelCall::create(infer::make_fake_model(fake.script),
                                           *fake.script->description.find_method("decode"), playing);
    CHECK(refused.message() == "the model has no attribute 'colour'");
}
