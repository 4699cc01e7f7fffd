// UnRAVEl's calls of a model, piece by piece, against the model's own single call of the whole signal.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/guard.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include "steps/model_call.h"

#include "torch/playing.h"

#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <limits>

using namespace latentjam;
using namespace latentjam::playing;
using steps::ModelCall;

namespace {

const std::string kModels = LATENTJAM_MODELS;

/// The whole signal in one call of the module itself, interleaved in and out; empty when the module throws.
std::vector<float> call_directly(const std::string& path, const Method& method, const std::vector<float>& in,
                                 double noise = -1)
{
    const infer::torch_backend::CallScope scope;
    auto module = torch::jit::load(path);
    for (const auto& buffer : module.named_buffers())
        if (buffer.name.ends_with("cache") || buffer.name.ends_with("pad")) buffer.value.zero_();
    if (noise >= 0) module.get_method("set_noise")({noise});
    auto values = in;
    const auto frames = static_cast<std::int64_t>(in.size()) / method.in_channels;
    const auto tensor = at::from_blob(values.data(), {1, frames, method.in_channels}, at::kFloat).transpose(1, 2);
    try {
        const auto out = module.get_method(method.name)({tensor.clone()}).toTensor().transpose(1, 2).contiguous();
        return {out.data_ptr<float>(), out.data_ptr<float>() + out.numel()};
    } catch (const std::exception&) {
        return {};
    }
}

std::vector<float> call_in_pieces(ModelCall& call, const std::vector<float>& in, std::size_t piece)
{
    std::vector<float> out;
    call.begin();
    piece *= static_cast<std::size_t>(call.method().in_channels);
    for (std::size_t i = 0; i < in.size(); i += piece) {
        const auto status = call.push(std::span(in).subspan(i, std::min(piece, in.size() - i)), out);
        INFO(status.message());
        REQUIRE(status.is_ok());
    }
    const auto status = call.finish(out);
    INFO(status.message());
    REQUIRE(status.is_ok());
    return out;
}

/// Sound that a model takes for sound: a slow sweep with an edge.
std::vector<float> sound(std::size_t samples)
{
    std::vector<float> values(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double t = static_cast<double>(i) / 44100;
        values[i] = static_cast<float>(0.4 * std::sin(1200 * t + 900 * t * t) * (std::fmod(t, 0.3) < 0.2 ? 1 : 0.1));
    }
    return values;
}

ModelCall make_call(const std::string& path, const std::string& method, const steps::Playing& playing = {})
{
    const auto model = playing::load(path);
    auto call = ModelCall::create(model, *model->description().find_method(method), playing);
    INFO((call ? "" : call.message()));
    REQUIRE(call.is_ok());
    return std::move(*call);
}

}  // namespace

TEST_CASE("Pieces of any size equal one call")
{
    const std::string path = toy(GENERATE("gain", "gain_1000", "gain_1"));
    auto encode = make_call(path, "encode");
    auto decode = make_call(path, "decode");
    const auto ratio = static_cast<std::size_t>(encode.method().out_ratio);
    for (const std::size_t frames : {1UL, 15UL, 16UL, 17UL, 83UL}) {
        const auto in = signal(frames * ratio, 3);
        const auto latents = call_directly(path, encode.method(), in);
        for (const std::size_t piece : {1000UL, 16 * ratio, 100 * ratio})
            CHECK(largest_difference(call_in_pieces(encode, in, piece), latents) <= 1e-6);
        const auto out = call_directly(path, decode.method(), latents);
        for (const std::size_t piece : {1UL, 7UL, 16UL, 100UL})
            CHECK(largest_difference(call_in_pieces(decode, latents, piece), out) <= 1e-6);
    }
}

TEST_CASE("The starter models in pieces equal one call")
{
    const std::string path = kModels + GENERATE("/sirens.ts", "/breaks.ts");
    auto encode = make_call(path, "encode");
    const auto in = sound(40 * 2048);
    const auto latents = call_directly(path, encode.method(), in);
    REQUIRE(latents.size() == 40 * static_cast<std::size_t>(encode.method().out_channels));
    CHECK(largest_difference(call_in_pieces(encode, in, 32768), latents) <= 1e-4);

    // Noise is drawn call by call, so only without it can one call give the same samples.
    auto decode = make_call(path, "decode", {.attributes = {{"noise", {0.0}}}});
    const auto out = call_directly(path, decode.method(), latents, 0);
    CHECK(largest_difference(call_in_pieces(decode, latents, 16), out) <= 1e-4);
}

