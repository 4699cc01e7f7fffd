// Operations on each number by itself, joined and as libtorch runs them: the same numbers in the same places, the same
// complaints.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/pointwise.h"
#include "infer/torch/guard.h"
#include "infer/torch/operators/operators.h"
#include "infer/torch/operators/pointwise_nodes.h"
#include "infer/torch/rewrite/graph.h"
#include "infer/torch/rewrite/joining.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/runtime/interpreter.h>
#include <torch/jit.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "torch/optimizing.h"  // last: see playing.h

using namespace latentjam;
using namespace latentjam::playing;

namespace {

// A function of tensors x, y, z and a number, as it is and joined.
class Both {
public:
    explicit Both(const std::string& body)
    {
        REQUIRE(torch_backend::register_operators());
        const auto unit =
            torch::jit::compile("def f(x: Tensor, y: Tensor, z: Tensor, n: float) -> Tensor:\n    " + body + "\n");
        const auto& function = torch::jit::toGraphFunction(unit->get_function("f"));
        const auto graph = function.graph()->copy();
        plain_ = torch::jit::Code(graph->copy(), "f");
        groups_ = torch_backend::join_pointwise(*graph);
        const auto is_left = [](const torch::jit::Node* node) { return torch_backend::is_pointwise(node); };
        left_ = torch_backend::nodes_in(graph->block(), is_left).size();
        joined_ = torch::jit::Code(graph, "f");
    }

    std::size_t groups() const { return groups_.size(); }
    std::size_t left() const { return left_; }

    // Nothing, or what is different.
    std::string difference(const std::vector<at::Tensor>& x, double n)
    {
        const auto expected = run(plain_, x, n), got = run(joined_, x, n);
        if (!expected.value.defined() || !got.value.defined()) return expected.error == got.error ? "" : got.error;
        if (expected.value.scalar_type() != got.value.scalar_type()) return "the type";
        if (expected.value.sizes() != got.value.sizes()) return "the sizes";
        if (expected.value.numel() > 1 && expected.value.strides() != got.value.strides()) return "the strides";
        const auto numbers = expected.value.nan_to_num(0, 1, 1).abs();
        const double largest = numbers.numel() > 0 ? numbers.max().item<double>() : 0;
        if (!at::allclose(got.value, expected.value, 2e-6, 5e-7 * largest, true)) {
            std::ostringstream text;
            text << "the numbers, by " << (got.value - expected.value).abs().max().item<double>();
            return text.str();
        }
        return "";
    }

private:
    struct Result {
        at::Tensor value;
        std::string error;
    };

    // The same numbers lying the same way, in memory of its own: some functions write to theirs.
    static at::Tensor own(const at::Tensor& x)
    {
        const auto memory =
            at::empty({static_cast<std::int64_t>(x.storage().nbytes()) / x.element_size()}, x.options());
        auto copy = memory.as_strided(x.sizes(), x.strides(), x.storage_offset());
        return x.numel() > 0 && !x.is_non_overlapping_and_dense() ? x : copy.copy_(x);
    }

    static Result run(const torch::jit::Code& code, const std::vector<at::Tensor>& x, double n)
    {
        torch::jit::Stack stack;
        for (const auto& operand : x) stack.emplace_back(own(operand));
        stack.emplace_back(n);
        try {
            torch::jit::InterpreterState(code).run(stack);
        } catch (const std::exception& error) {
            const std::string text = error.what();
            return {{}, text.substr(text.rfind("RuntimeError"))};
        }
        return {stack.back().toTensor(), ""};
    }

