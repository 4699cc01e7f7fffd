// Flips a tensor run by run; libtorch does it number by number.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/flip.h"

#include "infer/torch/operators/plain_floats.h"
#include "kernel/pointwise/kernels.h"

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

// Dimensions in the order of their strides: libtorch then makes a contiguous result, as we do.
bool is_for_us(const at::Tensor& x)
{
    if (!holds_plain_floats(x) || x.dim() == 0 || x.dim() > static_cast<std::int64_t>(kDims)) return false;
    const auto strides = x.strides();
    return std::is_sorted(strides.rbegin(), strides.rend()) && strides.back() > 0;
}

// A tensor read in flipped order: up to kDims dimensions; leading ones are padded with size 1.
struct Flipped {
    std::array<std::int64_t, kDims> sizes{}, steps{};
    const float* first = nullptr;
};

// Nothing where the dimensions are not supported, or libtorch has an error for them.
std::optional<Flipped> flipped(const at::Tensor& x, at::IntArrayRef dims)
{
    if (!is_for_us(x)) return std::nullopt;
    Flipped t;
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
void for_each_run(const Flipped& t, Visit&& visit)
{
    for (std::int64_t a = 0; a < t.sizes[0]; ++a)
        for (std::int64_t b = 0; b < t.sizes[1]; ++b)
            for (std::int64_t c = 0; c < t.sizes[2]; ++c)
                for (std::int64_t d = 0; d < t.sizes[3]; ++d)
                    visit(std::array{a, b, c, d},
                          t.first + a * t.steps[0] + b * t.steps[1] + c * t.steps[2] + d * t.steps[3]);
}

// True only where the two provably do not overlap: different storages, or two parts of one block, the second so far
// along one dimension that the first has ended by then. Neither is larger than `a`.
bool are_apart(const at::Tensor& a, const at::Tensor& b)
{
    if (!a.storage().is_alias_of(b.storage())) return true;
    const auto distance = std::abs(a.storage_offset() - b.storage_offset());
    if (a.dim() != b.dim() || a.strides() != b.strides()) return false;
    for (std::int64_t dim = 0; dim < a.dim(); ++dim)
        if (b.size(dim) > a.size(dim)) return false;
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

// The strides of `x` broadcast to the sizes of `whole`; nothing where it does not fit, or its runs are not
// contiguous.
std::optional<Flipped> stretched(const at::Tensor& x, const Flipped& whole)
{
    if (!holds_plain_floats(x) || x.dim() > static_cast<std::int64_t>(kDims)) return std::nullopt;
    Flipped t = whole;
    t.steps.fill(0);
    const auto missing = static_cast<std::int64_t>(kDims) - x.dim();
    for (std::int64_t dim = 0; dim < x.dim(); ++dim) {
        const auto i = static_cast<std::size_t>(missing + dim);
        if (x.size(dim) != 1 && x.size(dim) != t.sizes[i]) return std::nullopt;
        if (x.size(dim) != 1) t.steps[i] = x.stride(dim);
    }
    t.first = x.data_ptr<float>();
    return t.steps.back() == 1 ? std::optional(t) : std::nullopt;
}

const float* at_index(const Flipped& t, const std::array<std::int64_t, kDims - 1>& index)
{
    const float* place = t.first;
    for (std::size_t i = 0; i < index.size(); ++i) place += index[i] * t.steps[i];
    return place;
}

// Whether `part` begins where `whole` does and has its layout, with whole runs.
bool is_first_part(const at::Tensor& part, const at::Tensor& whole)
{
    if (!is_for_us(part) || part.data_ptr() != whole.data_ptr() || part.strides() != whole.strides() ||
        part.size(-1) != whole.size(-1))
        return false;
    for (std::int64_t dim = 0; dim < whole.dim(); ++dim)
        if (part.size(dim) > whole.size(dim)) return false;
    return true;
}

// The same run by run, so that a product is still in the cache when something is added to it.
bool fuse_multiply_add_flipped(const at::Tensor& a, const at::Tensor& b, at::Tensor& out, const at::Tensor& to,
                               const at::Tensor& x, at::IntArrayRef dims)
{
    constexpr std::int64_t kLongest = 2048;
    const auto place = flipped(out, {}), added = flipped(x, dims);
    if (!place || !added || !is_first_part(to, out) || to.sizes() != x.sizes() || added->steps.back() != 1 ||
        !are_apart(out, x) || !are_apart(out, a) || !are_apart(out, b))
        return false;
    const auto run = place->sizes.back();
    const auto factor = stretched(a, *place), other = stretched(b, *place);
    if (!factor || !other || place->steps.back() != 1 || run % kernel::pointwise::kLanes != 0 || run > kLongest)
        return false;

    static const auto& kKernels = kernel::pointwise::available_kernels().front();
    const auto multiply = kKernels[kernel::pointwise::Op::kMultiply], add = kKernels[kernel::pointwise::Op::kAdd];
    float* const first = out.data_ptr<float>();
    std::array<float, kLongest> product;
    const auto count = static_cast<int>(run);
    for_each_run(*place, [&](const auto& index, const float* at) {
        float* result = first + (at - place->first);
        bool is_added = true;
        for (std::size_t i = 0; i < index.size(); ++i) is_added = is_added && index[i] < added->sizes[i];
        const float *left = at_index(*factor, index), *right = at_index(*other, index);
        multiply(left, right, is_added ? product.data() : result, count);
        if (is_added) add(product.data(), at_index(*added, index), result, count);
    });
    return true;
}

}  // namespace

at::Tensor flip(const at::Tensor& x, at::IntArrayRef dims)
{
    const auto t = flipped(x, dims);
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

void add_flipped(at::Tensor& to, const at::Tensor& x, at::IntArrayRef dims)
{
    const auto t = flipped(x, dims);
    if (!t || !is_for_us(to) || to.sizes() != x.sizes() || to.stride(-1) != 1 || !are_apart(to, x)) {
        to.add_(torch_backend::flip(x, dims));
        return;
    }
    const auto place = *flipped(to, {});
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

void multiply_add_flipped(const at::Tensor& a, const at::Tensor& b, at::Tensor& out, at::Tensor& to,
                          const at::Tensor& x, at::IntArrayRef dims)
{
    if (fuse_multiply_add_flipped(a, b, out, to, x, dims)) return;
    at::mul_out(out, a, b);
    add_flipped(to, x, dims);
}

void run_flip(torch::jit::Stack& stack)
{
    const auto dims = stack.back().toIntVector();
    auto result = torch_backend::flip(stack[stack.size() - 2].toTensor(), at::IntArrayRef(dims));
    torch::jit::drop(stack, 2);
    stack.emplace_back(std::move(result));
}

void run_add_flipped(torch::jit::Stack& stack)
{
    const auto dims = stack.back().toIntVector();
    auto to = stack[stack.size() - 3].toTensor();
    add_flipped(to, stack[stack.size() - 2].toTensor(), at::IntArrayRef(dims));
    torch::jit::drop(stack, 3);
    stack.emplace_back(std::move(to));
}

void run_multiply_add_flipped(torch::jit::Stack& stack)
{
    const auto* arguments = &stack[stack.size() - 6];
    const auto dims = arguments[5].toIntVector();
    auto out = arguments[2].toTensor(), to = arguments[3].toTensor();
    multiply_add_flipped(arguments[0].toTensor(), arguments[1].toTensor(), out, to, arguments[4].toTensor(),
                         at::IntArrayRef(dims));
    torch::jit::drop(stack, 6);
    stack.emplace_back(std::move(to));
}

}  // namespace latentjam::infer::torch_backend
