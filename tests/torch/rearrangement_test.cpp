// What the optimizer draws out of loops, lists and movements of data, and what only looks alike.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/guard.h"
#include "infer/torch/operators/flip.h"
#include "infer/torch/operators/small_product.h"
#include "infer/torch/rewrite/optimized.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include "torch/optimizing.h"  // last: see playing.h

using namespace latentjam;
using namespace latentjam::playing;

namespace {

/// Two channels, doubled from the one that comes in; a cache of four frames; the last line gives the sound.
toys::Builder streaming(const std::string& body)
{
    toys::Builder toy;
    toy.parameter("weight", at::arange(2.0F, 26.0F).view({4, 6, 1}) / 20 - 0.6F)
        .parameter("bias", at::tensor({0.1F, -0.2F, 0.3F, 0.0F}))
        .buffer("pad", at::full({8, 2, 4}, 0.25))
        .number("taps", 3)
        .number("apart", 2)
        .params("forward", {1, 1, 1, 1})
        .code("def forward(self, x: Tensor) -> Tensor:\n    z = torch.cat([x, x * x], 1)\n    " + body);
    return toy;
}

const std::string kJoin =
    "joined = torch.cat([self.pad[:z.size(0)], z], -1)\n    "
    "self.pad[:z.size(0)].copy_(joined[:, :, joined.size(2) - 4:])\n    ";
const std::string kSound = "torch.conv1d(torch.cat(taps, 1), self.weight, self.bias)\n    return y.sum(1, True)";

int taken(const std::string& path) { return load_as(path, true)->optimized("forward").taken; }

double farthest(const std::string& path)
{
    Pair pair(path);
    double largest = 0;
    for (unsigned block = 0; block < 24; ++block) {
        const int voices = 1 + static_cast<int>(block % 3), samples = 8 + static_cast<int>(block % 5) * 7;
        largest = std::max(largest, pair.play_both(pair.method("forward"), samples, block, voices));
    }
    return largest;
}

}  // namespace

TEST_CASE("Taps that a loop lays side by side sound the same as one convolution, and what only looks so too")
{
    const std::string begin = kJoin + "length = joined.size(2) - 4\n    taps: List[Tensor] = []\n    ";
    const std::vector<std::string> bodies = {
        "for i in range(self.taps):\n        taps.append(joined[:, :, i * self.apart:i * self.apart + length])\n    ",
        "for i in range(3):\n        taps.append(joined[:, :, 4 - i * 2:4 - i * 2 + length])\n    ",  // backwards
        "for i in range(3):\n        taps.append(joined[:, :, i:i + length])\n    ",                  // not to the end
        "for i in range(3):\n        taps.append(joined[:, :, i * i:i * i + length])\n    ",
        "for i in range(3):\n        taps.append(joined[:, :, i * 2:i * 2 + length] * 0.5)\n    ",
        "for i in range(3):\n        taps.append(joined[:, :, i * 2:i * 2 + length])\n    taps[1] = taps[1] * 2\n    ",
        "for i in range(3):\n        taps.append(joined[:, :, i * 2:i * 2 + length])\n    joined.mul_(0.5)\n    ",
        "taps = [z, joined[:, :, 2:2 + length], joined[:, :, 4:]]\n    ",
    };
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const auto path = saved(streaming(begin + bodies[i] + "y = " + kSound), "taps" + std::to_string(i));
        INFO(bodies[i]);
        CHECK(taken(path) == 1);
        CHECK(farthest(path) <= kClose);
    }
}

