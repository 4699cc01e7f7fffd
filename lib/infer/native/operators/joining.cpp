// Tensors put together from others, whole or in parts: copies.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace latentjam::infer::native {

namespace {

Tensor joined(Machine& machine, const std::vector<Value>& parts, std::int64_t along)
{
    if (parts.empty()) throw ScriptError("cat() of nothing");
    // Torch leaves out what is empty and has one dimension.
    std::vector<Tensor> tensors;
    for (const auto& part : parts)
        if (!(part.tensor().dim() == 1 && part.tensor().count() == 0)) tensors.push_back(part.tensor());
    if (tensors.empty()) return parts.front().tensor();
    const auto dim = wrapped(along, tensors.front().dim());
    Dims sizes = tensors.front().sizes();
    if (sizes.empty()) throw ScriptError("cat() of single numbers");
    sizes[dim] = 0;
    for (const auto& tensor : tensors) {
        bool fits = tensor.dim() == sizes.size();
        for (std::size_t d = 0; fits && d < sizes.size(); ++d) fits = d == dim || tensor.size(d) == sizes[d];
        if (!fits)
            throw ScriptError("cat() of tensors of " + text_of(tensors.front().sizes()) + " and " +
                              text_of(tensor.sizes()));
        sizes[dim] += tensor.size(dim);
    }
    const auto out = machine.empty(promoted(parts), sizes);
    std::int64_t first = 0;
    std::vector<Tensor> places;
    for (const auto& tensor : tensors) {
        places.push_back(narrowed(out, dim, first, tensor.size(dim)));
        first += tensor.size(dim);
    }
    machine.run({out}, tensors, [places, tensors] {
        for (std::size_t i = 0; i < places.size(); ++i) copy_numbers(places[i], tensors[i]);
    });
    return out;
}

Value cat(Machine& machine, Arguments a) { return joined(machine, a[0].elements(), a[1].integer()); }

Value stack(Machine& machine, Arguments a)
{
    std::vector<Value> parts;
    for (const auto& part : a[0].elements()) {
        const auto at = wrapped(a[1].integer(), part.tensor().dim() + 1);
        parts.emplace_back(with_dimension(part.tensor(), at));
    }
    if (parts.empty()) throw ScriptError("stack() of nothing");
    const auto dims = parts.front().tensor().dim();
    return joined(machine, parts, static_cast<std::int64_t>(wrapped(a[1].integer(), dims)));
}

// Copies numbers from where `from` says, along one dimension.
template <typename From>
Tensor gathered(Machine& machine, const Tensor& x, std::size_t dim, std::int64_t length, From from)
{
    Dims sizes = x.sizes();
    sizes[dim] = length;
    const auto out = machine.empty(x.type(), sizes);
    machine.run({out}, {x}, [=] {
        for (std::int64_t i = 0; i < length; ++i) copy_numbers(narrowed(out, dim, i, 1), narrowed(x, dim, from(i), 1));
    });
    return out;
}

Value repeat(Machine& machine, Arguments a)
{
    auto x = a[0].tensor();
    const auto times = a[1].integers();
    if (times.size() < x.dim()) throw ScriptError("repeat() with fewer numbers than dimensions");
    while (x.dim() < times.size()) x = with_dimension(x, 0);
    Dims sizes = x.sizes();
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        if (times[d] < 0) throw ScriptError("repeat() a negative number of times");
        if (times[d] > 0 && sizes[d] > (std::int64_t{1} << 31) / times[d]) throw ScriptError("repeat() too often");
        sizes[d] *= times[d];
    }
    const auto out = machine.empty(x.type(), sizes);
    if (out.count() == 0) return out;
    // Every dimension becomes two, of which the source has the first one with stride 0: in rounds of one dimension
    // each, because a view has few dimensions.
    machine.run({out}, {x}, [=] {
        copy_numbers(out.view(x.sizes(), out.strides(), out.offset()), x);
        Dims done = x.sizes();
        for (std::size_t d = 0; d < done.size(); ++d) {
            const auto length = done[d];
            const auto block = out.view(done, out.strides(), out.offset());
            for (std::int64_t i = 1; i < times[d]; ++i)
                copy_numbers(out.view(done, out.strides(), out.offset() + i * length * out.strides()[d]), block);
            done[d] *= times[d];
        }
    });
    return out;
}

