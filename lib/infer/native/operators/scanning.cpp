// Along a dimension, each number from those before it: sums, products and extremes so far; softmax over all of it.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/not_a_number.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <algorithm>
#include <cmath>

namespace latentjam::infer::native {

namespace {

/// f(from, step, to, step, count) for each row along `dim`.
template <typename T, typename Out, typename F>
void for_rows_along(const Tensor& x, const Tensor& out, std::size_t dim, F&& f)
{
    if (x.count() == 0) return;
    const auto* from = reinterpret_cast<const T*>(x.storage()->data());
    auto* to = reinterpret_cast<Out*>(out.storage()->data());
    if (x.dim() == 0) return f(from + x.offset(), std::int64_t{1}, to + out.offset(), std::int64_t{1}, std::int64_t{1});
    const auto in_first = selected(x, dim, 0), out_first = selected(out, dim, 0);
    for_each_row<2>({&in_first, &out_first}, [&](const auto& first, const auto& steps, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            f(from + first[0] + i * steps[0], x.strides()[dim], to + first[1] + i * steps[1], out.strides()[dim],
              x.size(dim));
    });
}

template <typename Combine>
Value scan(Machine& machine, Arguments a)
{
    const auto type = type_or(a[2], is_float(a[0].tensor().type()) ? a[0].tensor().type() : Type::kLong);
    const auto x = machine.converted(a[0].tensor(), type);
    const auto dim = wrapped(a[1], x);
    const auto out = machine.empty(type, x.sizes());
    machine.run({out}, {x}, [x, out, dim] {
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
                // Torch keeps the running value of floats in double.
                using Running = std::conditional_t<std::is_floating_point_v<T>, double, std::uint64_t>;
                for_rows_along<T, T>(x, out, dim, [](const T* from, auto step, T* to, auto out_step, auto count) {
                    auto so_far = static_cast<Running>(Combine::kBegin);
                    for (std::int64_t i = 0; i < count; ++i) {
                        so_far = Combine()(so_far, static_cast<Running>(from[i * step]));
                        to[i * out_step] = static_cast<T>(so_far);
                    }
                });
            } else {
                throw ScriptError("a running sum of these numbers");
            }
        });
    });
    return out;
}

struct Sum {
    static constexpr int kBegin = 0;
    template <typename T>
    T operator()(T a, T b) const
    {
        return a + b;
    }
};
struct Product {
    static constexpr int kBegin = 1;
    template <typename T>
    T operator()(T a, T b) const
    {
        return a * b;
    }
};

// An equal number moves the place on.
template <bool kLargest>
Value extreme_so_far(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto dim = wrapped(a[1], x);
    const auto values = machine.empty(x.type(), x.sizes()), places = machine.empty(Type::kLong, x.sizes());
    machine.run({values, places}, {x}, [x, values, places, dim] {
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_arithmetic_v<T>) {
                const auto moves = [](T next, T best) {
                    return is_nan(next) || (!is_nan(best) && (kLargest ? next >= best : next <= best));
                };
                for_rows_along<T, T>(x, values, dim, [&](const T* from, auto step, T* to, auto out_step, auto count) {
                    T best = from[0];
                    for (std::int64_t i = 0; i < count; ++i) {
                        if (i > 0 && moves(from[i * step], best)) best = from[i * step];
                        to[i * out_step] = best;
                    }
                });
                for_rows_along<T, std::int64_t>(
                    x, places, dim, [&](const T* from, auto step, std::int64_t* to, auto out_step, auto count) {
                        std::int64_t best = 0;
                        for (std::int64_t i = 0; i < count; ++i) {
                            if (i > 0 && moves(from[i * step], from[best * step])) best = i;
                            to[i * out_step] = best;
                        }
                    });
            } else {
                throw ScriptError("complex numbers have no order");
            }
        });
    });
    return Value::tuple({values, places});
}

template <bool kLog>
Value softmax(Machine& machine, Arguments a)
{
    const auto own = a[0].tensor().type();
    const auto x = machine.converted(a[0].tensor(), type_or(a[2], is_float(own) ? own : Type::kFloat));
    const auto dim = wrapped(a[1], x);
    const auto out = machine.empty(x.type(), x.sizes());
    machine.run({out}, {x}, [x, out, dim] {
        const auto rows = [&](auto zero) {
            using T = decltype(zero);
            for_rows_along<T, T>(x, out, dim, [](const T* from, auto step, T* to, auto out_step, auto count) {
                T most = from[0];
                for (std::int64_t i = 1; i < count; ++i) most = std::max(most, from[i * step]);
                T sum = 0;
                for (std::int64_t i = 0; i < count; ++i) {
                    const T power = std::exp(from[i * step] - most);
                    sum += power;
                    to[i * out_step] = kLog ? from[i * step] - most : power;
                }
                const T shift = std::log(sum);
                for (std::int64_t i = 0; i < count; ++i)
                    to[i * out_step] = kLog ? to[i * out_step] - shift : to[i * out_step] / sum;
            });
        };
        if (x.type() == Type::kDouble) return rows(double());
        rows(float());
    });
    return out;
}

constexpr Entry kEntries[] = {
    {"cumsum(Tensor self, int dim, *, int? dtype=None)", scan<Sum>},
    {"cumprod(Tensor self, int dim, *, int? dtype=None)", scan<Product>},
    {"cummax(Tensor self, int dim)", extreme_so_far<true>},
    {"cummin(Tensor self, int dim)", extreme_so_far<false>},
    {"softmax(Tensor self, int dim, int? dtype=None)", softmax<false>},
    {"log_softmax(Tensor self, int dim, int? dtype=None)", softmax<true>},
};

}  // namespace

std::span<const Entry> scanning_operators() { return kEntries; }

}  // namespace latentjam::infer::native