TEST_CASE("Outputs that are woven into time sound the same, and what only looks so too")
{
    const std::string y = "y = torch.conv1d(torch.cat([z, z, z], 1), self.weight, self.bias)\n    ";
    const std::vector<std::string> bodies = {
        "y = y.reshape(y.shape[0], 2, 2, -1).transpose(2, 3)\n    y = y.reshape(y.shape[0], 2, -1)\n    "
        "return y[:, :1, ::2] + y[:, 1:, 1::2]",
        "y = y.reshape(y.shape[0], 4, 1, -1).transpose(2, 3)\n    y = y.reshape(y.shape[0], 4, -1)\n    "
        "return y.sum(1, True)",
        "y = y.transpose(1, 2).reshape(x.shape[0], 1, -1)\n    return y[:, :, 1::4]",
        "y = y.permute(0, 2, 1).reshape(y.shape[0], 1, -1)\n    return y[:, :, ::4] * y[:, :, 3::4]",
        "y = y.permute(0, 2, 1).reshape(y.shape[0], 1, -1) + 0.5\n    return y[:, :, :x.shape[2]]",
        // Another order, another number of channels, another use of what is between, and no voices.
        "w = y.reshape(y.shape[0], 2, 2, -1).transpose(1, 2)\n    w = w.reshape(y.shape[0], 4, -1)\n    "
        "return w[:, 1:2]",
        "w = y.reshape(y.shape[0], 2, 2, -1).transpose(2, 3)\n    return w.reshape(y.shape[0], 1, -1)[:, :, ::4]",
        "w = y.transpose(1, 2)\n    return w.reshape(y.shape[0], 1, -1)[:, :, ::4] + w[:, :, 0].unsqueeze(1)",
        "w = y.transpose(1, 2).reshape(y.shape[0], 1, -1)\n    return w[:, :, ::4] + y[:, 1:2]",
        "w = y.reshape(y.shape[0], 2, 2, -1).transpose(2, 3)\n    w = w.reshape(y.shape[0], 2, y.shape[2] * 2)\n    "
        "return w[:, :1, ::2]",
        "w = y.transpose(0, 1).reshape(4, 1, -1)\n    return w.reshape(1, 4, x.shape[0], -1)[0, 2].unsqueeze(1)",
    };
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const auto path = saved(streaming(y + bodies[i]), "woven" + std::to_string(i));
        INFO(bodies[i]);
        CHECK(taken(path) == 1);
        CHECK(farthest(path) <= kClose);
    }
}

TEST_CASE("A convolution that became part of a layer is not computed once more")
{
    toys::Builder toy;
    toy.parameter("weight", at::arange(8.0F).view({1, 2, 4}) / 9 - 0.4F)
        .buffer("cache", at::full({8, 2, 2}, 0.25))
        .params("forward", {1, 1, 1, 1})
        .code(
            "def forward(self, x: Tensor) -> Tensor:\n    y = torch.conv_transpose1d(x, self.weight, None, 2)\n    "
            "y[..., :2] += self.cache[:y.shape[0]]\n    self.cache[:y.shape[0]].copy_(y[..., -2:])\n    "
            "return y[..., :-2][:, :1, ::2]");
    const auto path = saved(toy, "once");
    CHECK(taken(path) == 1);
    CHECK(farthest(path) <= kClose);
}

TEST_CASE("A slice of everything may be written to")
{
    const auto path =
        saved(streaming("w = z[:]\n    w.mul_(2)\n    taps = [w, z[:, :, 0:], z[:, 0:]]\n    y = " + kSound), "slices");
    CHECK(taken(path) == 1);
    CHECK(farthest(path) <= kClose);
}

TEST_CASE("Weights that became constants leave the model, and those that code still reads stay")
{
    auto toy = streaming("y = torch.conv1d(torch.cat([z, z, z], 1), self.weight * 2, self.bias)\n    return y[:, :1]");
    toy.parameter("read", at::ones({3})).code("def get_amount(self) -> float:\n    return float(self.read.sum())");
    const auto path = saved(toy, "leaving");
    const torch_backend::CallScope scope;
    auto module = torch::jit::load(path);
    module.eval();
    const auto methods = load_as(path, false)->description().methods;
    torch_backend::Parameters parameters(module, methods, {});
    REQUIRE(torch_backend::optimize(module, methods, LoadOptions(), parameters).methods.size() == 1);
    CHECK(module.attr("weight").toTensor().numel() == 0);
    CHECK(module.attr("bias").toTensor().numel() == 0);
    CHECK(module.attr("read").toTensor().numel() == 3);
    CHECK(module.attr("pad").toTensor().numel() > 0);
}

