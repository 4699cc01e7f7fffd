// Exports of many kinds: wherever a model keeps what it goes on from, a reset is a fresh load; and what gives no number
// for silence plays everything else.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_builder.h"

#include "torch/playing.h"  // last: see there

#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <cmath>
#include <functional>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

struct Export {
    const char* name;
    std::function<toys::Builder()> make;
};

toys::Builder plain(const std::string& code)
{
    return toys::Builder().params("forward", {1, 1, 1, 1}).code("def forward(self, x: Tensor) -> Tensor:\n" + code);
}

/// Each keeps something of one block for the next, in another place.
std::vector<Export> keepers()
{
    const auto zeros = [] { return at::zeros({1, 1, 1}); };
    return {
        {"a buffer that is assigned",
         [=] {
             return plain("    y = x + self.last\n    self.last = x[:, :, -1:]\n    return y").buffer("last", zeros());
         }},
        {"a buffer that is written in place",
         [=] {
             return plain("    y = x + self.a\n    self.a.copy_(x[:, :, -1:])\n    return y").buffer("a", zeros());
         }},
        {"a buffer that is added to",
         [=] { return plain("    self.sum += x.mean()\n    return x + self.sum").buffer("sum", zeros()); }},
        {"a slice of a buffer",
         [] {
             return plain("    y = x + self.ring[:, :, 1:2]\n    self.ring[:, :, 1:] = x[:, :, -3:]\n    return y")
                 .buffer("ring", at::zeros({1, 1, 4}));
         }},
        {"a buffer that is filled",
         [=] {
             return plain("    y = x * self.gate\n    self.gate.fill_(0.5)\n    return y")
                 .buffer("gate", at::ones({1}));
         }},
        {"a whole number",
         [] { return plain("    self.count = self.count + 1\n    return x * self.count").number("count", 0); }},
        {"a real number",
         [] {
             return plain("    y = x + self.phase\n    self.phase = self.phase + 0.125\n    return y").real("phase", 0);
         }},
        {"a switch",
         [] {
             return plain("    y = x\n    if self.odd:\n        y = -x\n    self.odd = not self.odd\n    return y")
                 .attribute("odd", c10::BoolType::get(), false);
         }},
        {"an element of a list",
         [=] {
             c10::List<at::Tensor> list;
             list.push_back(zeros());
             return plain("    y = x + self.past[0]\n    self.past[0] = x[:, :, -1:]\n    return y")
                 .attribute("past", c10::ListType::ofTensors(), list);
         }},
        {"a module within a module",
         [=] {
             auto deep = toys::Builder("Deep")
                             .buffer("held", zeros())
                             .code(
                                 "def forward(self, x: Tensor) -> Tensor:\n    y = x + self.held\n    self.held = "
                                 "x[:, :, -1:]\n    return y")
                             .module();
             auto middle = toys::Builder("Middle")
                               .child("deep", deep)
                               .code("def forward(self, x: Tensor) -> Tensor:\n    return self.deep.forward(x)")
                               .module();
             return plain("    return self.middle.forward(x)").child("middle", middle);
         }},
        {"a text that says where it is",
         [] {
             return plain(
                        "    y = x\n    if self.part == 'verse':\n        y = x * 2\n        self.part = 'chorus'\n"
                        "    return y")
                 .text("part", "verse");
         }},
    };
}

/// Each gives 0/0, infinity or another NaN for silence, and numbers for everything else.
std::vector<Export> spheres()
{
    return {
        {"length one", [] { return plain("    return x / torch.sqrt((x * x).sum(2, keepdim=True))"); }},
        {"loudness one", [] { return plain("    return x / x.abs().mean()"); }},
        {"highest one", [] { return plain("    return x / x.abs().max()"); }},
        {"infinite at silence", [] { return plain("    return x + 0.001 / x.abs().mean()"); }},
        {"logarithm", [] { return plain("    return x * 0 + torch.log(x.abs().mean()) * 0.01"); }},
        {"root of what may be negative",
         [] { return plain("    return x * 0 + torch.sqrt(x.abs().mean() - 0.0000001)"); }},
        {"normal distribution", [] { return plain("    return (x - x.mean()) / x.std()"); }},
        {"angle", [] { return plain("    return torch.asin(x / x.abs().max())"); }},
        {"power", [] { return plain("    return x * torch.pow(x.abs().mean(), -1.0)"); }},
        {"at the second block too",
         [] {
             return plain("    y = x / (x - self.last).abs().mean()\n    self.last = x\n    return y")
                 .buffer("last", at::zeros({1, 1, 64}));
         }},
    };
}

std::shared_ptr<Model> saved(const Export& each)
{
    const auto path = folder() / "export.ts";
    each.make().module().save(path.string());
    return load(path.string());
}

std::vector<float> tone(unsigned number)
{
    auto block = signal(64, number);
    block[0] = 1;  // never silent
    return block;
}

}  // namespace

TEST_CASE("Wherever an export keeps its state, a reset equals a fresh load")
{
    const auto each = GENERATE(from_range(keepers()));
    INFO(each.name);
    const auto model = saved(each);
    const auto& forward = model->description().methods.front();
    auto instance = instantiate(*model);
    std::vector<std::vector<float>> fresh;
    for (unsigned block = 0; block < 3; ++block) fresh.push_back(play(*instance, forward, 64, tone(block)));
    CHECK(play(*instance, forward, 64, tone(0)) != fresh[0]);  // it goes on from what was
    instance->reset();
    for (unsigned block = 0; block < 3; ++block) CHECK(play(*instance, forward, 64, tone(block)) == fresh[block]);
    auto beside = instantiate(*model);  // and what one plays is not heard in another
    CHECK(play(*beside, forward, 64, tone(0)) == fresh[0]);
}

TEST_CASE("An export that gives no number for silence is silent there, says so, and plays everything else")
{
    const auto each = GENERATE(from_range(spheres()));
    INFO(each.name);
    const auto model = saved(each);
    const auto& forward = model->description().methods.front();
    auto instance = instantiate(*model);
    std::string error;
    const std::vector<float> silence(64, 0.0F);
    CHECK(play(*instance, forward, 64, silence, 1, &error) == silence);
    CHECK(error.find("not finite") != std::string::npos);
    const auto heard = play(*instance, forward, 64, tone(1));
    CHECK(std::all_of(heard.begin(), heard.end(), [](float value) { return std::isfinite(value); }));
    CHECK(heard != silence);
}
