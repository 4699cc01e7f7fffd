// Parts of toys.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_parts.h"

#include <utility>

namespace latentjam::toys {

torch::jit::Module cached_convolution()
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

Builder simple(const std::string& body, const std::vector<std::int64_t>& params)
{
    return Builder().params("forward", params).code("def forward(self, x: Tensor) -> Tensor:\n    " + body);
}

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

}  // namespace latentjam::toys
