// Other ways to look at the same numbers: nothing is copied, except where a new shape needs it.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

Value sizes(Machine&, Arguments a)
{
    std::vector<Value> numbers;
    for (const auto size : a[0].tensor().sizes()) numbers.emplace_back(size);
    return Value::list(std::move(numbers));
}

Value size(Machine&, Arguments a)
{
    if (a[0].tensor().dim() == 0) throw ScriptError("a single number has no dimension");
    return a[0].tensor().size(wrapped(a[1], a[0].tensor()));
}

Value stride(Machine&, Arguments a) { return a[0].tensor().strides()[wrapped(a[1], a[0].tensor())]; }
Value dimensions(Machine&, Arguments a) { return static_cast<std::int64_t>(a[0].tensor().dim()); }
Value count(Machine&, Arguments a) { return a[0].tensor().count(); }
Value same(Machine&, Arguments a) { return a[0]; }

Value slice(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    if (x.dim() == 0) throw ScriptError("a single number cannot be cut");
    const auto length = x.size(dim);
    if (a[4].integer() < 1) throw ScriptError("a tensor is cut with step " + text_of(a[4]));
    const auto step = std::min(a[4].integer(), std::max<std::int64_t>(length, 1));
    const auto bound = [&](const Value& at, std::int64_t standard) {
        if (at.is_none()) return standard;
        const auto place = at.integer() < 0 ? at.integer() + length : at.integer();
        return std::clamp<std::int64_t>(place, 0, length);
    };
    const auto start = bound(a[2], 0), end = std::max(bound(a[3], length), start);
    return narrowed(x, dim, start, end > start ? (end - start - 1) / step + 1 : 0, step);
}

Value narrow(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    auto start = a[2].integer();
    const auto length = a[3].integer();
    if (start < 0) start += x.size(dim);
    if (start < 0 || length < 0 || start > x.size(dim) || length > x.size(dim) - start)
        throw ScriptError("a part that is not in the tensor");
    return narrowed(x, dim, start, length);
}

Value select(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    if (x.dim() == 0) throw ScriptError("a single number has no parts");
    const auto place = a[2].integer() < 0 ? a[2].integer() + x.size(dim) : a[2].integer();
    if (place < 0 || place >= x.size(dim))
        throw ScriptError("index " + std::to_string(a[2].integer()) + " of a dimension of " +
                          std::to_string(x.size(dim)));
    return selected(x, dim, place);
}

Value unsqueeze(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    return with_dimension(x, wrapped(a[1].integer(), x.dim() + 1));
}

Value squeeze(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    Dims sizes = x.sizes(), strides = x.strides();
    const auto drop = [&](std::size_t dim) {
        if (dim >= sizes.size() || sizes[dim] != 1) return;
        sizes.erase(dim);
        strides.erase(dim);
    };
    if (a.size() > 1)
        drop(wrapped(a[1], x));
    else
        for (auto dim = x.dim(); dim-- > 0;) drop(dim);
    return x.view(sizes, strides, x.offset());
}

Tensor swapped(const Tensor& x, std::size_t one, std::size_t other)
{
    if (x.dim() == 0) return x;
    Dims sizes = x.sizes(), strides = x.strides();
    std::swap(sizes[one], sizes[other]);
    std::swap(strides[one], strides[other]);
    return x.view(sizes, strides, x.offset());
}

Value transpose(Machine&, Arguments a)
{
    return swapped(a[0].tensor(), wrapped(a[1], a[0].tensor()), wrapped(a[2], a[0].tensor()));
}

Value turned(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.dim() > 2) throw ScriptError("t() of a tensor of " + text_of(x.sizes()));
    return x.dim() < 2 ? x : swapped(x, 0, 1);
}

Value reversed(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    Dims sizes = x.sizes(), strides = x.strides();
    std::reverse(sizes.begin(), sizes.end());
    std::reverse(strides.begin(), strides.end());
    return x.view(sizes, strides, x.offset());
}