TEST_CASE("Our flip is libtorch's, for any shape, stride and dimensions")
{
    const torch_backend::CallScope scope;
    const auto whole = at::arange(2.0F, 2.0F + 2 * 3 * 4 * 5).view({2, 3, 4, 5});
    for (const auto& x :
         {whole, whole.slice(1, 0, 2), whole.slice(3, 1, 4), whole.slice(3, 0, 5, 2), whole.transpose(1, 2),
          whole.expand({2, 3, 4, 5}), whole[0], whole[0][1][2], whole.to(at::kDouble), whole.slice(0, 0, 0),
          whole[0][0][0][0].expand({2, 3}), at::_neg_view(whole)})
        for (const std::vector<std::int64_t>& dims :
             std::initializer_list<std::vector<std::int64_t>>{{0}, {-1}, {0, -1}, {}}) {
            if (x.dim() == 1 && dims.size() == 2) continue;
            const auto ours = torch_backend::flip(x, dims), theirs = at::flip(x, dims);
            CHECK(ours.strides() == theirs.strides());
            CHECK(at::equal(ours, theirs));
        }
    CHECK_THROWS(torch_backend::flip(whole, {4}));
    CHECK_THROWS(torch_backend::flip(whole, {1, 1}));
}

TEST_CASE("Adding what is turned round is the same as libtorch's two steps, also to itself and to neighbours")
{
    const torch_backend::CallScope scope;
    const auto fresh = [] { return at::arange(0.0F, 2 * 12 * 4 * 5).view({2, 12, 4, 5}).sin(); };
    for (const std::int64_t to : {0, 1, 3, 4, 7, 9})
        for (const std::int64_t count : {1, 2, 3})
            for (const std::int64_t along : {0, 1, 2, 3})
                for (const std::int64_t dim : {0, 1, 2, 3}) {
                    auto ours = fresh(), theirs = fresh();
                    const auto begin = std::min(to, ours.size(along) - 1);
                    const auto end = std::min(begin + count, ours.size(along));
                    auto place = ours.slice(along, begin, end);
                    torch_backend::add_flipped(place, ours.slice(along, 0, end - begin), {dim});
                    theirs.slice(along, begin, end).add_(theirs.slice(along, 0, end - begin).flip({dim}));
                    INFO(to << " " << count << " " << along << " " << dim);
                    CHECK(at::equal(ours, theirs));
                }
    auto row = at::ones({1, 4});
    torch_backend::add_flipped(row, at::arange(4.0F), {0});  // one that libtorch broadcasts
    CHECK(at::equal(row, at::arange(4.0F, 0.0F, -1.0F).unsqueeze(0)));
    CHECK_THROWS(torch_backend::add_flipped(row, at::ones({3}), {0}));
    torch_backend::add_flipped(row, at::_neg_view(at::arange(4.0F)), {0});
    CHECK(at::equal(row, at::ones({1, 4})));
    auto negative = at::_neg_view(row);
    torch_backend::add_flipped(negative, at::arange(4.0F), {0});
    CHECK(at::equal(row, at::arange(-2.0F, 2.0F).unsqueeze(0)));
}

TEST_CASE("A product with something turned round behind it is the same as libtorch's steps, overlapping or not")
{
    const torch_backend::CallScope scope;
    const auto fresh = [] { return at::arange(0.0F, 2 * 12 * 4 * 48).view({2, 12, 4, 48}).sin(); };
    const auto factor = at::arange(0.0F, 2 * 48).cos().view({2, 1, 1, 48});
    for (const auto& a : {factor, factor.expand({2, 3, 4, 48}), at::tensor(0.5F), factor.slice(3, 0, 1)})
        for (const std::int64_t out : {0, 2, 3, 6, 9})
            for (const std::int64_t count : {1, 2, 3})
                for (const std::int64_t from : {0, 3, 8})
                    for (const std::int64_t dim : {0, 1, 2, 3}) {
                        auto ours = fresh(), theirs = fresh();
                        auto place = ours.slice(1, out, out + 3), part = ours.slice(1, out, out + count);
                        const auto b = ours.slice(1, 0, 3);
                        torch_backend::multiply_add_flipped(a, b, place, part, ours.slice(1, from, from + count),
                                                            {dim});
                        auto their_place = theirs.slice(1, out, out + 3);
                        at::mul_out(their_place, a, theirs.slice(1, 0, 3));
                        theirs.slice(1, out, out + count).add_(theirs.slice(1, from, from + count).flip({dim}));
                        INFO(out << " " << count << " " << from << " " << dim);
                        CHECK(at::equal(ours, theirs));
                    }
    auto out = at::empty({2, 16}), part = out.slice(0, 0, 1);
    CHECK_THROWS(torch_backend::multiply_add_flipped(at::ones({3}), at::ones({2, 16}), out, part, part, {0}));
    CHECK_THROWS(torch_backend::multiply_add_flipped(out, at::ones({2, 16}), out, part, at::ones({1, 3}), {0}));
}

