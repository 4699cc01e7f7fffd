// Optimized models: the same sound as the plain ones, whatever the code does with its weights, and the same errors.
// SPDX-License-Identifier: BSD-3-Clause
#include "torch/optimizing.h"

using namespace latentjam;
using namespace latentjam::playing;

namespace {

constexpr const char* kTiny = LATENTJAM_TEST_DATA "/rave_tiny.ts";  // tests/bench/make_rave_shapes.py
constexpr int kTinyRatio = 128;

toys::Builder with_weight(const std::string& code)
{
    toys::Builder toy;
    toy.parameter("weight", at::tensor({0.5F, -0.25F, 0.125F}).view({1, 1, 3}))
        .params("forward", {1, 1, 1, 1})
        .params("amount", {2})
        .strings("_attributes", {"amount"})
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code(code);
    return toy;
}

}  // namespace

TEST_CASE("Every convolution of a RAVE-like model is taken over")
{
    const auto model = load_as(kTiny, true);
    for (const auto& method : model->description().methods) {
        const auto count = model->optimized(method.name);
        INFO(method.name);
        CHECK(count.all > 0);
        CHECK(count.taken == count.all);
    }
    CHECK(load_as(kTiny, false)->optimized("decode").taken == 0);
    CHECK(load_as(kTiny, false)->optimized("decode").all == model->optimized("decode").all);
}

TEST_CASE("An optimized model equals the plain one over 500 blocks, noise included")
{
    Pair pair(kTiny);
    for (const auto& method : pair.plain->description().methods) {
        double largest = 0;
        for (unsigned block = 0; block < 500; ++block)
            largest = std::max(largest, pair.play_both(method, kTinyRatio, block));
        INFO(method.name);
        CHECK(largest <= kClose);
    }
}

TEST_CASE("An optimized model equals the plain one for any voices and lengths in any order, and after a reset")
{
    Pair pair(kTiny);
    std::mt19937 generator(3);
    double largest = 0;
    for (unsigned block = 0; block < 150; ++block) {
        const auto& method = pair.plain->description().methods[generator() % 3];
        const int voices = 1 + static_cast<int>(generator() % 4);
        const int frames = 1 + static_cast<int>(generator() % 9);
        largest = std::max(largest, pair.play_both(method, frames * kTinyRatio, block, voices));
        if (block % 40 == 39) {
            pair.reference->reset();
            pair.instance->reset();
            pair.seed(block);
        }
    }
    CHECK(largest <= kClose);
}

TEST_CASE("An optimized model in half precision sounds like the plain one")
{
    Pair pair(kTiny, Precision::kHalf);
    for (const auto& method : pair.plain->description().methods) {
        double largest = 0;
        for (unsigned block = 0; block < 100; ++block)
            largest = std::max(largest, pair.play_both(method, kTinyRatio, block));
        INFO(method.name);
        CHECK(largest <= 0.02);
        CHECK(largest > kClose);  // else the weights are not in half precision
    }
}

TEST_CASE("An optimized model sounds the same on several threads")
{
#if defined(__SANITIZE_THREAD__)
    SKIP("libgomp's barriers are hidden from the sanitizer");
#endif
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    auto one = instantiate(*model);
    auto three = instantiate(*model);
    one->seed(1);
    three->seed(1);
    for (unsigned block = 0; block < 20; ++block) {
        one->set_threads(1);
        const auto expected = play(*one, decode, 2 * kTinyRatio, block, 2);
        three->set_threads(3);
        CHECK(distance(play(*three, decode, 2 * kTinyRatio, block, 2), expected) <= kClose);
    }
    one->set_threads(1);
}

TEST_CASE("An optimized instance does not hear what another one plays")
{
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    auto alone = instantiate(*model);
    auto beside = instantiate(*model);
    auto other = instantiate(*model);
    alone->seed(1);
    beside->seed(1);
    for (unsigned block = 0; block < 20; ++block) {
        const auto expected = play(*alone, decode, kTinyRatio, block);
        CHECK(play(*beside, decode, kTinyRatio, block) == expected);
        play(*other, decode, 2 * kTinyRatio, block + 100, 3);
    }
}