Value permute(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto order = a[1].integers();
    if (order.size() != x.dim()) throw ScriptError("permute() with another number of dimensions");
    Dims sizes, strides;
    unsigned seen = 0;
    for (const auto each : order) {
        const auto dim = wrapped(each, x.dim());
        if (seen >> dim & 1U) throw ScriptError("permute() with a dimension twice");
        seen |= 1U << dim;
        sizes.push_back(x.size(dim));
        strides.push_back(x.strides()[dim]);
    }
    return x.view(sizes, strides, x.offset());
}

Tensor expanded(const Tensor& x, Dims sizes)
{
    if (sizes.size() < x.dim()) throw ScriptError("expand() to fewer dimensions");
    for (std::size_t i = 0; i < x.dim(); ++i) {
        auto& size = sizes[sizes.size() - 1 - i];
        if (size == -1) size = x.size(x.dim() - 1 - i);
    }
    for (const auto size : sizes)
        if (size < 0) throw ScriptError("expand() to a negative size");
    return x.expanded(sizes);
}

Value expand(Machine&, Arguments a) { return expanded(a[0].tensor(), a[1].integers()); }
Value expand_as(Machine&, Arguments a) { return expanded(a[0].tensor(), a[1].tensor().sizes()); }

[[noreturn]] void refuse_shape(const Dims& sizes, std::int64_t count)
{
    std::string text;
    for (const auto size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
    throw ScriptError("shape '[" + text + "]' is invalid for input of size " + std::to_string(count));
}

// -1 stands for what is left.
Dims completed(const Dims& wanted, std::int64_t count)
{
    Dims sizes = wanted;
    std::int64_t known = 1;
    std::int64_t* open = nullptr;
    for (auto& size : sizes) {
        if (size == -1 && open == nullptr) {
            open = &size;
        } else if (size < 0 || (size > 0 && known > (std::int64_t{1} << 40) / size)) {
            refuse_shape(wanted, count);
        } else {
            known *= size;
        }
    }
    if (open != nullptr && known > 0 && count % known == 0) {
        *open = count / known;
        known *= *open;
    }
    if (known != count || (open != nullptr && *open < 0)) refuse_shape(wanted, count);
    checked_count(sizes);
    return sizes;
}

// Strides with which the same memory has other sizes, if there are such.
std::optional<Dims> restrided(const Tensor& x, const Dims& sizes)
{
    if (x.count() == 0) return contiguous_strides(sizes);
    Dims strides = sizes;
    auto next = sizes.size();
    std::int64_t run = 1, step = x.dim() > 0 ? x.strides().back() : 1;
    for (auto dim = x.dim(); dim-- > 0;) {
        run *= x.size(dim);
        // A run of memory ends where the next dimension does not follow on it.
        if (dim > 0 && (x.size(dim - 1) == 1 || x.strides()[dim - 1] == run * step)) continue;
        std::int64_t placed = 1;
        while (next > 0 && (placed < run || sizes[next - 1] == 1)) {
            strides[--next] = placed * step;
            placed *= sizes[next];
        }
        if (placed != run) return std::nullopt;
        if (dim > 0) {
            run = 1;
            step = x.strides()[dim - 1];
        }
    }
    while (next > 0) strides[--next] = 1;
    return strides;
}

Tensor reshaped(Machine& machine, const Tensor& x, const Dims& wanted)
{
    const auto sizes = completed(wanted, x.count());
    if (const auto strides = restrided(x, sizes)) return x.view(sizes, *strides, x.offset());
    const auto copy = machine.cloned(x);
    return copy.view(sizes, contiguous_strides(sizes), copy.offset());
}

Value reshape(Machine& machine, Arguments a) { return reshaped(machine, a[0].tensor(), a[1].integers()); }

Value reshape_as(Machine& machine, Arguments a) { return reshaped(machine, a[0].tensor(), a[1].tensor().sizes()); }

Value view(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto sizes = completed(a[1].is_tensor() ? a[1].tensor().sizes() : a[1].integers(), x.count());
    const auto strides = restrided(x, sizes);
    if (!strides) throw ScriptError("view() of a tensor that does not lie in one piece");
    return x.view(sizes, *strides, x.offset());
}

Value flatten(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.dim() == 0) return with_dimension(x, 0);
    const auto first = wrapped(a[1], x), last = wrapped(a[2], x);
    if (first > last) throw ScriptError("flatten() from a later dimension to an earlier one");
    Dims sizes;
    for (std::size_t dim = 0; dim < x.dim(); ++dim)
        if (dim > first && dim <= last)
            sizes[first] *= x.size(dim);
        else
            sizes.push_back(x.size(dim));
    return reshaped(machine, x, sizes);
}