TEST_CASE("A model of RAVE's layers in pieces equals one call, whatever the end of the signal")
{
    const std::string path = LATENTJAM_TEST_DATA "/rave_tiny.ts";
    auto encode = make_call(path, "encode");
    for (const std::size_t samples : {40UL * 128, 40UL * 128 + 100, 8UL * 128 + 1, 128UL}) {
        const auto in = sound(samples);
        const auto latents = call_directly(path, encode.method(), in);
        REQUIRE_FALSE(latents.empty());
        CHECK(largest_difference(call_in_pieces(encode, in, 500), latents) <= 1e-5);
    }
}

TEST_CASE("A seed gives the same noise for every file, another seed another")
{
    const std::string path = kModels + "/breaks.ts";
    const auto latents = signal(4 * 40, 5);
    auto call = make_call(path, "decode", {.seed = 7, .attributes = {}});
    const auto first = call_in_pieces(call, latents, 16);
    CHECK(call_in_pieces(call, latents, 16) == first);
    auto other = make_call(path, "decode", {.seed = 8, .attributes = {}});
    CHECK(call_in_pieces(other, latents, 16) != first);
}

TEST_CASE("The end of a signal is no whole frame: the model's own rule where it has one, else silence behind it")
{
    // Strided convolutions: with a kernel as long as the stride a rest is dropped, with a longer one it makes a frame.
    for (const auto* name : {"drops_rest", "rounds_up"}) {
        const auto path = toy(name);
        auto call = make_call(path, "encode");
        for (const std::size_t samples : {64UL, 65UL, 100UL, 127UL, 1024UL, 1025UL, 3000UL}) {
            const auto in = signal(samples, 9);
            const auto expected = call_directly(path, call.method(), in);
            INFO(name << " " << samples);
            REQUIRE(expected.size() == (samples + (std::string(name) == "rounds_up" ? 63 : 0)) / 64);
            CHECK(largest_difference(call_in_pieces(call, in, 1024), expected) <= 1e-6);
        }
    }
    const auto path = kModels + "/sirens.ts";
    auto call = make_call(path, "encode");
    auto in = sound(3 * 2048 + 1);
    REQUIRE(call_directly(path, call.method(), in).empty());
    const auto encoded = call_in_pieces(call, in, 32768);
    in.resize(4 * 2048);
    CHECK(largest_difference(encoded, call_directly(path, call.method(), in)) <= 1e-5);
}

TEST_CASE("A model without streaming state gets a signal in one call")
{
    const auto path = toy("looks_around");
    auto call = make_call(path, "encode");
    CHECK_FALSE(call.is_streaming());
    const auto in = signal(100 * 64, 11);
    CHECK(largest_difference(call_in_pieces(call, in, 1024), call_directly(path, call.method(), in)) <= 1e-6);
}

TEST_CASE("Attributes that a model does not have, or does not take, are refused")
{
    const auto model = playing::load(toy("gain"));
    const Method& decode = *model->description().find_method("decode");
    CHECK(ModelCall::create(model, decode, {.attributes = {{"gian", {1.0}}}}).message() ==
          "the model has no attribute 'gian'");
    CHECK_FALSE(ModelCall::create(model, decode, {.attributes = {{"gain", {-1.0}}}}).is_ok());
}

TEST_CASE("A model that gives NaN for silence encodes a file with silence in it: 0 there, the rest as in one call")
{
    const auto path = toy("spherical");
    auto call = make_call(path, "encode");
    auto in = signal(40 * 64, 12);
    std::fill(in.begin(), in.begin() + 9 * 64, 0.0F);
    std::fill(in.begin() + 20 * 64, in.begin() + 23 * 64 + 5, 0.0F);
    auto expected = call_directly(path, call.method(), in);
    REQUIRE(std::any_of(expected.begin(), expected.end(), [](float value) { return std::isnan(value); }));
    std::replace_if(
        expected.begin(), expected.end(), [](float value) { return std::isnan(value); }, 0.0F);
    CHECK(largest_difference(call_in_pieces(call, in, 1000), expected) <= 1e-6);
    CHECK(call.remark().find("not finite") != std::string::npos);
    call.begin();
    CHECK(call.remark().empty());
}