    std::vector<std::unique_ptr<const torch_backend::Pointwise>> groups_;
    std::size_t left_ = 0;
    torch::jit::Code plain_, joined_;
};

std::vector<std::vector<at::Tensor>> operands()
{
    at::manual_seed(3);
    const auto x = at::randn({2, 3, 40});
    const auto wide = at::randn({2, 5, 3, 600});
    return {
        {x, at::randn({2, 3, 40}), at::randn({2, 3, 40})},
        {x, at::randn({3, 1}), at::randn({40})},
        {x, at::randn({2, 1, 40}), at::randn({})},
        {wide, at::randn({5, 1, 600}), at::randn({3, 1})},
        {wide.slice(3, 1, 513), wide.slice(3, 0, 1), at::randn({512})},
        {wide.select(1, 2), at::randn({2, 3, 1}).expand({2, 3, 600}), at::randn({600})},
        {x.transpose(1, 2), x.transpose(1, 2), x.transpose(1, 2)},  // lie otherwise: libtorch's
        {x.transpose(1, 2), at::randn({2, 40, 3}), at::randn({3})},
        {x.slice(2, 0, 40, 2), at::randn({20}), at::randn({2, 3, 20}).permute({0, 1, 2})},
        {at::randn({3, 1}), at::randn({4}), at::randn({2, 1, 1})},  // grow on the way
        {x, x, at::randn({5, 2, 3, 40})},                           // the last one the largest
        {x.to(at::kDouble), x.to(at::kDouble), at::randn({40}).to(at::kDouble)},
        {x, x.to(at::kDouble), x},  // and mixed
        {at::arange(12).view({3, 4}), at::randn({4}), at::ones({3, 1})},
        {at::randn({0, 3}), at::randn({3}), at::randn({1})},
        {x, at::randn({2, 3, 39}), x},  // do not fit
        {at::randn({}), at::randn({}), at::randn({})},
        {at::randn({1, 1, 1, 1, 1, 2, 3}), at::randn({3}), at::randn({1})},  // more dimensions than we take
        {at::full({3}, INFINITY), at::tensor({0.0F, NAN, -1.0F}), at::tensor({1e30F, -1e-30F, 0.0F})},
    };
}

}  // namespace

TEST_CASE("Joined operations give libtorch's numbers, types, strides and complaints, whatever the operands")
{
    const torch_backend::CallScope scope;
    const std::vector<std::string> bodies = {
        "return x * y + z",
        "return (x - y) * n - z * 0.5",
        "return torch.tanh(x) * torch.sigmoid(y) + z.abs()",
        "return torch.clamp(x, -0.5, n).neg() / (y.abs() + 1)",
        "return torch.clamp(x * 2, min=-0.25) + torch.clamp(y, max=n)",
        "return torch.sigmoid(x).pow(2.3) + 1e-7",
        "return (x + 3).pow(2) + y.abs().pow(0.5) - z.pow(3)",
        "return torch.add(x, y, alpha=2) - torch.sub(z, x, alpha=3)",
        "return 2 - torch.rsub(x, y)",
        "return torch.exp(x * 0.1) + torch.exp2(y) - torch.log(z.abs() + 1e-3)",
        "return torch.sin(x * 30) ** 2 + torch.cos(y * n) * z",
        "return torch.frac(x * 7) + torch.sqrt(y.abs()) * torch.sign(z)",
        "return torch.relu(x) + torch.leaky_relu(y, 0.2) * torch.silu(z)",
        "return x + (y.abs() + 1e-3).reciprocal() * (z * x).sin().pow(2)",
        "return torch.sign(x) * (x.abs().clamp(max=0.6) + 0.35 * torch.tanh((x.abs() - 0.6).clamp(min=0.0) / 0.35))",
        "a = x * 2\n    b = a + y\n    return b * a - z",  // one result used twice
        "a = x * 2\n    return torch.sin(a)",
        "return torch.cos(x)",
    };
    for (const auto& body : bodies) {
        Both both(body);
        CHECK(both.groups() == 1);
        CHECK(both.left() == 0);
        const auto all = operands();
        for (std::size_t i = 0; i < all.size(); ++i)
            for (const double n : {0.7, -3.0, std::nan("")}) {
                INFO(body << ", operands " << i);
                CHECK(both.difference(all[i], n) == "");
            }
    }
}

TEST_CASE("What is wanted elsewhere, written to in between or of another kind is not joined")
{
    const torch_backend::CallScope scope;
    struct Case {
        const char* body;
        std::size_t groups;
    };
    const std::vector<Case> cases = {
        {"a = x * 2\n    b = torch.tanh(a)\n    return torch.cat([a, b])", 2},
        {"a = x * 2\n    x.add_(1)\n    return torch.tanh(a) + y", 2},  // would see the new x
        {"a = torch.div(x, y, rounding_mode='floor')\n    return a * 2", 1},
        {"return torch.pow(x, y) * 2 + torch.pow(2.0, z)", 1},
        {"if n > 0:\n        a = x * 2 + 1\n    else:\n        a = x * 3\n    return a + y", 3},
        {"a = x\n    for i in range(3):\n        a = a * 2 + y\n    return a", 1},
        {"return x.mul(y).mul_(2) + z", 2},
    };
    for (const auto& c : cases) {
        Both both(c.body);
        INFO(c.body);
        CHECK(both.groups() == c.groups);
        const auto all = operands();
        for (const std::size_t i : {0UL, 1UL, 3UL, 11UL, 15UL}) {
            INFO("operands " << i);
            CHECK(both.difference(all[i], 0.5) == "");
        }
    }
}
