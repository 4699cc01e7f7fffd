// Fourier transforms of real signals and back, for the short blocks that models use.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"
#include "kernel/fourier/real_transform.h"

#include <bit>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

namespace latentjam::infer::native {

namespace {

using Number = std::complex<double>;
using kernel::fourier::RealTransform;

const kernel::fourier::Loops& loops()
{
    static const auto& best = kernel::fourier::available_loops().front();
    return best;
}

/// A kernel's transform and what it works in.
struct Fast {
    explicit Fast(std::int64_t length)
        : of(std::make_shared<const RealTransform>(static_cast<int>(length))),
          work(of->work_size()),
          row(static_cast<std::size_t>(length) + 2)
    {
    }
    std::shared_ptr<const RealTransform> of;
    std::vector<float> work;
    std::vector<float> row;  ///< for rows that are shorter than the transform, or not contiguous
};

// exp(-2 pi i k / n); a table of one length, shared by the steps that use it.
std::shared_ptr<const std::vector<Number>> turns_of(std::int64_t length)
{
    auto turns = std::make_shared<std::vector<Number>>(static_cast<std::size_t>(length));
    for (std::int64_t k = 0; k < length; ++k) {
        const double angle = -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length);
        (*turns)[static_cast<std::size_t>(k)] = {std::cos(angle), std::sin(angle)};
    }
    return turns;
}

// In place. Powers of two by halves, all other lengths by definition; for lengths that the kernel does not know.
void transform(std::vector<Number>& values, const std::vector<Number>& turns, bool is_inverse,
               std::vector<Number>& spare)
{
    const auto n = values.size();
    const auto turn = [&](std::size_t k) { return is_inverse ? std::conj(turns[k]) : turns[k]; };
    if (!std::has_single_bit(n)) {
        spare.assign(n, {});
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t t = 0, at = 0; t < n; ++t, at = at + k < n ? at + k : at + k - n)
                spare[k] += values[t] * turn(at);
        values.swap(spare);
        return;
    }
    for (std::size_t i = 1, j = 0; i < n; ++i) {
        auto bit = n >> 1U;
        for (; j & bit; bit >>= 1U) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(values[i], values[j]);
    }
    for (std::size_t half = 1; half < n; half *= 2)
        for (std::size_t first = 0; first < n; first += 2 * half)
            for (std::size_t k = 0; k < half; ++k) {
                const auto odd = values[first + half + k] * turn(k * (n / (2 * half)));
                values[first + half + k] = values[first + k] - odd;
                values[first + k] += odd;
            }
}

double scale_for(const Value& norm, std::int64_t length, bool is_inverse)
{
    const auto n = static_cast<double>(length);
    if (norm.is_none() || norm.text() == "backward") return is_inverse ? 1 / n : 1;
    if (norm.text() == "ortho") return 1 / std::sqrt(n);
    return is_inverse ? 1 : 1 / n;
}

void refuse_length(std::int64_t length)
{
    constexpr std::int64_t kMost = 1 << 20, kMostByDefinition = 1 << 12;
    if (length < 1 || length > kMost ||
        (length > kMostByDefinition && !std::has_single_bit(static_cast<std::uint64_t>(length))))
        throw Unknown("a Fourier transform of length " + std::to_string(length) + " is not known");
}

/// Runs f(from, step, count, to, step) for each row along the last dimension of both.
template <typename From, typename To, typename F>
void for_rows(const Tensor& x, const Tensor& y, F&& f)
{
    if (x.count() == 0 || y.count() == 0) return;
    const auto last = x.dim() - 1;
    const auto x_first = selected(x, last, 0), y_first = selected(y, last, 0);
    const auto* from = reinterpret_cast<const From*>(x.storage()->data());
    auto* to = reinterpret_cast<To*>(y.storage()->data());
    for_each_row<2>({&x_first, &y_first}, [&](const auto& first, const auto& steps, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            f(from + first[0] + i * steps[0], x.strides()[last], x.size(last), to + first[1] + i * steps[1],
              y.strides()[last]);
    });
}

Tensor moved_back(const Tensor& x, std::size_t dim)
{
    Dims sizes = x.sizes(), strides = x.strides();
    const auto size = sizes.back(), stride = strides.back();
    sizes.erase(x.dim() - 1);
    strides.erase(x.dim() - 1);
    sizes.insert(dim, size);
    strides.insert(dim, stride);
    return x.view(sizes, strides, x.offset());
}

