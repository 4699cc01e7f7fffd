// Instances: the same sound as the module itself, their own state, voices, and models that misbehave.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/guard.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include "torch/optimizing.h"  // last: see playing.h

#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <thread>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

void clear_caches(torch::jit::Module& module)
{
    for (const auto& buffer : module.named_buffers())
        if (buffer.name.ends_with("cache") || buffer.name.ends_with("pad")) buffer.value.zero_();
}

// `forward` of an autoencoder says ratio 1, but only takes what its encoder does.
int longest_ratio(const Description& description)
{
    int longest = 1;
    for (const auto& method : description.methods) longest = std::max({longest, method.in_ratio, method.out_ratio});
    return longest;
}

}  // namespace

TEST_CASE("An instance equals the module's own calls over 200 blocks")
{
    const std::string name = GENERATE("gain", "gain_1000", "gain_1", "eight", "shared_child");
    const auto path = toy(name);
    const auto model = load(path);
    for (const auto& method : model->description().methods) {
        const infer::torch_backend::CallScope scope;
        auto module = torch::jit::load(path);
        clear_caches(module);
        auto instance = instantiate(*model);
        const int samples = 2 * longest_ratio(model->description());
        double largest = 0;
        for (unsigned block = 0; block < 200; ++block) {
            auto in = signal(static_cast<std::size_t>(method.in_channels * (samples / method.in_ratio)), block);
            const auto tensor =
                at::from_blob(in.data(), {1, method.in_channels, samples / method.in_ratio}, at::kFloat);
            const auto direct = module.get_method(method.name)({tensor.clone()}).toTensor().contiguous();
            const std::vector<float> expected(direct.data_ptr<float>(), direct.data_ptr<float>() + direct.numel());
            largest = std::max(largest, largest_difference(play(*instance, method, samples, in), expected));
        }
        INFO(name << " " << method.name);
        CHECK(largest <= 1e-6);
    }
}

TEST_CASE("Two instances do not share streaming state")
{
    const auto model = load(toy("gain"));
    const auto& decode = *model->description().find_method("decode");
    auto alone = instantiate(*model);
    auto beside = instantiate(*model);
    auto other = instantiate(*model);
    for (unsigned block = 0; block < 20; ++block) {
        const auto expected = play(*alone, decode, 2048, block);
        CHECK(play(*beside, decode, 2048, block) == expected);
        play(*other, decode, 4096, block + 100);
    }
}

TEST_CASE("A fresh instance is clear although the file holds leftovers, and reset equals a fresh one")
{
    const auto model = load(toy("gain"));
    const auto& decode = *model->description().find_method("decode");
    auto instance = instantiate(*model);
    const auto zeros = play(*instance, decode, 2048, std::vector<float>(4, 0.0F));
    CHECK(zeros == std::vector<float>(2048, 0.0F));

    const auto first = play(*instance, decode, 2048, 1);
    const auto second = play(*instance, decode, 2048, 1);
    CHECK(first != second);
    instance->reset();
    CHECK(play(*instance, decode, 2048, 1) == first);
}

TEST_CASE("Reset keeps attributes")
{
    const auto model = load(toy("gain"));
    auto instance = instantiate(*model);
    const auto& gain = *model->description().find_attribute("gain");
    REQUIRE(instance->set(gain, std::vector<Value>{0.25}).is_ok());
    instance->reset();
    CHECK(std::get<double>(instance->get(gain)->front()) == 0.25);
}

TEST_CASE(
    "Convolutions whose inputs fill no block of channels are right for several rows and long blocks, optimized or not")
{
    // Debian 13's oneDNN loses weights of these; libtorch asks it for several rows, or more than 20480 numbers.
    const torch_backend::CallScope scope;
    for (const int channels : {9, 24, 40}) {
        at::manual_seed(2);
        const auto weight = at::randn({4, channels, 3});
        const auto path = saved(toys::Builder()
                                    .parameter("weight", weight)
                                    .params("forward", {channels, 1, 4, 1})
                                    .code("def forward(self, x: Tensor) -> Tensor:\n"
                                          "    return torch.conv1d(x, self.weight, None, 1, 1)"),
                                "channels" + std::to_string(channels));
        for (const bool optimize : {false, true})
            for (const auto& [voices, frames] : {std::pair(1, 16), std::pair(3, 16), std::pair(1, 2500)}) {
                auto model = load_as(path, optimize);
                auto in = signal(static_cast<std::size_t>(voices * channels * frames), 4);
                const auto out = play(*instantiate(*model), model->description().methods[0], frames, in, voices);
                const auto x = at::from_blob(in.data(), {voices, channels, frames}, at::kFloat).to(at::kDouble);
                const auto y = at::conv1d(x, weight.to(at::kDouble), {}, 1, 1).to(at::kFloat).contiguous();
                const std::vector<float> expected(y.data_ptr<float>(), y.data_ptr<float>() + y.numel());
                INFO(channels << " channels, " << voices << " x " << frames << (optimize ? ", optimized" : ""));
                CHECK(largest_difference(out, expected) < 2e-5);
            }
    }
}