TEST_CASE("An optimized model refuses what the plain one refuses, in the same words")
{
    Pair pair(kTiny);
    for (const auto& method : pair.plain->description().methods)
        for (const int voices : {1, 4, 5, 70})
            for (const int samples : {kTinyRatio, kTinyRatio / 2, 1})
                for (const int channels : {method.in_channels, method.in_channels + 1, 200}) {
                    const int in = std::max(1, samples / method.in_ratio),
                              out = std::max(1, samples / method.out_ratio);
                    const std::vector<float> block(static_cast<std::size_t>(voices * channels * in), 0.1F);
                    std::vector<float> answer(static_cast<std::size_t>(voices * method.out_channels * out));
                    const auto run = [&](Instance& instance) {
                        return instance
                            .process(method, {block, voices, channels, in}, {answer, voices, method.out_channels, out})
                            .message();
                    };
                    INFO(method.name << " " << voices << " " << samples << " " << channels);
                    const auto expected = run(*pair.reference);
                    CHECK(run(*pair.instance) == expected);
                }
    pair.reference->reset();
    pair.instance->reset();
    pair.seed(1);
    CHECK(pair.play_both(pair.method("decode"), kTinyRatio, 1) <= kClose);
}

TEST_CASE("A weight that code changes is left alone, and the sound follows it")
{
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"written in a setter", "self.weight.mul_(amount)"},
        {"written through a view", "w = self.weight[0].view([-1])\n    w[1] = amount"},
        {"assigned in a setter", "self.weight = self.weight * amount"},
        {"written through a list", "all = [self.weight]\n    all[0].add_(amount)"},
        {"written in a branch",
         "w = self.weight\n    if amount < 0.5:\n        w = self.weight * 1\n    w.add_(amount)"},
    };
    for (const auto& [name, change] : changes) {
        auto toy = with_weight("def set_amount(self, amount: float) -> int:\n    " + change + "\n    return 0");
        toy.code("def forward(self, x: Tensor) -> Tensor:\n    return torch.conv1d(x, self.weight, None, 1, 1)");
        Pair pair(saved(toy, "changing"));
        INFO(name);
        CHECK(pair.optimized->optimized("forward").taken == 0);
        for (unsigned block = 0; block < 4; ++block) {
            CHECK(pair.play_both(pair.method("forward"), 64, block) <= kClose);
            pair.set("amount", 0.75 + block);
        }
    }
}

TEST_CASE("A weight that the method itself changes is left alone")
{
    auto toy = with_weight(
        "def forward(self, x: Tensor) -> Tensor:\n    y = torch.conv1d(x, self.weight, None, 1, 1)\n    "
        "self.weight.add_(0.1)\n    return y");
    Pair pair(saved(toy, "learning"));
    CHECK(pair.optimized->optimized("forward").taken == 0);
    // Weights are shared, so each model has one instance here.
    for (unsigned block = 0; block < 5; ++block) CHECK(pair.play_both(pair.method("forward"), 64, block) <= kClose);
}

TEST_CASE("A weight that something else needs stays, and both see the same")
{
    auto toy = with_weight(
        "def forward(self, x: Tensor) -> Tensor:\n    return torch.conv1d(x, self.weight, None, 1, 1) * "
        "self.weight.sum()");
    toy.code("def get_amount(self) -> float:\n    return float(self.weight[0, 0, 0])");
    Pair pair(saved(toy, "needed"));
    CHECK(pair.optimized->optimized("forward").taken == 1);
    CHECK(pair.play_both(pair.method("forward"), 64, 1) <= kClose);
    const auto amount = pair.instance->get(*pair.plain->description().find_attribute("amount"));
    REQUIRE(amount.is_ok());
    CHECK(std::get<double>((*amount)[0]) == 0.5);
}

