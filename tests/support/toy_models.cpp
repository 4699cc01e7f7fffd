// The toys. A comment in front of each says which trait it has.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_models.h"

#include "support/toy_builder.h"
#include "support/toy_parts.h"

#include <functional>
#include <map>
#include <stdexcept>

namespace latentjam::toys {

namespace {

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

// The sum of 8 latents, held for 2048 samples.
Builder eight()
{
    return Builder()
        .params("decode", {8, 2048, 1, 1})
        .code("def decode(self, z: Tensor) -> Tensor:\n    return z.sum(1, True).repeat_interleave(2048, 2) * 0.125");
}

// The sum of 8 latents with weights 1, 10, 100 ...: it tells which value is where.
Builder places()
{
    return Builder()
        .params("decode", {8, 256, 1, 1})
        .buffer("weights", at::pow(10.0, at::arange(8, at::kDouble)).view({1, 8, 1}))
        .code(
            "def decode(self, z: Tensor) -> Tensor:\n    return (z.double() * self.weights).sum(1, "
            "True).float().repeat_interleave(256, 2)");
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

// Encoders by one strided convolution, so that a signal need not be whole frames. `before` is how many of the last
// samples of a call come before the next one's.
Builder strided(int kernel, int before)
{
    return Builder()
        .params("encode", {1, 1, 1, 64})
        .parameter("kernel", at::arange(kernel, at::kFloat).view({1, 1, kernel}) / 1000)
        .buffer("cache", at::zeros({64, 1, before}))
        .number("before", before)
        .code(R"(
    def encode(self, x: Tensor) -> Tensor:
        padded = torch.cat([self.cache[:x.size(0)], x], 2)
        self.cache[:x.size(0)].copy_(padded[:, :, padded.size(2) - self.before:])
        return torch.conv1d(padded, self.kernel, None, [64])
    )");
}

// An encoder without streaming state that hears what comes before and after each frame.
Builder looks_around()
{
    return Builder()
        .params("encode", {1, 1, 1, 64})
        .parameter("kernel", at::arange(129, at::kFloat).view({1, 1, 129}) / 1000)
        .code("def encode(self, x: Tensor) -> Tensor:\n    return torch.conv1d(x, self.kernel, None, [64], [64])");
}

// Divides by the level, as a spherical RAVE does: silence gives 0/0. Two channels in, two out, frames of 64.
Builder spherical()
{
    return Builder()
        .params("encode", {1, 1, 2, 64})
        .params("forward", {2, 1, 2, 1})
        .code("def forward(self, x: Tensor) -> Tensor:\n    return x / torch.sqrt((x * x).sum(2, keepdim=True))")
        .code(R"(
    def encode(self, x: Tensor) -> Tensor:
        y = x.reshape(x.size(0), 1, -1, 64)
        z = torch.cat([y.mean(-1), y.abs().mean(-1)], 1)
        return z / torch.sqrt((z * z).sum(1, keepdim=True))
    )");
}

// A prior that goes on from its last step: state by assignment, under a name of its own; and a count of its steps. What
// its setter is told is no state.
Builder prior()
{
    return Builder()
        .params("prior", {1, 64, 1, 64})
        .params("forward", {1, 1, 1, 1})
        .params("tilt", {2})
        .buffer("previous_step", at::full({1, 1, 1}, 0.25))
        .buffer("tilt", at::tensor({1.0F}))
        .number("steps", 0)
        .strings("_attributes", {"tilt"})
        .code("def get_attributes(self) -> List[str]:\n    return self._attributes")
        .code("def get_tilt(self) -> float:\n    return float(self.tilt[0])")
        .code("def set_tilt(self, tilt: float) -> int:\n    self.tilt.fill_(tilt)\n    return 0")
        .code(R"(
    def prior(self, x: Tensor) -> Tensor:
        self.steps = self.steps + 1
        y = (x.mean(2, True) + self.previous_step) * self.tilt + self.steps
        self.previous_step = y
        return y.expand(y.size(0), 1, x.size(2))
    )")
        .code("def forward(self, x: Tensor) -> Tensor:\n    return x");
}

// Overlapping windows, with their remainders written in place in a module and its list, as vschaos2's are.
Builder overlap_add()
{
    const auto inner = Builder("OverlapAdd")
                           .buffer("input_buffer", at::zeros({1, 1, 8}))
                           .buffer("output_buffer", at::zeros({1, 1, 8}))
                           .buffer("window", at::full({8}, 0.5))
                           .code(R"(
    def forward(self, x: Tensor) -> Tensor:
        whole = torch.cat([self.input_buffer, x], 2)
        self.input_buffer.copy_(whole[:, :, -8:])
        y = whole[:, :, 8:] + whole[:, :, :-8] * self.window[0]
        y[:, :, :8] += self.output_buffer
        for i in range(8):
            self.output_buffer[:, :, i] = y[:, :, i - 8] * self.window[i]
        return y
    )")
                           .module();
    return Builder()
        .params("forward", {1, 1, 1, 1})
        .child("overlap_add", inner)
        .code("def forward(self, x: Tensor) -> Tensor:\n    return self.overlap_add.forward(x)");
}

// Weights in half precision, for which libtorch has no arithmetic on the CPU.
Builder half()
{
    return simple("return torch.matmul(x.half(), self.weight).float()").parameter("weight", at::eye(64).to(at::kHalf));
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
        {"places", places},
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
        {"spherical", spherical},
        {"prior", prior},
        {"overlap_add", overlap_add},
        {"half", half},
        {"slow", slow},
        {"large", large},
        {"drops_rest", [] { return strided(64, 0); }},
        {"rounds_up", [] { return strided(65, 64); }},
        {"looks_around", looks_around},
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

std::filesystem::path save(const std::string& name, const std::filesystem::path& folder, const std::string& called)
{
    const auto found = makers().find(name);
    if (found == makers().end()) throw std::invalid_argument("no toy model called " + name);
    std::filesystem::create_directories(folder);
    const auto path = folder / ((called.empty() ? name : called) + ".ts");
    found->second().module().save(path.string());
    return path;
}

}  // namespace latentjam::toys
