// Bends in the library's own runtime: as libtorch bends, and gone without a trace.
// SPDX-License-Identifier: BSD-3-Clause
#if defined(LATENTJAM_PLUGIN)

#include "bend/activation.h"
#include "bend/operation.h"
#include "infer/bending_task.h"
#include "infer/native/backend.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"
#include "support/relative_difference.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <random>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

constexpr int kRatio = 128;
const std::string kTiny = LATENTJAM_DATA "/rave_tiny.ts";

std::shared_ptr<Model> load(bool is_native, Precision precision = Precision::kFull)
{
    static NativeBackend native;
    const auto plugin = open_plugin(LATENTJAM_PLUGIN, libtorch_help());
    REQUIRE(plugin.is_ok());
    LoadOptions options;
    options.precision = precision;
    auto model = is_native ? native.load(kTiny, options) : (*plugin)->load(kTiny, options);
    INFO((model ? "" : model.message()));
    REQUIRE(model.is_ok());
    return *model;
}

using Numbers = std::vector<float>;

Numbers play(Instance& instance, const Method& method, unsigned number)
{
    std::mt19937 random(number);
    Numbers in(static_cast<std::size_t>(method.in_channels * (kRatio / method.in_ratio)));
    for (auto& value : in) value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
    Numbers out(static_cast<std::size_t>(method.out_channels * (kRatio / method.out_ratio)));
    const auto status = instance.process(method, {in, 1, method.in_channels, kRatio / method.in_ratio},
                                         {out, 1, method.out_channels, kRatio / method.out_ratio});
    INFO(status.message());
    REQUIRE(status.is_ok());
    return out;
}

NewWeights weights_for(Model& model, std::size_t parameter, const std::string& words)
{
    auto numbers = model.weights(parameter);
    REQUIRE(numbers.is_ok());
    const auto operation = bend::read_operation(bend::words_of(words));
    REQUIRE(operation.is_ok());
    REQUIRE(bend::apply(*operation, *numbers, model.parameters()[parameter].shape).is_ok());
    return {parameter, std::make_shared<const Numbers>(*std::move(numbers))};
}

std::size_t same_in(const Model& other, const Parameter& wanted)
{
    const auto all = other.parameters();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].name == wanted.name) return i;
    FAIL("no " << wanted.name);
    return 0;
}

std::shared_ptr<const Bent> bent(Model& model, const std::vector<NewWeights>& weights,
                                 const std::vector<NewActivations>& activations = {})
{
    auto result = model.bend(nullptr, weights, activations);
    INFO((result ? "" : result.message()));
    REQUIRE(result.is_ok());
    return *result;
}

}  // namespace

TEST_CASE("Both runtimes list the same parameters, and read the same numbers from them")
{
    const auto native = load(true), torch = load(false);
    REQUIRE(native->parameters().size() == torch->parameters().size());
    for (std::size_t i = 0; i < torch->parameters().size(); ++i) {
        const auto& theirs = torch->parameters()[i];
        const auto at = same_in(*native, theirs);
        const auto& ours = native->parameters()[at];
        INFO(theirs.name);
        CHECK(ours.shape == theirs.shape);
        CHECK(ours.is_buffer == theirs.is_buffer);
        CHECK(ours.obstacle == theirs.obstacle);
        // Buffers that are turned before a layer plays with them are no layer's weights here.
        CHECK((ours.has_output || !theirs.has_output || theirs.is_buffer));
        CHECK(*native->weights(at) == *torch->weights(i));
        for (const auto& method : torch->description().methods)
            CHECK(native->uses(method, at) == torch->uses(method, i));
    }
}

TEST_CASE("Bent weights sound in the library's own runtime as in libtorch, in full and in half precision")
{
    const std::vector<std::string> operations{"scale 1.7", "roll 0.3",    "part 0.5 1 scale -1",       "rnormal 0.3 4",
                                              "reverse",   "squeeze 1.5", "tamper 0.5 0.01 200 70 1 3"};
    const auto precision = GENERATE(Precision::kFull, Precision::kHalf);
    const auto native = load(true, precision), torch = load(false, precision);
    for (std::size_t i = 0; i < torch->parameters().size(); ++i) {
        if (!torch->parameters()[i].obstacle.empty()) continue;
        const auto at = same_in(*native, torch->parameters()[i]);
        INFO(torch->parameters()[i].name);
        auto ours = *native->instantiate(), theirs = *torch->instantiate();
        auto change = weights_for(*native, at, operations[i % operations.size()]);
        ours->play_with(bent(*native, {change}));
        change.parameter = i;
        theirs->play_with(bent(*torch, {change}));
        for (const auto& method : torch->description().methods) {
            for (auto* instance : {ours.get(), theirs.get()}) {
                instance->reset();
                instance->seed(3);
            }
            for (unsigned block = 0; block < 3; ++block)
                CHECK(test::relative_difference(play(*ours, method, block), play(*theirs, method, block)) < 1e-5);
        }
    }
}

TEST_CASE("An unbent instance of the library's own runtime sounds as it did, and others never heard of it")
{
    const auto model = load(true);
    const auto& decode = *model->description().find_method("decode");
    auto one = *model->instantiate(), other = *model->instantiate(), fresh = *load(true)->instantiate();
    std::vector<NewWeights> all;
    for (std::size_t i = 0; i < model->parameters().size(); ++i) all.push_back(weights_for(*model, i, "scale 1.5"));
    other->seed(9);
    fresh->seed(9);
    for (unsigned block = 0; block < 9; ++block) {
        if (block == 3) one->play_with(bent(*model, all));
        if (block == 6) one->play_with(nullptr);
        play(*one, decode, block);
        CHECK(play(*other, decode, block) == play(*fresh, decode, block));
    }
    for (auto* instance : {one.get(), fresh.get()}) {
        instance->reset();
        instance->seed(9);
    }
    for (unsigned block = 0; block < 3; ++block) CHECK(play(*one, decode, block) == play(*fresh, decode, block));
}

TEST_CASE("What layers give is bent in the library's own runtime as in libtorch")
{
    const auto native = load(true), torch = load(false);
    const auto& decode = *torch->description().find_method("decode");
    const std::vector<std::string> words{"gain all 2", "ablate 1", "offset 0-2 0.1", "fraction 0.5 invert 3"};
    int compared = 0;
    for (std::size_t i = 0; i < torch->parameters().size(); ++i) {
        const auto& parameter = torch->parameters()[i];
        if (!parameter.has_output || !torch->uses(decode, i)) continue;
        // The tail of a transposed convolution is bent with its block here, and with the next one there.
        if (parameter.name == "decoder.net.2.weight" || parameter.name == "decoder.net.5.weight") continue;
        const auto activation = bend::read_activation(bend::words_of(words[i % words.size()]));
        REQUIRE(activation.is_ok());
        const auto shared = std::make_shared<const bend::Activation>(*activation);
        auto ours = *native->instantiate(), theirs = *torch->instantiate();
        ours->play_with(bent(*native, {}, {{same_in(*native, parameter), {shared}}}));
        theirs->play_with(bent(*torch, {}, {{i, {shared}}}));
        INFO(parameter.name << ": " << words[i % words.size()]);
        double largest = 0;
        for (unsigned block = 0; block < 4; ++block) {
            for (auto* instance : {ours.get(), theirs.get()}) instance->seed(block);
            largest =
                std::max(largest, test::relative_difference(play(*ours, decode, block), play(*theirs, decode, block)));
        }
        CHECK(largest < 1e-5);
        ++compared;
    }
    CHECK(compared > 5);
}

#endif
