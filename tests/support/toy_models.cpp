// The toys. A comment in front of each says which trait it has.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_models.h"

#include "support/toy_builder.h"

#include <functional>
#include <map>
#include <stdexcept>

namespace latentjam::toys {

namespace {

using torch::jit::Module;

// A causal convolution that keeps the last three samples of each voice in `cache`, as cached_conv does.
Module cached_convolution()
{
    return Builder("CachedConvolution")
        .parameter("weight", at::tensor({0.1F, 0.2F, 0.3F, 0.4F}).view({1, 1, 4}))
        .buffer("cache", at::full({64, 1, 3}, 0.5))  // genuine exports arrive with leftovers too
        .code(R"(
    def forward(self, x: Tensor) -> Tensor:
        voices = x.size(0)
        padded = torch.cat([self.cache[:voices], x], 2)
        self.cache[:voices].copy_(padded[:, :, -3:])
        return torch.conv1d(padded, self.weight)
    )")
        .module();
}

// encode: 1 -> 4 latents; decode: 4 -> 1 through a cached convolution; forward: both. Attribute `gain`.
Builder gain(int ratio)
{
    return Builder("Gain")
        .params("encode", {1, 1, 4, ratio})
        .params("decode", {4, ratio, 1, 1})
        .params("forward", {1, 1, 1, 1})
        .params("gain", {2})
        .strings("_methods", {"encode", "decode", "forward"})
        .strings("_attributes", {"gain"})
        .strings("decode_input_labels", {"size", "shape", "shade", "spin"})
        .real("gain", 0.5)
        .number("ratio", ratio)
        .number("sr", 44100)
        .child("smooth", cached_convolution())
        .code("def get_methods(self) -> List[str]:\n    return self._methods")
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code("def get_gain(self) -> float:\n    return self.gain")
        .code(
            "def set_gain(self, gain: float) -> int:\n    if gain < 0.0:\n        return -1\n    self.gain = gain\n    "
            "return 0")
        .code(R"(
    def encode(self, x: Tensor) -> Tensor:
        mean = x.reshape(x.size(0), 1, -1, self.ratio).mean(-1)
        return torch.cat([mean, mean * 2, mean * 3, mean * 4], 1)
    )")
        .code(R"(
    def decode(self, z: Tensor) -> Tensor:
        return self.smooth.forward(z.mean(1, True).repeat_interleave(self.ratio, 2)) * self.gain
    )")
        .code("def forward(self, x: Tensor) -> Tensor:\n    return self.decode(self.encode(x))");
}

// One method, the identity by default.
Builder simple(const std::string& body = "return x", const std::vector<std::int64_t>& params = {1, 1, 1, 1})
{
    return Builder().params("forward", params).code("def forward(self, x: Tensor) -> Tensor:\n    " + body);
}

// The sum of 8 latents, held for 2048 samples.
Builder eight()
{
    return Builder()
        .params("decode", {8, 2048, 1, 1})
        .code("def decode(self, z: Tensor) -> Tensor:\n    return z.sum(1, True).repeat_interleave(2048, 2) * 0.125");
}

// Attributes of every type, of two types at once, without a getter, and with setters that refuse or throw.
Builder attributes()
{
    auto toy = simple("return x * self.amount + self.offset[0]");
    toy.attribute("flag", c10::BoolType::get(), false)
        .number("count", 3)
        .real("amount", 1.0)
        .text("mode", "soft")
        .attribute("offset", c10::TensorType::get(), at::zeros({2}))
        .real("hidden", 7.0);
    toy.params("flag", {0}).params("count", {1}).params("amount", {2}).params("mode", {3}).params("offset", {4});
    toy.params("pair", {1, 3})
        .params("hidden", {2})
        .params("broken", {2})
        .params("fixed", {1})
        .params("stereo_mode", {0});
    toy.strings("_attributes", {"none", "flag", "count", "amount", "mode", "offset", "pair", "hidden", "broken",
                                "fixed", "stereo_mode"});
    toy.code("def get_attributes(self) -> List[str]:\n    return self._attributes");
    const std::vector<std::pair<std::string, std::string>> plain = {
        {"flag", "bool"}, {"count", "int"}, {"amount", "float"}, {"mode", "str"}, {"offset", "Tensor"}};
    for (const auto& [name, type] : plain) {
        toy.code("def get_" + name + "(self) -> " + type + ":\n    return self." + name);
        toy.code("def set_" + name + "(self, value: " + type + ") -> int:\n    self." + name +
                 " = value\n    return 0");
    }
    toy.code("def get_pair(self) -> Tuple[int, str]:\n    return (self.count, self.mode)");
    toy.code(
        "def set_pair(self, count: int, mode: str) -> int:\n    self.count = count\n    self.mode = mode\n    return "
        "0");
    toy.code("def set_hidden(self, value: float) -> int:\n    self.hidden = value\n    return 0");  // no getter
    toy.code("def get_broken(self) -> float:\n    assert False, 'the getter is broken'\n    return 0.0");
    toy.code("def set_broken(self, value: float) -> int:\n    assert False, 'the setter is broken'\n    return 0");
    toy.code("def get_fixed(self) -> int:\n    return 5");  // no setter
    toy.code("def get_stereo_mode(self) -> Tensor:\n    return torch.ones([1])");
    toy.code("def set_stereo_mode(self, mode: Tensor) -> int:\n    return 0 if bool(mode > 0) else -1");
    return toy;
}

// A buffer attribute as nn_tilde 1.6 exports it; forward plays the loudest sample of the buffer.
Builder buffers()
{
    return simple("return x * 0 + self.peak")
        .params("table", {5})
        .strings("_attributes", {"table"})
        .real("peak", 0.0)
        .number("rate", -1)
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code("def get_table(self) -> Tuple[str]:\n    return ('Buffer(sr=' + str(self.rate) + ')',)")
        .code("def clear_buffer_attribute(self, name: str) -> None:\n    self.peak = 0.0\n    self.rate = -1")
        .code(R"(
    def set_buffer_attribute(self, name: str, buffer: Tensor, sr: int) -> int:
        if name != 'table#0':
            return -1
        self.peak = float(buffer.abs().max())
        self.rate = sr
        return 0
    )");
}

// Noise in the method, in a called function and in a called module.
Builder noise()
{
    const auto inner =
        Builder("Inner").code("def forward(self, x: Tensor) -> Tensor:\n    return torch.rand_like(x)").module();
    return Builder()
        .params("decode", {1, 1, 1, 1})
        .child("inner", inner)
        .code(
            "def shade(self, x: Tensor) -> Tensor:\n    return torch.dropout(torch.ones_like(x), 0.5, True) + "
            "torch.randn_like(x)")
        .code(
            "def decode(self, x: Tensor) -> Tensor:\n    return torch.randn([x.size(0), 1, x.size(2)]) + self.shade(x) "
            "+ self.inner.forward(x)");
}

// A counter of calls, and what happens at call `trouble_at`.
Builder counting(const std::string& trouble, std::int64_t at)
{
    return Builder()
        .params("forward", {1, 1, 1, 1})
        .number("calls", 0)
        .number("trouble_at", at)
        .child("smooth", cached_convolution())
        .code(R"(
    def forward(self, x: Tensor) -> Tensor:
        self.calls = self.calls + 1
        y = self.smooth.forward(x)
        if self.calls == self.trouble_at:
            )" +
              trouble + R"(
        return y
    )");
}

// The vschaos2 trap: the ratio says 512, blocks under 2048 throw.
Builder min_block()
{
    return Builder()
        .params("decode", {8, 512, 1, 1})
        .params("min_buffer_size", {1})
        .number("min_buffer_size", 2048)
        .strings("_attributes", {"min_buffer_size"})
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code("def get_min_buffer_size(self) -> int:\n    return self.min_buffer_size")
        .code("def set_min_buffer_size(self, size: int) -> int:\n    self.min_buffer_size = size\n    return 0")
        .code(R"(
    def decode(self, z: Tensor) -> Tensor:
        if z.size(2) * 512 < 2048:
            assert False, 'Padding size should be less than the input'
        return z.sum(1, True).repeat_interleave(512, 2)
    )");
}

// An export of 2022: numbers as floats, 'none' first, stereo flag, two output channels, a tensor sampling rate.
Builder old_export(bool lists)
{
    auto toy =
        Builder("Old")
            .params("decode", {4, 2048, 2, 1}, at::kFloat)
            .params("temper", {2}, at::kFloat)
            .attribute("stereo", c10::BoolType::get(), true)
            .real("temper", 1.0)
            .buffer("sampling_rate", at::tensor({48000}))
            .code("def get_temper(self) -> float:\n    return self.temper")
            .code("def set_temper(self, value: float) -> int:\n    self.temper = value\n    return 0")
            .code(
                "def decode(self, z: Tensor) -> Tensor:\n    return z[:, :2].repeat_interleave(2048, 2) * self.temper");
    if (lists)
        toy.strings("_attributes", {"none", "temper"})
            .code("def get_attributes(self) -> List[str]:\n    return self._attributes");
    return toy;
}

// One cached convolution reached by two names: what one name streams, the other must see.
Builder shared_child()
{
    const auto child = cached_convolution();
    return Builder()
        .params("forward", {1, 1, 1, 1})
        .child("first", child)
        .child("second", child)
        .code("def forward(self, x: Tensor) -> Tensor:\n    return self.first.forward(x) + self.second.forward(x)");
}

// Burns the time of `work` products of 64 x 64 matrices in each call.
Builder slow()
{
    return Builder()
        .params("forward", {1, 1, 1, 1})
        .params("work", {1})
        .number("work", 1000)
        .parameter("matrix", at::eye(64))
        .strings("_attributes", {"work"})
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code("def get_work(self) -> int:\n    return self.work")
        .code("def set_work(self, work: int) -> int:\n    self.work = work\n    return 0")
        .code(R"(
    def forward(self, x: Tensor) -> Tensor:
        m = self.matrix
        for i in range(self.work):
            m = torch.mm(m, self.matrix)
        return x * m[0, 0]
    )");
}

// 150 MB of weights, for the time that loading takes and for counting how often they lie in memory.
Builder large()
{
    auto toy = Builder();
    std::string sum = "x";
    for (int i = 0; i < 75; ++i) {
        const auto name = "w" + std::to_string(i);
        toy.parameter(name, at::full({512, 1024}, 0.001F * static_cast<float>(i)));
        sum += " + self." + name + "[0, 0]";
    }
    return toy.params("forward", {1, 1, 1, 1})
        .child("smooth", cached_convolution())
        .code("def forward(self, x: Tensor) -> Tensor:\n    return self.smooth.forward(" + sum + ")");
}

using Maker = std::function<Builder()>;

const std::map<std::string, Maker>& makers()
{
    static const std::map<std::string, Maker> kMakers = {
        {"identity", [] { return simple(); }},
        {"gain", [] { return gain(2048); }},
        {"gain_1000", [] { return gain(1000); }},  // no power of two
        {"gain_1", [] { return gain(1); }},
        {"eight", eight},
        {"attributes", attributes},
        {"buffers", buffers},
        {"noise", noise},
        {"throws", [] { return counting("assert False, 'the tenth call'", 10); }},
        {"nan", [] { return counting("y = y / 0.0 * 0.0", 5); }},
        {"keeps_input",
         [] {
             return simple("y = self.last\n    self.last = x\n    return y if y.size(2) == x.size(2) else x * 0")
                 .buffer("last", at::zeros({1, 1, 1}));
         }},
        {"min_block", min_block},
        {"old", [] { return old_export(true); }},
        {"old_without_lists", [] { return old_export(false); }},
        {"shared_child", shared_child},
        {"slow", slow},
        {"large", large},
        // Those that must be refused, or whose answer must be.
        {"no_methods", [] { return Builder().code("def forward(self, x: Tensor) -> Tensor:\n    return x"); }},
        {"short_params",
         [] {
             return simple("return x", {1, 1, 1});
         }},
        {"absurd_ratio",
         [] {
             return simple("return x", {1, 1, 1, 1 << 30});
         }},
        {"absurd_channels",
         [] {
             return simple("return x", {0, 1, 1, 1});
         }},
        {"wrong_rank", [] { return simple("return x[0]"); }},
        {"wrong_channels", [] { return simple("return torch.cat([x, x], 1)"); }},
        {"wrong_length", [] { return simple("return x[:, :, 1:]"); }},
        {"wrong_type", [] { return simple("return x.long()"); }},
        {"no_tensor",
         [] {
             return Builder()
                 .params("forward", {1, 1, 1, 1})
                 .code("def forward(self, x: Tensor) -> int:\n    return 1");
         }},
        {"one_bad_method",
         [] {
             return gain(2048)
                 .params("prior", {1, 2048, 4})
                 .code("def prior(self, x: Tensor) -> Tensor:\n    return x");
         }},
    };
    return kMakers;
}

}  // namespace

std::vector<std::string> names()
{
    std::vector<std::string> names;
    for (const auto& [name, maker] : makers()) names.push_back(name);
    return names;
}

std::filesystem::path save(const std::string& name, const std::filesystem::path& folder)
{
    const auto found = makers().find(name);
    if (found == makers().end()) throw std::invalid_argument("no toy model called " + name);
    std::filesystem::create_directories(folder);
    const auto path = folder / (name + ".ts");
    found->second().module().save(path.string());
    return path;
}

}  // namespace latentjam::toys