TEST_CASE("Voices of a batch equal single instances")
{
    const auto model = load(toy("gain"));
    const auto& decode = *model->description().find_method("decode");
    constexpr int kVoices = 5;
    auto batch = instantiate(*model);
    std::vector<std::unique_ptr<Instance>> singles;
    for (int i = 0; i < kVoices; ++i) singles.push_back(instantiate(*model));
    for (unsigned block = 0; block < 10; ++block) {
        const auto in = signal(kVoices * 4 * 2, block);
        const auto out = play(*batch, decode, 4096, in, kVoices);
        for (std::size_t voice = 0; voice < kVoices; ++voice) {
            const std::vector<float> part(in.begin() + static_cast<std::ptrdiff_t>(voice * 8),
                                          in.begin() + static_cast<std::ptrdiff_t>(voice * 8 + 8));
            const std::vector<float> heard(out.begin() + static_cast<std::ptrdiff_t>(voice * 4096),
                                           out.begin() + static_cast<std::ptrdiff_t>(voice * 4096 + 4096));
            CHECK(largest_difference(play(*singles[voice], decode, 4096, part), heard) <= 1e-6);
        }
    }
    std::string error;
    play(*batch, decode, 2048, signal(65 * 4, 0), 65, &error);  // the cache has 64 rows
    CHECK(!error.empty());
    CHECK(error.find('\n') == std::string::npos);
}

TEST_CASE("An instance may be called from one thread after another, and several at once")
{
    const auto model = load(toy("gain"));
    const auto& decode = *model->description().find_method("decode");
    std::vector<std::vector<float>> expected;
    auto reference = instantiate(*model);
    for (unsigned block = 0; block < 50; ++block) expected.push_back(play(*reference, decode, 2048, block));

    std::vector<std::unique_ptr<Instance>> instances;
    for (int i = 0; i < 4; ++i) instances.push_back(instantiate(*model));
    std::vector<int> wrong(4, 0);
    for (unsigned half = 0; half < 2; ++half) {
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                std::vector<float> out(2048);
                for (unsigned block = half * 25; block < half * 25 + 25; ++block) {
                    const auto in = signal(4, block);
                    if (!instances[i]->process(decode, {in, 1, 4, 1}, {out, 1, 1, 2048}) || out != expected[block])
                        ++wrong[i];
                }
            });
        for (auto& thread : threads) thread.join();
    }
    CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("A model may keep its input without keeping the caller's memory")
{
    const auto model = load(toy("keeps_input"));
    const auto& forward = model->description().methods.front();
    auto instance = instantiate(*model);
    std::vector<float> in(64, 1.0F);
    play(*instance, forward, 64, in);
    in.assign(64, 2.0F);
    CHECK(play(*instance, forward, 64, in) == std::vector<float>(64, 1.0F));
}

TEST_CASE("What a model returns is checked, and the error names both shapes")
{
    struct Case {
        std::string name;
        std::string says;
    };
    const auto wrong = GENERATE(
        Case{"wrong_rank", "1 x 64 values (voices x channels x frames), not 1 x 1 x 64"},
        Case{"wrong_channels", "1 x 2 x 64 values (voices x channels x frames), not 1 x 1 x 64"},
        Case{"wrong_length", "1 x 1 x 63 values (voices x channels x frames), not 1 x 1 x 64"},
        Case{"wrong_type", "numbers of type Long, not floats"}, Case{"no_tensor", "not a tensor of 1 x 1 x 64"});
    const auto model = load(toy(wrong.name));
    auto instance = instantiate(*model);
    std::string error;
    play(*instance, model->description().methods.front(), 64, signal(64, 0), 1, &error);
    INFO(error);
    CHECK(error.find(wrong.says) != std::string::npos);
    CHECK(error.starts_with(wrong.name + ".ts: forward: "));
}

TEST_CASE("A block whose data does not match its shape is refused")
{
    const auto model = load(toy("identity"));
    auto instance = instantiate(*model);
    std::vector<float> data(64);
    const auto& forward = model->description().methods.front();
    CHECK(!instance->process(forward, {data, 1, 1, 65}, {data, 1, 1, 64}).is_ok());
    CHECK(!instance->process(forward, {{}, 1, 1, 0}, {{}, 1, 1, 0}).is_ok());
    CHECK(!instance->process(forward, {data, -1, -1, 64}, {data, 1, 1, 64}).is_ok());
    CHECK(!instance->process({"nothing", 1, 1, 1, 1, {}, {}}, {data, 1, 1, 64}, {data, 1, 1, 64}).is_ok());
    CHECK(instance->process(forward, {data, 1, 1, 64}, {data, 1, 1, 64}).is_ok());
}