Value repeat_interleave(Machine& machine, Arguments a)
{
    auto x = a[0].tensor();
    const auto times = a[1].integer();
    if (times < 1 || times > (1 << 24)) throw ScriptError("repeat_interleave() " + std::to_string(times) + " times");
    if (a[2].is_none()) {
        x = machine.contiguous(x);
        x = x.view({x.count()}, {1}, x.offset());
    }
    const auto dim = a[2].is_none() ? 0 : wrapped(a[2], x);
    const auto wide = with_dimension(x, dim + 1);
    Dims sizes = wide.sizes();
    sizes[dim + 1] = times;
    const auto copy = machine.cloned(wide.expanded(sizes));
    sizes.erase(dim + 1);
    sizes[dim] *= times;
    return copy.view(sizes, contiguous_strides(sizes), copy.offset());
}

Value flip(Machine& machine, Arguments a)
{
    auto x = a[0].tensor();
    for (const auto each : a[1].integers()) {
        const auto dim = wrapped(each, x.dim());
        if (x.dim() == 0) continue;
        const auto out = machine.empty(x.type(), x.sizes());
        machine.run({out}, {x}, [x, out, dim] {
            if (x.count() == 0) return;
            const auto end = x.offset() + (x.size(dim) - 1) * x.strides()[dim];
            Dims strides = x.strides();
            strides[dim] = -strides[dim];
            copy_numbers(out, x.view(x.sizes(), strides, end));
        });
        x = out;
    }
    return x;
}

Value roll(Machine& machine, Arguments a)
{
    auto x = a[0].tensor();
    const auto shifts = a[1].integers(), dims = a[2].integers();
    if (shifts.size() != dims.size()) throw Unknown("roll() without dimensions is not known");
    for (std::size_t i = 0; i < dims.size(); ++i) {
        const auto dim = wrapped(dims[i], x.dim());
        if (x.dim() == 0 || x.size(dim) == 0) continue;
        const auto length = x.size(dim), shift = ((shifts[i] % length) + length) % length;
        const auto out = machine.empty(x.type(), x.sizes());
        machine.run({out}, {x}, [=] {
            copy_numbers(narrowed(out, dim, shift, length - shift), narrowed(x, dim, 0, length - shift));
            copy_numbers(narrowed(out, dim, 0, shift), narrowed(x, dim, length - shift, shift));
        });
        x = out;
    }
    return x;
}

// The places of a padded dimension in the original one; -1: outside.
std::int64_t source_of(std::int64_t place, std::int64_t length, const std::string& mode)
{
    if (place >= 0 && place < length) return place;
    if (mode == "replicate") return place < 0 ? 0 : length - 1;
    if (mode == "circular") return ((place % length) + length) % length;
    if (mode == "reflect") return place < 0 ? -place : 2 * (length - 1) - place;
    return -1;
}