TEST_CASE("Loops that a counter ends sound the same written out, and those that only the sound ends as well")
{
    const std::string rest = "taps = [z, z, z]\n    y = " + kSound;
    const std::string made = "w = torch.zeros(z.shape[0], 2 * 8, z.shape[2])\n    w[:, :2] = z\n    n = 2\n    ";
    const std::vector<std::string> bodies = {
        made +
            "while n < 16:\n        torch.mul(z[:, :1], w[:, :n], out=w[:, n:2 * n])\n        "
            "if n > 2:\n            w[:, n:2 * n - 1] += w[:, :n - 1].flip([1])\n        n *= 2\n    "
            "z = z + w[:, 14:]\n    ",
        "n = 0\n    while n < 5:\n        z = z * 0.5 + n\n        n += 2\n    ",
        "n = 0\n    while n < 5000:\n        z = z * 0.999\n        n += 1\n    ",  // too long to be written out
        "n = 7\n    while n < 5:\n        z = z * 0.5\n        n += 1\n    ",       // never
        "n = 0\n    while n < 4:\n        if float(z.sum()) > 0:\n            n += 1\n        n += 1\n        z = z * "
        "0.5\n    ",
        "n = 0.0\n    while n < 3.5:\n        n = n * 1.5 + 1\n        z = z + n\n    ",
        "n = z.shape[2]\n    while n > 4:\n        n = n // 2\n        z = z * 0.5\n    ",
    };
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const auto path = saved(streaming(bodies[i] + rest), "counted" + std::to_string(i));
        INFO(bodies[i]);
        CHECK(taken(path) == 1);
        CHECK(farthest(path) <= kClose);
    }
}

TEST_CASE("Our product of small matrices is libtorch's, for any shape and stride")
{
    const torch_backend::CallScope scope;
    at::manual_seed(1);
    for (const std::int64_t rows : {1, 2, 3, 4, 5})
        for (const std::int64_t inner : {1, 7, 96})
            for (const std::int64_t columns : {1, 16, 48, 50})
                for (const bool slanted : {false, true}) {
                    auto a = at::randn({3, rows, inner});
                    auto b = at::randn({3, inner, columns});
                    if (slanted) {
                        a = at::randn({3, inner, rows}).transpose(1, 2);
                        b = at::randn({3, inner + 2, columns + 3}).slice(1, 1, inner + 1).slice(2, 2, columns + 2);
                    }
                    const auto theirs = at::bmm(a, b);
                    const auto far = (torch_backend::small_product(a, b) - theirs).abs().max() / theirs.abs().max();
                    INFO(rows << " " << inner << " " << columns << " " << slanted);
                    CHECK(far.item<float>() < 1e-6F);
                }
    const auto negative = at::_neg_view(at::ones({2, 3, 16}));
    CHECK(at::equal(torch_backend::small_product(at::ones({2, 2, 3}), negative), at::full({2, 2, 16}, -3.0F)));
    CHECK_THROWS(torch_backend::small_product(at::ones({2, 2, 3}), at::ones({2, 4, 16})));
    CHECK_THROWS(torch_backend::small_product(at::ones({2, 2, 3}), at::ones({3, 3, 16})));
}