TEST_CASE("Convolutions of every kind, and what stands around them, equal libtorch's")
{
    struct Kind {
        std::string body;
        int taken;
    };
    const std::vector<Kind> kinds = {
        {"return torch.conv1d(x, self.weight, None, 1, 1)", 1},
        {"return torch.conv1d(x, self.weight, self.bias, [1], [2], [2])", 1},
        {"return torch.conv1d(torch.cat([x, x], -1), self.weight, None, 2, 1)", 1},
        {"return torch.conv_transpose1d(x, self.weight, self.bias, 1, 1)", 1},
        {"return torch.conv_transpose1d(x[:, :, ::2], self.weight, None, [2], [1], [1])", 0},  // output padding
        {"return torch.conv1d(torch.cat([x, x], 1), self.weight.repeat(2, 1, 1), None, 1, 1, 1, 2)[:, :1]",
         0},  // groups
        {"y = torch.leaky_relu(x, 0.3)\n    return torch.conv1d(y, self.weight, None, 1, 1) + y", 1},
        {"y = torch.leaky_relu(x, -0.3)\n    return x + torch.conv1d(y, self.weight, None, 1, 1)", 1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    z = y + x\n    return z * y", 1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    y += x\n    return y", 1},
        {"y = torch.leaky_relu(x, 0.3)\n    z = torch.conv1d(y, self.weight, None, 1, 1)\n    y.mul_(2)\n    return z "
         "+ y",
         1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    x.mul_(3)\n    return y + x", 1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    return y + torch.conv1d(y, self.weight, None, 1, 1)", 2},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    return y + y", 1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    return y + y.mean(-1, True)", 1},
        {"y = torch.conv1d(x, self.weight, None, 1, 1)\n    return torch.add(y, x, alpha=2)", 1},
        {"y = torch.conv1d(x.double(), self.weight.double(), None, 1, 1)\n    return y.float()", 0},
        {"y = torch.conv1d(x.flip(2), self.weight, None, 1, 1)\n    return y", 1},
        {"y = torch.conv1d(torch.imag(torch.conj(torch.complex(x, x))), self.weight, None, 1, 1)\n    return y", 1},
        {"y = torch.conv1d(x[0], self.weight, None, 1, 1)\n    return y.unsqueeze(0)", 1},  // without voices
        {"y = x\n    for i in range(3):\n        y = torch.conv1d(y, self.weight, None, 1, 1)\n    return y", 3},
        {"y = x\n    for i in range(300):\n        y = torch.conv1d(y, self.weight, None, 1, 1) * 1.4\n    return y",
         1},
        {"y = x\n    for i in range(x.size(2)):\n        y = torch.conv1d(y, self.weight, None, 1, 1)\n    return y",
         1},
        {"y = x\n    i = 0\n    while i < 3:\n        y = torch.conv1d(y, self.weight, None, 1, 1)\n        i += 1\n   "
         " "
         "return y",
         3},
        {"y = x\n    if bool(x[0, 0, 0] > 0):\n        y = torch.conv1d(torch.leaky_relu(x, 0.1), self.weight, None, "
         "1, 1) + x\n"
         "    return y",
         1},
    };
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        auto toy = with_weight("def forward(self, x: Tensor) -> Tensor:\n    " + kinds[i].body);
        toys::Builder whole;
        whole.parameter("weight", at::tensor({0.5F, -0.25F, 0.125F}).view({1, 1, 3}))
            .parameter("bias", at::tensor({0.3F}))
            .params("forward", {1, 1, 1, 1})
            .code("def forward(self, x: Tensor) -> Tensor:\n    " + kinds[i].body);
        Pair pair(saved(whole, "kind" + std::to_string(i)));
        INFO(kinds[i].body);
        CHECK(pair.optimized->optimized("forward").taken == kinds[i].taken);
        for (unsigned block = 0; block < 5; ++block) CHECK(pair.play_both(pair.method("forward"), 64, block) <= kClose);
    }
}