Value unflatten(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto at = wrapped(a[1], x);
    Dims sizes;
    for (std::size_t dim = 0; dim < x.dim(); ++dim) {
        if (dim != at) {
            sizes.push_back(x.size(dim));
            continue;
        }
        for (const auto size : completed(a[2].integers(), x.size(dim))) sizes.push_back(size);
    }
    return reshaped(machine, x, sizes);
}

Value unfold(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    const auto length = a[2].integer(), step = a[3].integer();
    if (x.dim() == 0 || length < 1 || length > x.size(dim) || step < 1)
        throw ScriptError("unfold() of a tensor of " + text_of(x.sizes()) + " in pieces of " + std::to_string(length));
    Dims sizes = x.sizes(), strides = x.strides();
    sizes[dim] = (x.size(dim) - length) / step + 1;
    strides[dim] *= std::min(step, x.size(dim));
    sizes.push_back(length);
    strides.push_back(x.strides()[dim]);
    checked_count(sizes);
    return x.view(sizes, strides, x.offset());
}

Value pieces(const Tensor& x, std::size_t dim, std::int64_t each)
{
    if (each < 1 && x.size(dim) > 0) throw ScriptError("a tensor in pieces of " + std::to_string(each));
    std::vector<Value> parts;
    for (std::int64_t first = 0; first < x.size(dim); first += each)
        parts.emplace_back(narrowed(x, dim, first, std::min(each, x.size(dim) - first)));
    if (parts.empty()) parts.emplace_back(x);
    return Value::list(std::move(parts));
}

Value chunk(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[2], x);
    if (x.dim() == 0 || a[1].integer() < 1) throw ScriptError("chunk() into " + text_of(a[1]) + " parts");
    return pieces(x, dim, (x.size(dim) + a[1].integer() - 1) / a[1].integer());
}

Value split(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[2], x);
    if (x.dim() == 0) throw ScriptError("split() of a single number");
    return pieces(x, dim, a[1].integer());
}

Value split_by_sizes(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[2], x);
    std::vector<Value> parts;
    std::int64_t first = 0;
    for (const auto& each : a[1].elements()) {
        const auto length = each.integer();
        if (x.dim() == 0 || length < 0 || length > x.size(dim) - first) throw ScriptError("split() beyond the end");
        parts.emplace_back(narrowed(x, dim, first, length));
        first += length;
    }
    return Value::list(std::move(parts));
}

Value unbind(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    std::vector<Value> parts;
    for (std::int64_t i = 0; x.dim() > 0 && i < x.size(dim); ++i) parts.emplace_back(selected(x, dim, i));
    return Value::list(std::move(parts));
}

Value contiguous(Machine& machine, Arguments a) { return machine.contiguous(a[0].tensor()); }

// complex <-> pairs of floats

Tensor as_floats(const Tensor& x)
{
    Dims sizes = x.sizes(), strides = x.strides();
    for (auto& stride : strides) stride *= 2;
    sizes.push_back(2);
    strides.push_back(1);
    return {x.storage(), Type::kFloat, sizes, strides, x.offset() * 2};
}

Value view_as_real(Machine&, Arguments a)
{
    if (a[0].tensor().type() != Type::kComplex) throw ScriptError("view_as_real() of real numbers");
    return as_floats(a[0].tensor());
}