Value pad(Machine& machine, Arguments a)
{
    auto x = a[0].tensor();
    const auto& amounts = a[1].elements();
    const auto& mode = a[2].text();
    const double value = a[3].is_none() ? 0 : a[3].real();
    if (mode != "constant" && mode != "replicate" && mode != "circular" && mode != "reflect")
        throw Unknown("pad() in mode '" + mode + "' is not known");
    if (amounts.size() % 2 != 0 || amounts.size() / 2 > x.dim())
        throw ScriptError("pad() with a wrong number of sizes");
    for (std::size_t i = 0; i + 1 < amounts.size(); i += 2) {
        const auto dim = x.dim() - 1 - i / 2;
        const auto before = amounts[i].integer(), after = amounts[i + 1].integer(), length = x.size(dim);
        if (before == 0 && after == 0) continue;
        constexpr std::int64_t kMost = 1 << 28;
        if (std::abs(before) > kMost || std::abs(after) > kMost || length + before + after < 0)
            throw ScriptError("pad() by " + std::to_string(before) + " and " + std::to_string(after));
        const auto limit = mode == "reflect" ? length - 1 : mode == "constant" ? kMost : length;
        if (length < 1 && mode != "constant") throw ScriptError("pad() of nothing");
        if (before > limit || after > limit) throw ScriptError("Padding size should be less than the input");
        Dims sizes = x.sizes();
        sizes[dim] = length + before + after;
        const auto out = machine.empty(x.type(), sizes);
        const auto constant = machine.scalar(value, x.type());
        machine.run({out}, {x, constant}, [=] {
            if (out.count() == 0) return;
            if (mode == "constant") {
                copy_numbers(out, constant.expanded(out.sizes()));
                const auto first = std::max<std::int64_t>(before, 0), skipped = std::max<std::int64_t>(-before, 0);
                const auto kept = length - skipped - std::max<std::int64_t>(-after, 0);
                if (kept > 0) copy_numbers(narrowed(out, dim, first, kept), narrowed(x, dim, skipped, kept));
                return;
            }
            for (std::int64_t at = 0; at < out.size(dim); ++at)
                copy_numbers(narrowed(out, dim, at, 1), narrowed(x, dim, source_of(at - before, length, mode), 1));
        });
        x = out;
    }
    return x;
}

Value upsample_nearest(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.dim() != 3) throw Unknown("upsampling of a tensor of " + text_of(x.sizes()) + " is not known");
    const auto length = x.size(2);
    const bool by_size = !a[1].is_none();
    if (!by_size && a[2].elements().empty()) throw ScriptError("upsampling to no size");
    const double factor = by_size ? 0 : a[2].elements().at(0).real();
    const auto wanted = by_size ? a[1].integers()[0] : static_cast<std::int64_t>(static_cast<double>(length) * factor);
    if (wanted < 1 || length < 1 || wanted > (1 << 28)) throw ScriptError("upsampling to " + std::to_string(wanted));
    const float step =
        by_size ? static_cast<float>(length) / static_cast<float>(wanted) : static_cast<float>(1 / factor);
    return gathered(machine, x, 2, wanted, [step, length](std::int64_t i) {
        return std::min(static_cast<std::int64_t>(std::floor(static_cast<float>(i) * step)), length - 1);
    });
}

std::int64_t checked(std::int64_t index, std::int64_t length)
{
    if (index < 0) index += length;
    if (index < 0 || index >= length) throw ScriptError("an index out of range");
    return index;
}

Value index_select(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    const auto index = machine.contiguous(machine.converted(a[2].tensor(), Type::kLong));
    if (x.dim() == 0 || index.dim() > 1) throw ScriptError("index_select() with an index of " + text_of(index.sizes()));
    Dims sizes = x.sizes();
    sizes[dim] = index.count();
    const auto out = machine.empty(x.type(), sizes);
    machine.run({out}, {x, index}, [=] {
        const auto* places = index.data<std::int64_t>();
        for (std::int64_t i = 0; i < index.count(); ++i)
            copy_numbers(narrowed(out, dim, i, 1), narrowed(x, dim, checked(places[i], x.size(dim)), 1));
    });
    return out;
}

