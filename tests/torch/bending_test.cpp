// Bent weights: the sound of a model whose file has these weights, in one instance and in no other.
// SPDX-License-Identifier: BSD-3-Clause
#include "torch/optimizing.h"

#include "bend/operation.h"
#include "infer/bending_task.h"

#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <map>
#include <span>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

constexpr const char* kTiny = LATENTJAM_TEST_DATA "/rave_tiny.ts";
constexpr int kTinyRatio = 128;

using Numbers = std::vector<float>;

Numbers own_weights(Model& model, std::size_t parameter)
{
    auto numbers = model.weights(parameter);
    INFO((numbers ? "" : numbers.message()));
    REQUIRE(numbers.is_ok());
    return *numbers;
}

NewWeights weights_for(Model& model, std::size_t parameter, const std::string& words)
{
    auto numbers = own_weights(model, parameter);
    const auto operation = bend::read_operation(bend::words_of(words));
    REQUIRE(operation.is_ok());
    REQUIRE(bend::apply(*operation, numbers, model.parameters()[parameter].shape).is_ok());
    return {parameter, std::make_shared<const Numbers>(std::move(numbers))};
}

std::shared_ptr<const Bent> bend_with(Model& model, const std::vector<NewWeights>& weights,
                                      const std::shared_ptr<const Bent>& before = nullptr,
                                      const std::vector<NewActivations>& activations = {})
{
    auto bent = model.bend(before, weights, activations);
    INFO((bent ? "" : bent.message()));
    REQUIRE(bent.is_ok());
    return *bent;
}

std::size_t place_of(const Model& model, const std::string& name)
{
    const auto place = parameter_named(name, model);
    INFO((place ? "" : place.message()));
    REQUIRE(place.is_ok());
    return *place;
}

// The same model with the numbers in its file.
std::string changed_file(const std::string& path, const std::string& parameter, const Numbers& numbers)
{
    auto module = torch::jit::load(path);
    bool found = false;
    const auto write = [&](const auto& one) {
        if (one.name != parameter) return;
        const auto shape = one.value.sizes().vec();
        one.value.detach().copy_(at::from_blob(const_cast<float*>(numbers.data()), shape, at::kFloat));
        found = true;
    };
    for (const auto& one : module.named_parameters()) write(one);
    for (const auto& one : module.named_buffers()) write(one);
    REQUIRE(found);
    const auto changed = (folder() / "changed.ts").string();
    module.save(changed);
    return changed;
}

// Bends one parameter after the other and compares with libtorch on a changed file.
void compare_all(const std::string& path, int samples, bool optimize, double tolerance = kClose)
{
    const std::vector<std::string> operations{"scale 1.7", "roll 0.3",    "part 0.5 1 scale -1",       "rnormal 0.3 4",
                                              "reverse",   "squeeze 1.5", "tamper 0.5 0.01 200 70 1 3"};
    const auto model = load_as(path, optimize);
    const auto parameters = model->parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        INFO(parameters[i].name);
        if (!parameters[i].obstacle.empty()) continue;
        const auto change = weights_for(*model, i, operations[i % operations.size()]);
        auto instance = instantiate(*model);
        instance->play_with(bend_with(*model, {change}));
        const auto reference_model = load_as(changed_file(path, parameters[i].name, *change.values), false);
        auto reference = instantiate(*reference_model);
        for (const auto& method : model->description().methods) {
            instance->reset();
            reference->reset();
            instance->seed(3);
            reference->seed(3);
            for (unsigned block = 0; block < 3; ++block) {
                const auto expected = play(*reference, method, samples, block);
                CHECK(distance(play(*instance, method, samples, block), expected) <= tolerance);
            }
        }
    }
}

toys::Builder recurrent()
{
    at::manual_seed(3);
    const auto input = at::randn({12, 4}), hidden = at::randn({12, 4}), bias = at::randn({12});
    c10::List<at::Tensor> flat({input, hidden, bias, bias});
    toys::Builder toy;
    toy.parameter("weight_ih", input)
        .parameter("weight_hh", hidden)
        .parameter("bias", bias)
        .attribute("_flat_weights", c10::ListType::ofTensors(), flat)
        .params("forward", {4, 1, 4, 1})
        .code(
            "def forward(self, x):\n"
            "    h = torch.zeros(1, x.size(0), 4)\n"
            "    y = torch.gru(x.transpose(1, 2), h, self._flat_weights, True, 1, 0.0, False, False, True)\n"
            "    return y[0].transpose(1, 2)");
    return toy;
}