TEST_CASE("A call that throws gives one line, and the next call plays")
{
    const auto model = load(toy("throws"));
    auto instance = instantiate(*model);
    const auto& forward = model->description().methods.front();
    for (int call = 1; call <= 12; ++call) {
        std::string error;
        const auto out = play(*instance, forward, 64, std::vector<float>(64, 1.0F), 1, &error);
        CHECK(error == (call == 10 ? "throws.ts: forward: the tenth call" : ""));
        if (call > 1 && call != 10) CHECK(std::abs(out.back() - 1.0F) < 1e-6F);
    }
}

TEST_CASE("Output that is not finite is an error, and the stream recovers")
{
    const auto model = load(toy("nan"));
    auto instance = instantiate(*model);
    const auto& forward = model->description().methods.front();
    std::string error;
    std::vector<float> first;
    for (int call = 1; call <= 6; ++call) {
        const auto out = play(*instance, forward, 64, std::vector<float>(64, 1.0F), 1, &error);
        if (call == 1) first = out;
        CHECK(error.empty() == (call != 5));
        if (call == 5) CHECK(error.find("not finite") != std::string::npos);
        if (call == 6) CHECK(out == first);
    }
    // Input that is not finite must not stay in the caches either.
    std::vector<float> bad(64, 1.0F);
    bad[60] = std::numeric_limits<float>::quiet_NaN();
    bad[63] = std::numeric_limits<float>::infinity();
    play(*instance, forward, 64, bad, 1, &error);
    CHECK(!error.empty());
    CHECK(play(*instance, forward, 64, std::vector<float>(64, 1.0F)) == first);
}

TEST_CASE("A block shorter than the model's smallest gives an error, not a crash")
{
    const auto model = load(toy("min_block"));
    CHECK(model->description().min_block == 2048);
    auto instance = instantiate(*model);
    const auto& decode = model->description().methods.front();
    std::string error;
    play(*instance, decode, 512, signal(8, 0), 1, &error);
    CHECK(error == "min_block.ts: decode: Padding size should be less than the input");
    CHECK(play(*instance, decode, 2048, 1).size() == 2048);
}

TEST_CASE("What gives NaN for silence is silent there, and plays everything else")
{
    const auto model = load(toy("spherical"));
    auto instance = instantiate(*model);
    const auto& forward = *model->description().find_method("forward");
    std::string error;
    std::vector<float> in(2 * 64, 0.0F);
    CHECK(play(*instance, forward, 64, in, 1, &error) == std::vector<float>(2 * 64, 0.0F));
    CHECK(error.find("not finite") != std::string::npos);

    std::fill(in.begin(), in.begin() + 64, 0.5F);  // one channel sounds, the other one does not
    const auto out = play(*instance, forward, 64, in, 1, &error);
    CHECK(std::vector<float>(out.begin(), out.begin() + 64) == std::vector<float>(64, 0.125F));
    CHECK(std::vector<float>(out.begin() + 64, out.end()) == std::vector<float>(64, 0.0F));

    in.assign(2 * 64, 0.5F);
    CHECK(play(*instance, forward, 64, in) == std::vector<float>(2 * 64, 0.125F));
}

TEST_CASE("Every buffer that a method writes is state, whatever its name: a reset equals a fresh load")
{
    const std::string name = GENERATE("prior", "overlap_add", "keeps_input", "gain");
    const auto model = load(toy(name));
    CHECK(model->is_streaming());
    for (const auto& method : model->description().methods) {
        const int samples = std::max(64, 2 * longest_ratio(model->description()));
        auto instance = instantiate(*model);
        std::vector<std::vector<float>> fresh;
        for (unsigned block = 0; block < 4; ++block) fresh.push_back(play(*instance, method, samples, block));
        for (unsigned block = 9; block < 12; ++block) play(*instance, method, samples, block);
        instance->reset();
        INFO(name << " " << method.name);
        for (unsigned block = 0; block < 4; ++block) CHECK(play(*instance, method, samples, block) == fresh[block]);
    }
}

TEST_CASE("A reset leaves alone what a setter was told, and weights and tables are no state")
{
    const auto model = load(toy("prior"));
    auto instance = instantiate(*model);
    const auto& tilt = *model->description().find_attribute("tilt");
    REQUIRE(instance->set(tilt, std::vector<Value>{3.0}).is_ok());
    instance->reset();
    CHECK(std::get<double>(instance->get(tilt)->front()) == 3.0);

    for (const auto* name : {"identity", "eight", "looks_around", "attributes"})
        CHECK_FALSE(load(toy(name))->is_streaming());
}

TEST_CASE("A model in half precision is refused with one line that says what to do")
{
    const auto model = load(toy("half"));
    auto instance = instantiate(*model);
    std::string error;
    play(*instance, model->description().methods.front(), 64, signal(64, 0), 1, &error);
    INFO(error);
    CHECK(error.starts_with("half.ts: forward: it computes in half precision (float16), which libtorch "));
    CHECK(error.ends_with("cannot do on the CPU: export the model in float32 (module.float())"));
}