Value rfft(Machine& machine, Arguments a)
{
    const auto dim = wrapped(a[2], a[0].tensor());
    if (a[0].tensor().dim() == 0) throw ScriptError("a Fourier transform of a single number");
    const auto x = moved_to_end(machine.converted(a[0].tensor(), Type::kFloat), dim);
    const auto length = a[1].is_none() ? x.sizes().back() : a[1].integer();
    refuse_length(length);
    Dims sizes = x.sizes();
    sizes[x.dim() - 1] = length / 2 + 1;
    const auto y = machine.empty(Type::kComplex, sizes);
    if (RealTransform::knows(length)) {
        const auto scale = static_cast<float>(scale_for(a[3], length, false));
        machine.run({y}, {x}, [=, fast = Fast(length)]() mutable {
            for_rows<float, std::complex<float>>(
                x, y, [&](const float* from, auto step, auto count, auto* to, auto out_step) {
                    const bool is_whole = step == 1 && count >= length;
                    if (!is_whole) std::fill(fast.row.begin(), fast.row.end(), 0.0F);
                    for (std::int64_t t = 0; !is_whole && t < std::min(length, count); ++t)
                        fast.row[static_cast<std::size_t>(t)] = from[t * step];
                    static_cast<void>(out_step);  // y is contiguous
                    fast.of->forward(is_whole ? from : fast.row.data(), reinterpret_cast<float*>(to), scale,
                                     fast.work.data(), loops());
                });
        });
        return moved_back(y, dim);
    }
    machine.run({y}, {x}, [=, turns = turns_of(length), scale = scale_for(a[3], length, false)] {
        std::vector<Number> values, spare;
        for_rows<float, std::complex<float>>(
            x, y, [&](const float* from, auto step, auto count, auto* to, auto out_step) {
                values.assign(static_cast<std::size_t>(length), {});
                for (std::int64_t t = 0; t < std::min(length, count); ++t)
                    values[static_cast<std::size_t>(t)] = static_cast<double>(from[t * step]);
                transform(values, *turns, false, spare);
                for (std::int64_t k = 0; k <= length / 2; ++k)
                    to[k * out_step] = std::complex<float>(values[static_cast<std::size_t>(k)] * scale);
            });
    });
    return moved_back(y, dim);
}

Value irfft(Machine& machine, Arguments a)
{
    const auto dim = wrapped(a[2], a[0].tensor());
    if (a[0].tensor().dim() == 0) throw ScriptError("a Fourier transform of a single number");
    const auto x = moved_to_end(machine.converted(a[0].tensor(), Type::kComplex), dim);
    const auto length = a[1].is_none() ? 2 * (x.sizes().back() - 1) : a[1].integer();
    refuse_length(length);
    Dims sizes = x.sizes();
    sizes[x.dim() - 1] = length;
    const auto y = machine.empty(Type::kFloat, sizes);
    if (RealTransform::knows(length)) {
        const auto scale = static_cast<float>(scale_for(a[3], length, true));
        machine.run({y}, {x}, [=, fast = Fast(length)]() mutable {
            for_rows<std::complex<float>, float>(
                x, y, [&](const auto* from, auto step, auto count, float* to, auto out_step) {
                    const bool is_whole = step == 1 && count > length / 2;
                    if (!is_whole) std::fill(fast.row.begin(), fast.row.end(), 0.0F);
                    for (std::int64_t k = 0; !is_whole && k < std::min(length / 2 + 1, count); ++k) {
                        fast.row[static_cast<std::size_t>(2 * k)] = from[k * step].real();
                        fast.row[static_cast<std::size_t>(2 * k + 1)] = from[k * step].imag();
                    }
                    static_cast<void>(out_step);  // y is contiguous
                    fast.of->inverse(is_whole ? reinterpret_cast<const float*>(from) : fast.row.data(), to, scale,
                                     fast.work.data(), loops());
                });
        });
        return moved_back(y, dim);
    }
    machine.run({y}, {x}, [=, turns = turns_of(length), scale = scale_for(a[3], length, true)] {
        std::vector<Number> values, spare;
        for_rows<std::complex<float>, float>(
            x, y, [&](const auto* from, auto step, auto count, float* to, auto out_step) {
                values.assign(static_cast<std::size_t>(length), {});
                for (std::int64_t k = 0; k < std::min(length / 2 + 1, count); ++k) {
                    const Number value(from[k * step]);
                    const bool is_real = k == 0 || 2 * k == length;
                    values[static_cast<std::size_t>(k)] = is_real ? Number(value.real()) : value;
                    if (!is_real) values[static_cast<std::size_t>(length - k)] = std::conj(value);
                }
                transform(values, *turns, true, spare);
                for (std::int64_t t = 0; t < length; ++t)
                    to[t * out_step] = static_cast<float>(values[static_cast<std::size_t>(t)].real() * scale);
            });
    });
    return moved_back(y, dim);
}

constexpr Entry kEntries[] = {
    {"fft_rfft(Tensor self, int? n=None, int dim=-1, str? norm=None)", rfft},
    {"fft_irfft(Tensor self, int? n=None, int dim=-1, str? norm=None)", irfft},
};

}  // namespace

std::span<const Entry> fourier_operators() { return kEntries; }

}  // namespace latentjam::infer::native