toys::Builder odd_parameters()
{
    toys::Builder toy;
    toy.parameter("gain", at::scalar_tensor(2.0F))
        .parameter("count", at::tensor({3}, at::kInt))
        .parameter("half", at::tensor({0.5F, 1.0F}).to(at::kHalf))
        .buffer("curve", at::tensor({0.5F, 0.25F}))
        .params("forward", {1, 1, 1, 1})
        .code("def forward(self, x):\n    return x * self.gain * self.curve[0] + self.count[0]");
    return toy;
}

}  // namespace

TEST_CASE("A bent RAVE-like model sounds like one whose file has these weights, optimized")
{
    compare_all(kTiny, kTinyRatio, true);
}

TEST_CASE("Weights that are changed where they are packed sound like packed ones, to the last bit, and go back")
{
    const auto model = load_as(LATENTJAM_MODELS "/sirens.ts", true);
    const auto& method = *model->description().find_method("decode");
    const auto operation = *bend::read_operation(bend::words_of("tamper 0.7 0.01"));
    int places = 0;
    for (std::size_t i = 0; i < model->parameters().size() && places < 3; ++i) {
        const auto& parameter = model->parameters()[i];
        if (!model->changes_in_place(i) || !model->uses(method, i)) continue;
        INFO(parameter.name);
        ++places;
        std::size_t seen = 0;
        const NewWeights change{i, nullptr, [&](std::span<const float> own, std::span<float> bent) {
                                    std::copy(own.begin(), own.end(), bent.begin());
                                    REQUIRE(bend::apply(operation, bent, {}).is_ok());
                                    seen += own.size();
                                }};
        auto one = instantiate(*model), other = instantiate(*model);
        const auto packed = bend_with(*model, {weights_for(*model, i, "tamper 0.7 0.01")});
        const auto changed = bend_with(*model, {change}, bend_with(*model, {weights_for(*model, i, "flip")}));
        CHECK(seen == parameter.count());
        one->play_with(packed);
        other->play_with(changed);
        one->seed(3);
        other->seed(3);
        for (unsigned block = 0; block < 3; ++block)
            CHECK(play(*one, method, 2048, block) == play(*other, method, 2048, block));
        one->play_with(nullptr);
        other->play_with(bend_with(*model, {{i, nullptr}}, changed));
        CHECK(play(*one, method, 2048, 3) == play(*other, method, 2048, 3));
    }
    CHECK(places == 3);
}

TEST_CASE("A bent RAVE-like model sounds like one whose file has these weights, not optimized")
{
    compare_all(kTiny, kTinyRatio, false);
}

TEST_CASE("Parameters in lists, single numbers and buffers are bent like all others")
{
    for (const bool optimize : {true, false}) {
        compare_all(saved(recurrent(), "recurrent"), 16, optimize);
        compare_all(saved(odd_parameters(), "odd"), 16, optimize);
    }
}

TEST_CASE("Numbers that are not float32 are listed with the reason why they cannot be bent")
{
    const auto model = load_as(saved(odd_parameters(), "odd"), true);
    for (const char* name : {"count", "half"})
        CHECK(model->parameters()[place_of(*model, name)].obstacle.find("float32") != std::string::npos);
    CHECK(model->parameters()[place_of(*model, "gain")].obstacle.empty());
    CHECK(model->parameters()[place_of(*model, "gain")].shape.empty());
    CHECK(model->parameters()[place_of(*model, "curve")].is_buffer);
}

TEST_CASE("Weights are read as the file has them, wherever loading has put them")
{
    auto module = torch::jit::load(kTiny);
    std::map<std::string, at::Tensor> file;
    for (const auto& one : module.named_parameters()) file[one.name] = one.value.detach();
    for (const auto& one : module.named_buffers()) file[one.name] = one.value;
    for (const bool optimize : {true, false}) {
        const auto model = load_as(kTiny, optimize);
        REQUIRE(model->parameters().size() >= module.named_parameters().size());
        for (std::size_t i = 0; i < model->parameters().size(); ++i) {
            const auto& parameter = model->parameters()[i];
            INFO(parameter.name);
            const auto flat = file.at(parameter.name).contiguous();
            CHECK(own_weights(*model, i) == Numbers(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()));
        }
    }
}

TEST_CASE("Other instances do not hear a bend, to the last bit, through 200 blocks")
{
    const auto model = load_as(kTiny, true);
    const auto alone = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    auto first = instantiate(*model);
    auto second = instantiate(*model);
    auto reference = instantiate(*alone);
    second->seed(2);
    reference->seed(2);
    std::shared_ptr<const Bent> bent;
    for (unsigned block = 0; block < 200; ++block) {
        const std::size_t parameter = block % model->parameters().size();
        if (block % 20 < 15) {
            bent = bend_with(*model, {weights_for(*model, parameter, "scale -3")}, bent);
            if (first) first->play_with(bent);
        } else if (block % 20 == 15 && first) {
            first->play_with(nullptr);
            bent = nullptr;
        }
        if (block == 150) first.reset();
        if (first) play(*first, decode, kTinyRatio, block + 7);
        CHECK(play(*second, decode, kTinyRatio, block) == play(*reference, decode, kTinyRatio, block));
    }
}