Value view_as_complex(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() != Type::kFloat || x.dim() == 0 || x.sizes().back() != 2 || x.strides().back() != 1 ||
        x.offset() % 2 != 0)
        throw ScriptError("view_as_complex() of what is not pairs of floats");
    Dims sizes = x.sizes(), strides = x.strides();
    sizes.erase(x.dim() - 1);
    strides.erase(x.dim() - 1);
    for (auto& stride : strides) {
        if (stride % 2 != 0) throw ScriptError("view_as_complex() of what is not pairs of floats");
        stride /= 2;
    }
    return Tensor(x.storage(), Type::kComplex, sizes, strides, x.offset() / 2);
}

template <int kPart>
Value part(Machine&, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() != Type::kComplex) {
        if (kPart == 0) return x;
        throw ScriptError("imag() of real numbers");
    }
    const auto floats = as_floats(x);
    return selected(floats, floats.dim() - 1, kPart);
}

Value is_contiguous(Machine&, Arguments a) { return a[0].tensor().is_contiguous(); }
Value is_complex(Machine&, Arguments a) { return a[0].tensor().type() == Type::kComplex; }
Value is_floating_point(Machine&, Arguments a) { return is_float(a[0].tensor().type()); }

constexpr Entry kEntries[] = {
    {"size(Tensor self)", sizes},
    {"prim.shape(Tensor self)", sizes},
    {"size(Tensor self, int dim)", size},
    {"stride(Tensor self, int dim)", stride},
    {"dim(Tensor self)", dimensions},
    {"prim.ndim(Tensor self)", dimensions},
    {"numel(Tensor self)", count},
    {"detach(Tensor self)", same},
    {"alias(Tensor self)", same},
    {"prim.data(Tensor self)", same},
    {"requires_grad_(Tensor self, bool requires_grad=True)", same},
    {"resolve_conj(Tensor self)", same},
    {"resolve_neg(Tensor self)", same},
    {"slice(Tensor self, int dim=0, int? start=None, int? end=None, int step=1)", slice},
    {"narrow(Tensor self, int dim, int start, int length)", narrow},
    {"select(Tensor self, int dim, int index)", select},
    {"unsqueeze(Tensor self, int dim)", unsqueeze},
    {"squeeze(Tensor self)", squeeze},
    {"squeeze(Tensor self, int dim)", squeeze},
    {"transpose(Tensor self, int dim0, int dim1)", transpose},
    {"swapaxes(Tensor self, int axis0, int axis1)", transpose},
    {"t(Tensor self)", turned},
    {"numpy_T(Tensor self)", reversed},
    {"permute(Tensor self, int[] dims)", permute},
    {"expand(Tensor self, int[] size, *, bool implicit=False)", expand},
    {"expand_as(Tensor self, Tensor other)", expand_as},
    {"reshape(Tensor self, int[] shape)", reshape},
    {"reshape_as(Tensor self, Tensor other)", reshape_as},
    {"view(Tensor self, int[] size)", view},
    {"view_as(Tensor self, Tensor other)", view},
    {"flatten(Tensor self, int start_dim=0, int end_dim=-1)", flatten},
    {"unflatten(Tensor self, int dim, int[] sizes)", unflatten},
    {"unfold(Tensor self, int dimension, int size, int step)", unfold},
    {"chunk(Tensor self, int chunks, int dim=0)", chunk},
    {"split(Tensor self, int split_size, int dim=0)", split},
    {"split(Tensor self, int[] split_size, int dim=0)", split_by_sizes},
    {"split_with_sizes(Tensor self, int[] split_sizes, int dim=0)", split_by_sizes},
    {"unbind(Tensor self, int dim=0)", unbind},
    {"contiguous(Tensor self, *, int memory_format=0)", contiguous},
    {"view_as_real(Tensor self)", view_as_real},
    {"view_as_complex(Tensor self)", view_as_complex},
    {"real(Tensor self)", part<0>},
    {"imag(Tensor self)", part<1>},
    {"is_contiguous(Tensor self)", is_contiguous},
    {"is_complex(Tensor self)", is_complex},
    {"is_floating_point(Tensor self)", is_floating_point},
};

}  // namespace

std::span<const Entry> view_operators() { return kEntries; }

}  // namespace latentjam::infer::native