TEST_CASE("Products with weights that nothing will bend are ours and equal libtorch's; others stay libtorch's")
{
    const std::string body =
        "(self, x: Tensor) -> Tensor:\n"
        "    y = torch.conv1d(x, self.weight, None, 1, 1).reshape(x.size(0), -1, 8)\n"
        "    wide = torch.linear(y, self.square, self.bias)\n"  // 24 outputs
        "    y = y + torch.linear(torch.silu(wide), self.back)\n"
        "    y = torch.linear(y.transpose(1, 2).contiguous().transpose(1, 2), self.own)\n"  // strides of any kind
        "    y = y * torch.linear(y[0, 0], self.own) + torch.linear(y[:, 0], self.own).unsqueeze(1)\n"  // of one row
        "    y = y + torch.linear(y.double(), self.own.double()).float()\n"
        "    return y.reshape(x.size(0), 1, -1)";
    const auto numbers = [](int outputs, int inputs) {
        std::vector<float> values = signal(static_cast<std::size_t>(outputs * inputs), 7);
        return at::tensor(values).view({outputs, inputs}) * 0.3;
    };
    toys::Builder toy;
    toy.parameter("weight", at::tensor({0.5F, -0.25F, 0.125F}).view({1, 1, 3}))
        .parameter("square", numbers(24, 8))
        .parameter("bias", numbers(24, 1).view({24}))
        .parameter("back", numbers(8, 24))
        .parameter("own", numbers(8, 8))
        .params("forward", {1, 1, 1, 1})
        .code("def forward" + body);
    const auto file = saved(toy, "products");
    for (const bool bends : {false, true}) {
        Pair pair(file, Precision::kFull, bends);
        for (const auto& parameter : pair.optimized->parameters())
            if (parameter.name == "square" || parameter.name == "back") CHECK(parameter.obstacle.empty() == bends);
        for (const int frames : {64, 8, 1024})  // 8, 1 and 128 rows
            for (const int voices : {1, 3}) CHECK(pair.play_both(pair.method("forward"), frames, 1, voices) <= kClose);
        CHECK(Pair(file, Precision::kHalf, bends).play_both(pair.method("forward"), 64, 1) <= 0.01);
    }
}

TEST_CASE("State that code also uses elsewhere is left to libtorch")
{
    const std::string join =
        "voices = x.size(0)\n    padded = torch.cat([self.cache[:voices], x], 2)\n    "
        "self.cache[:voices].copy_(padded[:, :, -3:])\n    ";
    const std::vector<std::string> bodies = {
        join + "return torch.conv1d(padded, self.weight)",
        join + "return torch.conv1d(padded, self.weight) + self.cache[:voices, :, :1]",
        join + "return torch.conv1d(padded, self.weight) * padded[:, :, 3:]",
        "padded = torch.cat([self.cache[:x.size(0)], x], 2)\n    y = torch.conv1d(padded, self.weight)\n    "
        "self.cache[:x.size(0)].copy_(y[:, :, -3:])\n    return y",
        "padded = torch.cat([self.cache[:x.size(0)], x], 2)\n    x.mul_(0.5)\n    "
        "self.cache[:x.size(0)].copy_(padded[:, :, -3:])\n    return torch.conv1d(padded, self.weight) + x",
        "self.cache = self.cache * 0.5\n    " + join + "return torch.conv1d(padded, self.weight)",
        "self.cache.mul_(0.5)\n    " + join + "return torch.conv1d(padded, self.weight)",
    };
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        toys::Builder toy;
        toy.parameter("weight", at::tensor({0.1F, 0.2F, 0.3F, 0.4F}).view({1, 1, 4}))
            .buffer("cache", at::full({64, 1, 3}, 0.5))
            .params("forward", {1, 1, 1, 1})
            .code("def forward(self, x: Tensor) -> Tensor:\n    " + bodies[i]);
        Pair pair(saved(toy, "state" + std::to_string(i)));
        INFO(bodies[i]);
        CHECK(pair.optimized->optimized("forward").taken == 1);
        for (unsigned block = 0; block < 8; ++block)
            CHECK(pair.play_both(pair.method("forward"), 16, block, 1 + static_cast<int>(block % 3)) <= kClose);
    }
}