TEST_CASE("Unbent again, an instance sounds as it did, to the last bit")
{
    for (const bool optimize : {true, false})
        for (const Precision precision : {Precision::kFull, Precision::kHalf}) {
            const auto model = load_as(kTiny, optimize, precision);
            const auto& decode = *model->description().find_method("decode");
            auto bent = instantiate(*model), plain = instantiate(*model);
            std::vector<NewWeights> all, none;
            for (std::size_t i = 0; i < model->parameters().size(); ++i) {
                all.push_back(weights_for(*model, i, "scale 1.5"));
                none.push_back({i, nullptr});
            }
            const auto weights = bend_with(*model, all);
            for (const auto& unbent : {std::shared_ptr<const Bent>(), bend_with(*model, none, weights)}) {
                bent->play_with(weights);
                play(*bent, decode, kTinyRatio, 1);
                bent->play_with(unbent);
                for (auto* instance : {bent.get(), plain.get()}) {
                    instance->reset();
                    instance->seed(9);
                }
                for (unsigned block = 0; block < 5; ++block)
                    CHECK(play(*bent, decode, kTinyRatio, block) == play(*plain, decode, kTinyRatio, block));
            }
        }
}

TEST_CASE("A state that is copied goes on in another instance as it would have")
{
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    auto from = instantiate(*model), to = instantiate(*model);
    for (unsigned block = 0; block < 5; ++block) play(*from, decode, kTinyRatio, block);
    const auto state = from->state();
    REQUIRE(state);
    to->go_on_from(*state);
    from->seed(1);
    to->seed(1);
    for (unsigned block = 5; block < 9; ++block)
        CHECK(play(*to, decode, kTinyRatio, block) == play(*from, decode, kTinyRatio, block));
    CHECK(to->has_finite_state());
}

TEST_CASE("Which parameters a method uses is told, and only those are heard")
{
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    int used = 0, unused = 0;
    for (std::size_t i = 0; i < model->parameters().size(); ++i) {
        auto bent = instantiate(*model), plain = instantiate(*model);
        bent->play_with(bend_with(*model, {weights_for(*model, i, "scale 3")}));
        bent->seed(4);
        plain->seed(4);
        bool differs = false;
        for (unsigned block = 0; block < 4; ++block)
            differs = play(*bent, decode, kTinyRatio, block) != play(*plain, decode, kTinyRatio, block) || differs;
        INFO(model->parameters()[i].name);
        if (!model->uses(decode, i)) CHECK_FALSE(differs);
        ++(model->uses(decode, i) ? used : unused);
    }
    CHECK(used > 10);
    CHECK(unused > 10);
}

TEST_CASE("The output of a layer is bent before it is added to what stands beside it")
{
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    const auto bias_of = [&](const std::string& weight) { return weight.substr(0, weight.size() - 6) + "bias"; };
    int compared = 0;
    for (std::size_t i = 0; i < model->parameters().size(); ++i) {
        const auto& parameter = model->parameters()[i];
        const auto bias = parameter_named(bias_of(parameter.name), *model);
        if (!parameter.has_output || !model->uses(decode, i) || !bias) continue;
        // Twice the output is twice the weights and the bias.
        const auto gain = bend::read_activation(bend::words_of("gain all 2"));
        auto acted = instantiate(*model), weighed = instantiate(*model);
        acted->play_with(bend_with(*model, {}, nullptr, {{i, {std::make_shared<bend::Activation>(*gain)}}}));
        weighed->play_with(
            bend_with(*model, {weights_for(*model, i, "scale 2"), weights_for(*model, *bias, "scale 2")}));
        acted->seed(4);
        weighed->seed(4);
        INFO(parameter.name);
        for (unsigned block = 0; block < 3; ++block) {
            const auto expected = play(*weighed, decode, kTinyRatio, block);
            CHECK(distance(play(*acted, decode, kTinyRatio, block), expected) <= kClose);
        }
        ++compared;
    }
    CHECK(compared > 3);
}

TEST_CASE("What libtorch computes has no output to bend, and says so")
{
    const auto model = load_as(kTiny, false);
    const auto gain = bend::read_activation(bend::words_of("gain all 2"));
    const auto bent =
        model->bend(nullptr, {}, std::vector<NewActivations>{{0, {std::make_shared<bend::Activation>(*gain)}}});
    REQUIRE_FALSE(bent.is_ok());
    CHECK(bent.message().find("libtorch") != std::string::npos);
}
