// Layers that bring numbers to mean 0 and deviation 1: over a batch's statistics, groups, or the last dimensions.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"

#include <cmath>
#include <vector>

namespace latentjam::infer::native {

namespace {

Tensor floats_or_none(Machine& machine, const Value& value)
{
    return value.is_none() ? Tensor() : machine.contiguous(machine.converted(value.tensor(), Type::kFloat));
}

const float* numbers_of(const Tensor& tensor) { return tensor.is_defined() ? tensor.data<float>() : nullptr; }

std::vector<Tensor> defined(std::initializer_list<Tensor> tensors)
{
    std::vector<Tensor> all;
    for (const auto& tensor : tensors)
        if (tensor.is_defined()) all.push_back(tensor);
    return all;
}

void refuse_other_length(const Tensor& tensor, std::int64_t length)
{
    if (tensor.is_defined() && tensor.count() != length)
        throw ScriptError("a normalisation of " + std::to_string(length) + " channels with " +
                          std::to_string(tensor.count()) + " factors");
}

void refuse_all_but_floats(const Tensor& x)
{
    if (x.type() != Type::kFloat) throw Unknown(std::string("a normalisation of type ") + name_of(x.type()));
}

/// `rows` rows of `length` numbers; number i of row r gets the factor at place(r, i).
template <typename Place>
Tensor normalised(Machine& machine, const Tensor& x, std::int64_t rows, const Tensor& weight, const Tensor& bias,
                  double epsilon, Place place)
{
    const auto out = machine.empty(Type::kFloat, x.sizes());
    const auto length = rows > 0 ? x.count() / rows : 0;
    machine.run({out}, defined({x, weight, bias}), [=] {
        const float *from = x.data<float>(), *factors = numbers_of(weight), *shifts = numbers_of(bias);
        float* to = out.data<float>();
        for (std::int64_t row = 0; row < rows; ++row, from += length, to += length) {
            double sum = 0, squares = 0;
            for (std::int64_t i = 0; i < length; ++i) sum += static_cast<double>(from[i]);
            const double mean = sum / static_cast<double>(length);
            for (std::int64_t i = 0; i < length; ++i) {
                const double off = static_cast<double>(from[i]) - mean;
                squares += off * off;
            }
            const double scale = 1 / std::sqrt(squares / static_cast<double>(length) + epsilon);
            for (std::int64_t i = 0; i < length; ++i) {
                const auto at = place(row, i);
                const double value = (static_cast<double>(from[i]) - mean) * scale;
                to[i] = static_cast<float>(value * (factors != nullptr ? static_cast<double>(factors[at]) : 1) +
                                           (shifts != nullptr ? static_cast<double>(shifts[at]) : 0));
            }
        }
    });
    return out;
}

Value layer_norm(Machine& machine, Arguments a)
{
    refuse_all_but_floats(a[0].tensor());
    const auto x = machine.contiguous(a[0].tensor());
    const auto shape = a[1].integers();
    std::int64_t length = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape.size() > x.dim() || x.size(x.dim() - shape.size() + i) != shape[i])
            throw ScriptError("layer_norm() of " + text_of(x.sizes()) + " over " + text_of(shape));
        length *= shape[i];
    }
    const auto weight = floats_or_none(machine, a[2]), bias = floats_or_none(machine, a[3]);
    refuse_other_length(weight, length);
    refuse_other_length(bias, length);
    return normalised(machine, x, length > 0 ? x.count() / length : 0, weight, bias, a[4].real(),
                      [](std::int64_t, std::int64_t i) { return i; });
}

Value group_norm(Machine& machine, Arguments a)
{
    refuse_all_but_floats(a[0].tensor());
    const auto x = machine.contiguous(a[0].tensor());
    const auto groups = a[1].integer();
    if (x.dim() < 2 || groups < 1 || x.size(1) < 1 || x.size(1) % groups != 0)
        throw ScriptError("group_norm() of " + text_of(x.sizes()) + " in " + std::to_string(groups) + " groups");
    const auto weight = floats_or_none(machine, a[2]), bias = floats_or_none(machine, a[3]);
    refuse_other_length(weight, x.size(1));
    refuse_other_length(bias, x.size(1));
    const auto each = x.size(1) / groups;
    const auto frames = x.size(0) > 0 ? x.count() / (x.size(0) * x.size(1)) : 1;
    return normalised(machine, x, x.size(0) * groups, weight, bias, a[4].real(),
                      [=](std::int64_t row, std::int64_t i) { return row % groups * each + i / frames; });
}

Value batch_norm(Machine& machine, Arguments a)
{
    refuse_all_but_floats(a[0].tensor());
    if (a[5].boolean() || a[3].is_none() || a[4].is_none()) throw Unknown("batch_norm() while training is not known");
    const auto x = machine.contiguous(a[0].tensor());
    if (x.dim() < 2) throw ScriptError("batch_norm() of " + text_of(x.sizes()));
    const auto weight = floats_or_none(machine, a[1]), bias = floats_or_none(machine, a[2]);
    const auto mean = floats_or_none(machine, a[3]), variance = floats_or_none(machine, a[4]);
    for (const auto& tensor : {weight, bias, mean, variance}) refuse_other_length(tensor, x.size(1));
    const auto out = machine.empty(Type::kFloat, x.sizes());
    const double epsilon = a[7].real();
    machine.run({out}, defined({x, weight, bias, mean, variance}), [=] {
        const auto channels = x.size(1), rows = x.size(0) * channels;
        const auto frames = rows > 0 ? x.count() / rows : 0;
        const float *from = x.data<float>(), *factors = numbers_of(weight), *shifts = numbers_of(bias);
        float* to = out.data<float>();
        for (std::int64_t row = 0; row < rows; ++row, from += frames, to += frames) {
            const auto c = row % channels;
            const float scale =
                (factors != nullptr ? factors[c] : 1.0F) *
                static_cast<float>(1 / std::sqrt(static_cast<double>(variance.data<float>()[c]) + epsilon));
            const float shift = (shifts != nullptr ? shifts[c] : 0.0F) - mean.data<float>()[c] * scale;
            for (std::int64_t i = 0; i < frames; ++i) to[i] = from[i] * scale + shift;
        }
    });
    return out;
}

constexpr Entry kEntries[] = {
    {"layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, "
     "bool cudnn_enable=True)",
     layer_norm},
    {"group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, "
     "bool cudnn_enabled=True)",
     group_norm},
    {"batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, "
     "float momentum, float eps, bool cudnn_enabled)",
     batch_norm},
};

}  // namespace

std::span<const Entry> normalising_operators() { return kEntries; }

}  // namespace latentjam::infer::native
