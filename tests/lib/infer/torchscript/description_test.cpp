// Describing a model from its archive alone. tests/data/*.ts are written by `make_toy_models tests/data gain old`.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/description.h"

#include "infer/torchscript/archive.h"
#include "support/damaged.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

const std::string kData = LATENTJAM_TEST_DATA;

std::string content_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A file with this content, gone with its scope.
class Scratch {
public:
    explicit Scratch(const std::string& content)
        : path_(std::filesystem::temp_directory_path() /
                ("latentjam-" + std::to_string(std::random_device()()) + ".ts"))
    {
        std::ofstream(path_, std::ios::binary) << content;
    }
    ~Scratch() { std::filesystem::remove(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string message_for(const std::string& content)
{
    const Scratch scratch(content);
    const auto description = read_description(scratch.path());
    return description ? "" : description.message();
}

}  // namespace

TEST_CASE("A model's methods, labels, attributes and rate are read from its archive")
{
    const auto description = read_description(kData + "/gain.ts");
    INFO((description ? "" : description.message()));
    REQUIRE(description.is_ok());
    REQUIRE(description->methods.size() == 3);
    CHECK(description->methods[0].name == "encode");
    CHECK(description->methods[1].name == "decode");
    CHECK(description->methods[1].in_channels == 4);
    CHECK(description->methods[1].in_ratio == 2048);
    CHECK(description->methods[1].out_channels == 1);
    CHECK(description->methods[1].out_ratio == 1);
    CHECK(description->methods[1].in_labels == std::vector<std::string>{"size", "shape", "shade", "spin"});
    CHECK(description->methods[1].out_labels.empty());
    REQUIRE(description->attributes.size() == 1);
    CHECK(description->attributes[0].name == "gain");
    CHECK(description->attributes[0].types == std::vector{ValueType::kFloat});
    CHECK(description->sample_rate == 44100);
}

TEST_CASE("An old export's archive is understood too")
{
    const auto description = read_description(kData + "/old.ts");
    REQUIRE(description.is_ok());
    REQUIRE(description->methods.size() == 1);
    CHECK(description->methods[0].out_channels == 2);
    REQUIRE(description->attributes.size() == 1);
    CHECK(description->attributes[0].name == "temper");
    CHECK(description->sample_rate == 48000);
}

TEST_CASE("Describing takes milliseconds")
{
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) CHECK(read_description(kData + "/gain.ts").is_ok());
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken.count() / 20 < 10);
}

TEST_CASE("What is no model is refused in one line")
{
    CHECK(read_description("/nowhere/x.ts").message() == "no file /nowhere/x.ts");
    CHECK(read_description(kData).message() == kData + " is a folder, not a model file");
    CHECK(message_for("").find("is empty") != std::string::npos);
    CHECK(message_for("x").find("is no TorchScript model") != std::string::npos);
    CHECK(message_for("PK").find("damaged or cut off") != std::string::npos);
    CHECK(message_for(std::string(100000, 'P')).find("is no TorchScript model") != std::string::npos);
    CHECK(message_for("version https://git-lfs.github.com/spec/v1\n").find("git lfs pull") != std::string::npos);
    const auto good = content_of(kData + "/gain.ts");
    CHECK(message_for(good.substr(0, good.size() / 2)).find("damaged or cut off") != std::string::npos);
}

TEST_CASE("An intact archive verifies, and each changed byte of a record is found")
{
    const auto good = content_of(kData + "/gain.ts");
    CHECK(verify_archive(kData + "/gain.ts").is_ok());
    const auto record = good.find("class CachedConvolution");
    for (const auto at : {good.find("encode_params"), record}) {
        if (at == std::string::npos) continue;  // that record is compressed
        auto bad = good;
        bad[at] ^= 1;
        const auto status = verify_archive(Scratch(bad).path());
        INFO(status.message());
        CHECK(status.message().find("is damaged at its record") != std::string::npos);
    }
}

TEST_CASE("1500 damaged archives are described or refused in one line, and never crash")
{
    const auto good = content_of(kData + "/gain.ts");
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 1500; ++i) {
        const Scratch scratch(test::damaged(good, i, random));
        const auto description = read_description(scratch.path());
        const auto sound = verify_archive(scratch.path());
        if (!sound) ++refused;
        if (sound && !description) FAIL("verified, but not described: " << description.message());
        if (!description && description.message().find('\n') != std::string::npos) FAIL(description.message());
    }
    CHECK(refused > 1000);
}
