// Two ways to know a model, by loading it and by reading its archive, and both must say the same.
// SPDX-License-Identifier: BSD-3-Clause
#include "torch/playing.h"

#include "infer/torchscript/description.h"

using namespace latentjam;
using namespace latentjam::playing;

namespace {

void check_equal(const Description& read, const Description& loaded)
{
    REQUIRE(read.methods.size() == loaded.methods.size());
    for (std::size_t i = 0; i < read.methods.size(); ++i) {
        const auto& a = read.methods[i];
        const auto& b = loaded.methods[i];
        CHECK(a.name == b.name);
        CHECK(std::vector{a.in_channels, a.in_ratio, a.out_channels, a.out_ratio} ==
              std::vector{b.in_channels, b.in_ratio, b.out_channels, b.out_ratio});
        CHECK(a.in_labels == b.in_labels);
        CHECK(a.out_labels == b.out_labels);
    }
    REQUIRE(read.attributes.size() == loaded.attributes.size());
    for (std::size_t i = 0; i < read.attributes.size(); ++i) {
        CHECK(read.attributes[i].name == loaded.attributes[i].name);
        CHECK(read.attributes[i].types == loaded.attributes[i].types);
    }
    CHECK(read.sample_rate == loaded.sample_rate);
    CHECK(read.min_block == loaded.min_block);
}

}  // namespace

TEST_CASE("The archive's description equals the loaded module's, errors included")
{
    std::vector<std::string> paths;
    for (const auto& name : toys::names())
        if (name != "large") paths.push_back(toy(name));
    for (const auto& entry : std::filesystem::directory_iterator(LATENTJAM_MODELS))
        if (entry.path().extension() == ".ts") paths.push_back(entry.path().string());
    for (const auto& path : paths) {
        INFO(path);
        const auto read = infer::read_description(path);
        const auto loaded = infer::torch_backend::backend().load(path, Device::kCpu);
        REQUIRE(read.is_ok() == loaded.is_ok());
        if (read)
            check_equal(*read, (*loaded)->description());
        else
            CHECK(read.message() == loaded.message());
    }
}

TEST_CASE("Old exports are understood: floats, 'none' first, stereo, no lists")
{
    for (const auto* name : {"old", "old_without_lists"}) {
        const auto model = load(toy(name));
        const auto& description = model->description();
        REQUIRE(description.methods.size() == 1);
        CHECK(description.methods[0].out_channels == 2);
        REQUIRE(description.attributes.size() == 1);
        CHECK(description.attributes[0].name == "temper");
        CHECK(description.attributes[0].types == std::vector{ValueType::kFloat});
        CHECK(description.sample_rate == 48000);
        auto instance = instantiate(*model);
        CHECK(instance->set(description.attributes[0], std::vector<Value>{2.0}).is_ok());
        CHECK(play(*instance, description.methods[0], 2048, 1).size() == 2 * 2048);
    }
}

TEST_CASE("One bad method is left out with a remark, and the others play")
{
    const auto model = load(toy("one_bad_method"));
    CHECK(model->description().methods.size() == 3);
    // The toy lists its methods, and prior is not among them; without the list it is judged by its numbers.
    CHECK(model->description().find_method("prior") == nullptr);
}

TEST_CASE("Models without a playable method are refused with the reason")
{
    const auto message = [](const std::string& name) {
        return infer::torch_backend::backend().load(toy(name), Device::kCpu).message();
    };
    CHECK(message("no_methods").find("nn~ conventions") != std::string::npos);
    CHECK(message("short_params").find("[1, 1, 1], not the 4 numbers") != std::string::npos);
    CHECK(message("absurd_ratio").find("a ratio of 1073741824, not 1 to 1048576") != std::string::npos);
    CHECK(message("absurd_channels").find("0 channels, not 1 to 1024") != std::string::npos);
}