Value gather(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto& index = a[2].tensor();
    const auto dim = wrapped(a[1], x);
    bool fits = x.dim() == index.dim() && index.type() == Type::kLong && x.dim() > 0;
    for (std::size_t d = 0; fits && d < x.dim(); ++d) fits = d == dim || index.size(d) <= x.size(d);
    if (!fits) throw ScriptError("gather() with an index of " + text_of(index.sizes()));
    const auto out = machine.empty(x.type(), index.sizes());
    // The index runs along the last dimension; x is looked at with its own dimension taken out of the walk.
    machine.run({out}, {x, index}, [=] {
        Dims strides = x.strides();
        strides[dim] = 0;
        const auto rest = x.view(index.sizes(), strides, x.offset());
        const auto step = x.strides()[dim], length = x.size(dim);
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            auto* to = reinterpret_cast<T*>(out.storage()->data());
            const auto* from = reinterpret_cast<const T*>(x.storage()->data());
            const auto* at = reinterpret_cast<const std::int64_t*>(index.storage()->data());
            for_each_row<3>({&out, &rest, &index}, [&](const auto& first, const auto& steps, std::int64_t count) {
                for (std::int64_t i = 0; i < count; ++i)
                    to[first[0] + i * steps[0]] =
                        from[first[1] + i * steps[1] + checked(at[first[2] + i * steps[2]], length) * step];
            });
        });
    });
    return out;
}

Value embedding(Machine& machine, Arguments a)
{
    const auto& table = a[0].tensor();
    const auto index = machine.contiguous(machine.converted(a[1].tensor(), Type::kLong));
    if (table.dim() != 2) throw ScriptError("embedding() with a table of " + text_of(table.sizes()));
    Dims sizes = index.sizes();
    sizes.push_back(table.size(1));
    const auto out = machine.empty(table.type(), sizes);
    machine.run({out}, {table, index}, [=] {
        const auto* places = index.data<std::int64_t>();
        const Dims row{table.size(1)};
        for (std::int64_t i = 0; i < index.count(); ++i)
            copy_numbers(out.view(row, {1}, i * table.size(1)), selected(table, 0, checked(places[i], table.size(0))));
    });
    return out;
}

Value one_hot(Machine& machine, Arguments a)
{
    const auto index = machine.contiguous(a[0].tensor());
    const auto classes = a[1].integer();
    if (index.type() != Type::kLong || classes < 1) throw Unknown("one_hot() without a number of classes is not known");
    Dims sizes = index.sizes();
    sizes.push_back(classes);
    const auto out = machine.empty(Type::kLong, sizes);
    machine.run({out}, {index}, [=] {
        const auto* places = index.data<std::int64_t>();
        auto* to = out.data<std::int64_t>();
        std::fill_n(to, out.count(), 0);
        for (std::int64_t i = 0; i < index.count(); ++i) to[i * classes + checked(places[i], classes)] = 1;
    });
    return out;
}

constexpr Entry kEntries[] = {
    {"cat(Tensor[] tensors, int dim=0)", cat},
    {"concat(Tensor[] tensors, int dim=0)", cat},
    {"stack(Tensor[] tensors, int dim=0)", stack},
    {"repeat(Tensor self, int[] repeats)", repeat},
    {"repeat_interleave(Tensor self, int repeats, int? dim=None, *, int? output_size=None)", repeat_interleave},
    {"flip(Tensor self, int[] dims)", flip},
    {"roll(Tensor self, int[] shifts, int[] dims=[])", roll},
    {"pad(Tensor self, int[] pad, str mode=\"constant\", float? value=None)", pad},
    {"constant_pad_nd(Tensor self, int[] pad, float? value=0.0)",
     [](Machine& machine, Arguments a) {
         const Value arguments[] = {a[0], a[1], std::string("constant"), a[2]};
         return pad(machine, arguments);
     }},
    {"upsample_nearest1d(Tensor input, int[]? output_size, float[]? scale_factors)", upsample_nearest},
    {"index_select(Tensor self, int dim, Tensor index)", index_select},
    {"gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False)", gather},
    {"embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False)",
     embedding},
    {"one_hot(Tensor self, int num_classes=-1)", one_hot},
};

}  // namespace

std::span<const Entry> joining_operators() { return kEntries; }

}  // namespace latentjam::infer::native
