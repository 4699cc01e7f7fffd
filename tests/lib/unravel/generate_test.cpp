// Generating: every reference case by way of options and files, UnRAVEl's rules and names, files of one stream.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/generate.h"

#include "latent/tempo.h"
#include "lib/latent/unravel.h"
#include "lib/unravel/telling.h"
#include "unravel/analyse.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <regex>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::encodings;
using test::errors;
using test::find;
using test::run;
namespace fs = std::filesystem;

namespace {

void set(Options& options, const std::string& name, const infer::Value& value)
{
    const auto status = options.set(name, value);
    INFO(status.message());
    REQUIRE(status.is_ok());
}

Place out(const test::TemporaryFolder& folder) { return {"out", folder / "out"}; }

bool is_close(const latent::Sequence& a, const latent::Sequence& b)
{
    if (a.dims() != b.dims() || a.frames() != b.frames()) return false;
    for (std::size_t i = 0; i < a.values().size(); ++i) {
        const auto expected = static_cast<double>(b.values()[i]);
        if (std::abs(static_cast<double>(a.values()[i]) - expected) > 1e-6 + 1e-5 * std::abs(expected)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("Every case of UnRAVEl is met, under its name")
{
    const std::regex name(R"((moments|iqr)_([a-z-]+)_([a-z]+)_k(\d+)_n(\d+)_seed(\d+)\.npy)");
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    int cases = 0;
    for (const auto& entry : fs::directory_iterator(test::kUnravel)) {
        std::smatch match;
        const std::string file = entry.path().filename().string();
        if (!std::regex_match(file, match, name)) continue;
        ++cases;
        INFO(file);
        const bool iqr = match[1] == "iqr";
        Options options;
        set(options, "iqr", std::int64_t{iqr});
        set(options, "distribution", match[2].str());
        set(options, "pattern", match[3].str());
        set(options, "num_latents", match[4].str());
        set(options, "num_loops", match[5].str());
        set(options, "seed", match[6].str());
        set(options, "embeddings", std::int64_t{1});
        set(options, "overwrite", std::int64_t{1});  // the cases that differ in n have one name
        Generate generate(options, in, out(folder));
        CHECK(errors(run(generate)).empty());
        const std::string written = "file_0_embeddings--seed_" + match[6].str() + "--IQR-" + (iqr ? "True" : "False") +
                                    "--DIST-" + match[2].str() + "--PATTERN-" + match[3].str() + "--LATENTS-" +
                                    match[4].str() + ".npy";
        const auto sequence = latent::read(folder / ("out/" + written));
        INFO((sequence ? "" : sequence.message()));
        REQUIRE(sequence.is_ok());
        CHECK(is_close(*sequence, test::unravel_latents(file)));
    }
    CHECK(cases == 32);
}

TEST_CASE("Files of one run continue one stream, and the same seed gives the same files")
{
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    Options options;
    set(options, "num_files", std::int64_t{3});
    Generate three(options, in, out(folder));
    const auto news = run(three);
    CHECK(errors(news).empty());

    Options longer;
    set(longer, "num_latents", std::int64_t{30});
    Generate one(longer, in, {"long", folder / "long"});
    run(one);
    const auto whole = latent::read(folder / ("long/" + generated_name(longer, 0)));
    REQUIRE(whole.is_ok());
    CHECK(whole->rate_hz() == 21);
    for (int file = 0; file < 3; ++file) {
        const auto part = latent::read(folder / ("out/" + generated_name(options, file)));
        REQUIRE(part.is_ok());
        REQUIRE(part->frames() == 10);
        for (int frame = 0; frame < 10; ++frame)
            for (int dim = 0; dim < part->dims(); ++dim)
                CHECK(part->at(frame, dim) == whole->at(10 * file + frame, dim));
    }
    CHECK(generated_name(options, 2) == "file_2_signal--seed_42--IQR-False--DIST-normal--PATTERN-none--LATENTS-10.wav");

    const auto first = test::bytes_of(folder / ("out/" + generated_name(options, 0)));
    set(options, "overwrite", std::int64_t{1});
    Generate again(options, in, out(folder));
    run(again);
    CHECK(test::bytes_of(folder / ("out/" + generated_name(options, 0))) == first);
}

TEST_CASE("Every pattern in every order has UnRAVEl's length, and tells its tempo but for fibo")
{
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    const int k = 55;
    const int n = 2;
    const int dims = 8;
    const std::pair<const char*, int> lengths[] = {{"none", k},
                                                   {"loop", n * k},
                                                   {"fibo", 142 * n},
                                                   {"orale", 64 * k * n},
                                                   {"blender", (1 + k * dims) * n * k},
                                                   {"swapper", k * n * k}};
    for (const auto& [pattern, frames] : lengths)
        for (const auto* order : {"forward", "reverse", "mirror", "reverse-mirror"}) {
            INFO(pattern << " " << order);
            Options options;
            set(options, "num_latents", std::int64_t{k});
            set(options, "num_loops", std::int64_t{n});
            set(options, "pattern", std::string(pattern));
            set(options, "order", std::string(order));
            set(options, "embeddings", std::int64_t{1});
            Generate generate(options, in, out(folder));
            const auto news = run(generate);
            CHECK(errors(news).empty());
            const auto* told = find(news, "generated");
            REQUIRE(told != nullptr);
            CHECK(std::get<std::int64_t>(told->values[2]) == frames);
            const auto* tempo = find(news, "tempo");
            REQUIRE((tempo == nullptr) == (std::string(pattern) == "fibo"));
            if (tempo) CHECK(std::abs(std::get<double>(tempo->values[1]) - 60 * (44100.0 / 2048) / k) < 1e-9);
        }
}

TEST_CASE("Options that exclude each other are refused before anything is written")
{
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    const auto refusal = [&](std::initializer_list<std::pair<const char*, infer::Value>> settings) {
        Options options;
        for (const auto& [name, value] : settings) set(options, name, value);
        Generate generate(options, in, out(folder));
        const auto news = run(generate);
        CHECK_FALSE(fs::exists(folder / "out"));
        CHECK(std::get<std::int64_t>(news.back().values[2]) == 1);
        return errors(news).size() == 1 ? errors(news).front() : "";
    };
    using Text = std::string;
    CHECK(refusal({{"pattern", Text("fibo")}}) == "pattern fibo needs num_latents of 55 or more, not 10");
    CHECK(refusal({{"distribution", Text("iqr-uniform")}}) ==
          "distribution iqr-uniform needs iqr: switch it on, or take uniform");
    CHECK(refusal({{"iqr", 1.0}, {"distribution", Text("uniform")}}) ==
          "iqr goes with the distributions normal and iqr-uniform, not with uniform");
    CHECK(refusal({{"iqr", 1.0}, {"distribution", Text("correlation-based")}}) ==
          "iqr goes with the distributions normal and iqr-uniform, not with correlation-based");
}

TEST_CASE("Encodings of two models are not mixed, and one that is broken is left out")
{
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    test::put_bytes(folder / "encodings/broken.npy", "no array");
    Generate generate(Options(), in, out(folder));
    auto news = run(generate);
    CHECK(errors(news).size() == 1);
    CHECK(find(news, "generated") != nullptr);

    REQUIRE(latent::write(latent::Sequence(4, 10), folder / "encodings/four.npy").is_ok());
    Analyse analyse(in, false);
    news = run(analyse);
    CHECK(errors(news).back() ==
          "encodings/four.npy has 4 dimensions, encodings/encoding_0.npy has 8: learn from the "
          "encodings of one model at a time");
    CHECK(find(news, "mean") == nullptr);
}
