// The random stream of an instance: seeded, its own, and never the process's.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/random.h"
#include "infer/torch/guard.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <torch/csrc/jit/api/module.h>

#include "torch/playing.h"

#include <atomic>
#include <thread>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

std::vector<std::vector<float>> render(Instance& instance, const Method& method, int blocks)
{
    std::vector<std::vector<float>> sound;
    const std::vector<float> in(64, 1.0F);
    for (int block = 0; block < blocks; ++block) sound.push_back(play(instance, method, 64, in));
    return sound;
}

}  // namespace

TEST_CASE("The same seed gives the same bits, another seed and an unseeded instance give others")
{
    const auto model = load(toy("noise"));
    const auto& decode = model->description().methods.front();
    auto a = instantiate(*model);
    auto b = instantiate(*model);
    CHECK(render(*a, decode, 5) != render(*b, decode, 5));
    a->seed(7);
    b->seed(7);
    const auto sound = render(*a, decode, 5);
    CHECK(render(*b, decode, 5) == sound);
    a->seed(8);
    CHECK(render(*a, decode, 5) != sound);
    a->seed(7);
    a->reset();
    CHECK(render(*a, decode, 5) == sound);
}

TEST_CASE("A seeded instance gives the same bits while others draw in other threads")
{
    const auto model = load(toy("noise"));
    const auto& decode = model->description().methods.front();
    auto alone = instantiate(*model);
    alone->seed(42);
    const auto expected = render(*alone, decode, 300);

    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&, i] {
            auto other = std::move(*model->instantiate());
            other->seed(static_cast<std::uint64_t>(i) + 42);
            std::vector<float> in(64);
            std::vector<float> out(64);
            while (!stop)
                if (!other->process(decode, {in, 1, 1, 64}, {out, 1, 1, 64})) break;
        });
    threads.emplace_back([&] {  // and something else in the process that uses torch
        while (!stop) at::randn({16});
    });
    auto instance = instantiate(*model);
    instance->seed(42);
    const auto heard = render(*instance, decode, 300);
    stop = true;
    for (auto& thread : threads) thread.join();
    CHECK(heard == expected);
}

TEST_CASE("The process's own generator is never touched")
{
    auto global = at::globalContext().defaultGenerator(at::kCPU);
    const auto before = global.get_state().clone();
    const auto model = load(toy("noise"));
    auto instance = instantiate(*model);
    render(*instance, model->description().methods.front(), 3);
    instance->seed(1);
    render(*instance, model->description().methods.front(), 3);
    CHECK(at::equal(global.get_state(), before));
}

TEST_CASE("Every random operator of TorchScript draws from the stream")
{
    using namespace infer::torch_backend;
    REQUIRE(enable_owned_randomness());
    const std::vector<std::string> draws = {"torch.randn([3])",
                                            "torch.rand([3])",
                                            "torch.randn_like(x)",
                                            "torch.rand_like(x)",
                                            "torch.randint(0, 1000, [3])",
                                            "torch.randint_like(x, 0, 1000)",
                                            "torch.dropout(x, 0.5, True)",
                                            "torch.alpha_dropout(x, 0.5, True)",
                                            "torch.native_dropout(x, 0.5, True)[0]",
                                            "torch.feature_dropout(x.unsqueeze(0), 0.5, True)",
                                            "torch.bernoulli(x * 0.5)",
                                            "torch.bernoulli(x, 0.5)",
                                            "torch.normal(x, x)",
                                            "torch.multinomial(x, 20, True)",
                                            "torch.multinomial(x, 2)",
                                            "torch.randperm(50)",
                                            "torch.poisson(x * 9)",
                                            "torch.binomial(x * 9, x * 0.5)",
                                            "torch.rrelu(x - 2.0, 0.1, 0.3, True)",
                                            "torch._standard_gamma(x)",
                                            "x.clone().normal_()",
                                            "x.clone().uniform_()",
                                            "x.clone().random_()",
                                            "x.clone().random_(9)",
                                            "x.clone().random_(3, 9)",
                                            "x.clone().bernoulli_(0.5)",
                                            "x.clone().bernoulli_(x * 0.5)",
                                            "x.clone().exponential_()",
                                            "x.clone().cauchy_()",
                                            "x.clone().log_normal_()",
                                            "x.clone().geometric_(0.1)"};
    auto global = at::globalContext().defaultGenerator(at::kCPU);
    for (const auto& draw : draws) {
        INFO(draw);
        torch::jit::Module module("__torch__.Draw");
        module.define("def draw(self, x: Tensor) -> Tensor:\n    return " + draw + "\n");
        module.define("def forward(self, x: Tensor) -> Tensor:\n    return self.draw(x)\n");
        const CallScope scope;
        const auto before = global.get_state().clone();
        RandomStream stream(at::kCPU);
        std::vector<at::Tensor> results;
        for (int i = 0; i < 2; ++i) {
            stream.seed(5);
            const RandomScope random(stream);
            results.push_back(module.forward({at::ones({3})}).toTensor());
        }
        CHECK(at::equal(results[0], results[1]));
        CHECK(at::equal(global.get_state(), before));
    }
}
