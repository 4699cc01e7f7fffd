// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/flip.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <optional>

namespace latentjam::infer::torch_backend {

namespace {

constexpr std::size_t kDims = 5;

// Floats in memory, dimensions in the order of their strides: libtorch then makes a contiguous result, as we do.
bool is_for_us(const at::Tensor& x)
{
    if (!x.defined() || !x.is_cpu() || x.scalar_type() != at::kFloat || x.layout() != at::kStrided || x.numel() == 0 ||
        x.dim() == 0 || x.dim() > static_cast<std::int64_t>(kDims))
        return false;
    const auto strides = x.strides();
    return std::is_sorted(strides.rbegin(), strides.rend()) && strides.back() > 0;
}

// A tensor read in turned order: up to kDims dimensions, those that are missing in front.
struct Turned {
    std::array<std::int64_t, kDims> sizes{}, steps{};
    const float* first = nullptr;
};

// Nothing where the dimensions are not for us, or libtorch has something to say about them.
std::optional<Turned> turned(const at::Tensor& x, at::IntArrayRef dims)
{
    if (!is_for_us(x)) return std::nullopt;
    Turned t;
    t.sizes.fill(1);
    const auto missing = static_cast<std::int64_t>(kDims) - x.dim();
    for (std::int64_t dim = 0; dim < x.dim(); ++dim) {
        t.sizes[static_cast<std::size_t>(missing + dim)] = x.size(dim);
        t.steps[static_cast<std::size_t>(missing + dim)] = x.stride(dim);
    }
    t.first = x.data_ptr<float>();
    std::array<bool, kDims> done{};
    for (auto dim : dims) {
        if (dim < 0) dim += x.dim();
        const auto i = static_cast<std::size_t>(missing + dim);
        if (dim < 0 || dim >= x.dim() || done[i]) return std::nullopt;
        done[i] = true;
        t.first += (t.sizes[i] - 1) * t.steps[i];
        t.steps[i] = -t.steps[i];
    }
    return t;
}

// visit(indices in the first four dimensions, where the run begins) for each run of the last one.
template <typename Visit>
void for_each_run(const Turned& t, Visit&& visit)
{
    for (std::int64_t a = 0; a < t.sizes[0]; ++a)
        for (std::int64_t b = 0; b < t.sizes[1]; ++b)
            for (std::int64_t c = 0; c < t.sizes[2]; ++c)
                for (std::int64_t d = 0; d < t.sizes[3]; ++d)
                    visit(std::array{a, b, c, d},
                          t.first + a * t.steps[0] + b * t.steps[1] + c * t.steps[2] + d * t.steps[3]);
}

// True only where no number can be in both: other storages, or two parts of one block, the second so many places further
// along one dimension that the first has ended by then.
bool are_apart(const at::Tensor& a, const at::Tensor& b)
{
    if (!a.storage().is_alias_of(b.storage())) return true;
    const auto distance = std::abs(a.storage_offset() - b.storage_offset());
    if (a.sizes() != b.sizes() || a.strides() != b.strides()) return false;
    std::int64_t inside = 1;  // numbers that one index of `dim` spans
    for (std::int64_t dim = a.dim() - 1; dim >= 0; --dim) {
        const auto stride = a.stride(dim), size = a.size(dim);
        if (stride < inside) return false;
        const auto places = distance / stride;
        const auto next = dim > 0 ? a.stride(dim - 1) : std::numeric_limits<std::int64_t>::max();
        if (distance % stride == 0 && places >= size && places + size <= next / stride) {
            // Further out, one index must span both.
            for (auto outer = dim - 1; outer > 0; --outer)
                if (a.stride(outer - 1) < a.stride(outer) * a.size(outer)) return false;
            return true;
        }
        inside = stride * size;
    }
    return false;
}

}  // namespace

at::Tensor turn_round(const at::Tensor& x, at::IntArrayRef dims)
{
    const auto t = turned(x, dims);
    if (!t) return at::flip(x, dims);
    auto out = at::detail::empty_cpu(x.sizes(), at::kFloat);
    float* to = out.data_ptr<float>();
    const auto run = t->sizes[4], step = t->steps[4];
    for_each_run(*t, [&](const auto&, const float* from) {
        if (step == 1)
            std::copy_n(from, run, to);
        else
            for (std::int64_t i = 0; i < run; ++i) to[i] = from[i * step];
        to += run;
    });
    return out;
}

void add_turned(at::Tensor& to, const at::Tensor& x, at::IntArrayRef dims)
{
    const auto t = turned(x, dims);
    if (!t || !is_for_us(to) || to.sizes() != x.sizes() || to.stride(-1) != 1 || !are_apart(to, x)) {
        to.add_(turn_round(x, dims));
        return;
    }
    const auto place = *turned(to, {});
    float* first = to.data_ptr<float>();
    const auto run = t->sizes[4], step = t->steps[4];
    for_each_run(*t, [&](const auto& at, const float* from) {
        float* sums = first;
        for (std::size_t i = 0; i < at.size(); ++i) sums += at[i] * place.steps[i];
        if (step == 1)
            for (std::int64_t i = 0; i < run; ++i) sums[i] += from[i];
        else
            for (std::int64_t i = 0; i < run; ++i) sums[i] += from[i * step];
    });
}

void run_flip(torch::jit::Stack& stack)
{
    const auto dims = stack.back().toIntVector();
    auto result = turn_round(stack[stack.size() - 2].toTensor(), at::IntArrayRef(dims));
    torch::jit::drop(stack, 2);
    stack.emplace_back(std::move(result));
}

void run_add_flipped(torch::jit::Stack& stack)
{
    const auto dims = stack.back().toIntVector();
    auto to = stack[stack.size() - 3].toTensor();
    add_turned(to, stack[stack.size() - 2].toTensor(), at::IntArrayRef(dims));
    torch::jit::drop(stack, 3);
    stack.emplace_back(std::move(to));
}

}  // namespace latentjam::infer::torch_backend
