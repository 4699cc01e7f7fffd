// What is read from a file without a runtime, against what torch says of the loaded module.
// SPDX-License-Identifier: BSD-3-Clause
#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include "infer/torchscript/anatomy.h"

#include "support/temporary_folder.h"
#include "torch/playing.h"

#include "unravel/inspect.h"

#include <set>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

const std::string kModels = LATENTJAM_MODELS;

std::vector<std::string> model_files()
{
    std::vector<std::string> files = {kModels + "/sirens.ts", kModels + "/breaks.ts"};
    for (const auto* name : {"gain", "shared_child", "buffers", "attributes", "old", "large", "no_methods"})
        files.push_back(toy(name));
    return files;
}

}  // namespace

TEST_CASE("Entries and shapes are those of torch's own state")
{
    for (const auto& path : model_files()) {
        INFO(path);
        const auto module = torch::jit::load(path);
        std::set<std::pair<std::string, std::vector<std::int64_t>>> expected;
        for (const auto& each : module.named_parameters()) expected.insert({each.name, each.value.sizes().vec()});
        for (const auto& each : module.named_buffers()) expected.insert({each.name, each.value.sizes().vec()});
        const auto anatomy = infer::read_anatomy(path);
        INFO((anatomy ? "" : anatomy.message()));
        REQUIRE(anatomy.is_ok());
        std::set<std::pair<std::string, std::vector<std::int64_t>>> found;
        for (const auto& entry : anatomy->entries) found.insert({entry.name, entry.shape});
        CHECK(std::includes(found.begin(), found.end(), expected.begin(), expected.end()));
        CHECK(found.size() - expected.size() <= (path.find("shared_child") != std::string::npos ? 2 : 0));

        std::set<std::string> methods;
        for (const auto& method : module.get_methods()) methods.insert(method.name());
        CHECK(std::set<std::string>(anatomy->methods.begin(), anatomy->methods.end()) == methods);
    }
}

TEST_CASE("Types are named as their classes are")
{
    const auto anatomy = infer::read_anatomy(kModels + "/sirens.ts");
    REQUIRE(anatomy.is_ok());
    CHECK(anatomy->type_of("") == "Playable");
    CHECK(anatomy->type_of("encoder") == "HearingEncoder");
    CHECK(anatomy->type_of("decoder") == "HarmonicNoise");
    CHECK(anatomy->type_of("encoder.first") == "Conv1d");
    CHECK(anatomy->type_of("nobody").empty());
    CHECK(infer::read_anatomy(toy("old"))->is_stereo);
    CHECK_FALSE(anatomy->is_stereo);
}

TEST_CASE("Inspect writes a table of a folder, a broken model does not stop it")
{
    const test::TemporaryFolder models;
    toys::save("gain", models.path());
    toys::save("no_methods", models.path());
    test::put_bytes(models / "broken.ts", "no model");
    const unravel::Place table{"models.csv", models / "models.csv"};
    unravel::Inspect inspect({"models", models.path().string()}, table, false);
    std::vector<steps::News> news;
    while (inspect.advance(news, kNeverCancelled)) {
    }
    std::vector<std::string> errors;
    for (const auto& each : news)
        if (each.kind == steps::News::Kind::kError) errors.push_back(each.selector);
    CHECK(errors == std::vector<std::string>{"broken.ts is no TorchScript model: it is no zip archive"});
    const auto csv = test::bytes_of(models / "models.csv");
    CHECK(csv.starts_with("file,fact,value\nmodels/gain.ts,type,Gain\n"));
    CHECK(csv.find("models/gain.ts,encode,1 1 4 2048\n") != std::string::npos);
    CHECK(csv.find("models/gain.ts,entry,smooth.cache 64 1 3\n") != std::string::npos);
    CHECK(csv.find("models/no_methods.ts,type,Toy\n") != std::string::npos);
}

TEST_CASE("What is no model gives an error line and no anatomy")
{
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "words.ts", "words");
    CHECK_FALSE(infer::read_anatomy(folder / "words.ts").is_ok());
    CHECK_FALSE(infer::read_anatomy(folder / "gone.ts").is_ok());
    auto bytes = test::bytes_of(kModels + "/breaks.ts");
    test::put_bytes(folder / "half.ts", bytes.substr(0, bytes.size() / 2));
    CHECK_FALSE(infer::read_anatomy(folder / "half.ts").is_ok());
}
