// Many numbers to one: sums, means, extremes, medians.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/not_a_number.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace latentjam::infer::native {

namespace {

// What is reduced comes last and becomes one dimension.
struct Reduction {
    Tensor rows;  ///< kept dimensions ..., reduced ones; contiguous
    Dims kept;    ///< sizes of the result without those that were reduced
    Dims held;    ///< the same with them, as 1
    std::int64_t length = 1;
};

Reduction reduction_of(Machine& machine, const Tensor& x, const Value& dims)
{
    unsigned chosen = 0;
    const auto wanted = dims.is_none() ? Dims() : dims.integers();
    for (const auto dim : wanted) chosen |= 1U << wrapped(dim, x.dim());
    if (wanted.empty()) chosen = ~0U;
    Reduction r;
    Dims sizes, strides, last_sizes, last_strides;
    for (std::size_t d = 0; d < x.dim(); ++d) {
        const bool is_reduced = chosen >> d & 1U;
        r.held.push_back(is_reduced ? 1 : x.size(d));
        (is_reduced ? last_sizes : sizes).push_back(x.size(d));
        (is_reduced ? last_strides : strides).push_back(x.strides()[d]);
        if (is_reduced) r.length *= x.size(d);
    }
    r.kept = sizes;
    for (std::size_t i = 0; i < last_sizes.size(); ++i) {
        sizes.push_back(last_sizes[i]);
        strides.push_back(last_strides[i]);
    }
    r.rows = machine.contiguous(x.view(sizes, strides, x.offset()));
    return r;
}

/// f(first number, count) -> the result of a row.
template <typename T, typename Out, typename F>
Tensor reduce(Machine& machine, const Reduction& r, bool keeps, Type type, F f)
{
    const auto out = machine.empty(type, keeps ? r.held : r.kept);
    machine.run({out}, {r.rows}, [out, rows = r.rows, length = r.length, f] {
        auto* to = out.data<Out>();
        const auto* from = rows.data<T>();
        for (std::int64_t i = 0; i < out.count(); ++i) to[i] = f(from + i * length, length);
    });
    return out;
}

// Rows that are added in pairs of blocks keep small errors small.
template <typename T>
T sum_of(const T* numbers, std::int64_t count)
{
    constexpr std::int64_t kBlock = 32;
    if (count <= kBlock) {
        T sum = 0;
        for (std::int64_t i = 0; i < count; ++i) sum += numbers[i];
        return sum;
    }
    const auto half = count / 2;
    return sum_of(numbers, half) + sum_of(numbers + half, count - half);
}

Type sum_type(const Tensor& x, const Value& wanted)
{
    const auto whole = !is_float(x.type()) && x.type() != Type::kComplex;
    return type_or(wanted, whole ? Type::kLong : x.type());
}

Tensor total(Machine& machine, const Tensor& x, const Value& dims, bool keeps, Type type)
{
    const auto r = reduction_of(machine, machine.converted(x, type), dims);
    return with_type(type, [&](auto zero) -> Tensor {
        using T = decltype(zero);
        if constexpr (std::is_same_v<T, bool>)
            throw ScriptError("a sum of bools");
        else
            return reduce<T, T>(machine, r, keeps, type, [](const T* row, std::int64_t n) { return sum_of(row, n); });
    });
}

Value sum(Machine& machine, Arguments a)
{
    return total(machine, a[0].tensor(), {}, false, sum_type(a[0].tensor(), a[1]));
}

Value sum_along(Machine& machine, Arguments a)
{
    return total(machine, a[0].tensor(), a[1], a[2].boolean(), sum_type(a[0].tensor(), a[3]));
}

template <typename F>
Value in_floats(Machine& machine, const Tensor& x, const Value& dims, bool keeps, F f)
{
    if (x.type() == Type::kDouble)
        return reduce<double, double>(machine, reduction_of(machine, x, dims), keeps, Type::kDouble, f);
    return reduce<float, float>(machine, reduction_of(machine, machine.converted(x, Type::kFloat), dims), keeps,
                                Type::kFloat, f);
}

constexpr auto kMean = [](const auto* row, std::int64_t n) {
    return sum_of(row, n) / static_cast<std::remove_cvref_t<decltype(*row)>>(n);
};

Value mean(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto type = type_or(a[1], x.type());
    if (!is_float(type)) throw ScriptError("a mean of whole numbers");
    return in_floats(machine, machine.converted(x, type), {}, false, kMean);
}

Value mean_along(Machine& machine, Arguments a)
{
    const auto type = type_or(a[3], a[0].tensor().type());
    if (!is_float(type)) throw ScriptError("a mean of whole numbers");
    return in_floats(machine, machine.converted(a[0].tensor(), type), a[1], a[2].boolean(), kMean);
}

Value spread(Machine& machine, const Tensor& x, const Value& dims, bool keeps, bool is_unbiased, bool is_root)
{
    return in_floats(machine, x, dims, keeps, [is_unbiased, is_root](const auto* row, std::int64_t n) {
        using T = std::remove_cvref_t<decltype(*row)>;
        double middle = 0, squares = 0;
        for (std::int64_t i = 0; i < n; ++i) middle += static_cast<double>(row[i]);
        middle /= static_cast<double>(n);
        for (std::int64_t i = 0; i < n; ++i) {
            const double off = static_cast<double>(row[i]) - middle;
            squares += off * off;
        }
        const double variance = squares / static_cast<double>(is_unbiased ? n - 1 : n);
        return static_cast<T>(is_root ? std::sqrt(variance) : variance);
    });
}

template <bool kRoot>
Value spread_of_all(Machine& machine, Arguments a)
{
    return spread(machine, a[0].tensor(), {}, false, a[1].boolean(), kRoot);
}

template <bool kRoot>
Value spread_along(Machine& machine, Arguments a)
{
    return spread(machine, a[0].tensor(), a[1], a[3].boolean(), a[2].boolean(), kRoot);
}

// NaN goes before everything, as in torch.
template <bool kLargest, typename T>
bool goes_before(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (is_nan(b)) return false;
        if (is_nan(a)) return true;
    }
    return kLargest ? a > b : a < b;
}

template <bool kLargest, typename T>
std::int64_t place_of_extreme(const T* row, std::int64_t count)
{
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < count; ++i)
        if (goes_before<kLargest>(row[i], row[best])) best = i;
    return best;
}

template <typename F>
decltype(auto) with_ordered(Type type, F&& f)
{
    return with_type(type, [&](auto zero) -> Value {
        if constexpr (std::is_same_v<decltype(zero), std::complex<float>>)
            throw ScriptError("complex numbers have no order");
        else
            return f(zero);
    });
}

void refuse_empty(const Reduction& r)
{
    if (r.length == 0) throw ScriptError("the extreme of no numbers");
}

template <bool kLargest>
Value extreme(Machine& machine, const Tensor& x, const Value& dims, bool keeps)
{
    const auto r = reduction_of(machine, x, dims);
    refuse_empty(r);
    return with_ordered(x.type(), [&](auto zero) -> Value {
        using T = decltype(zero);
        return reduce<T, T>(machine, r, keeps, x.type(),
                            [](const T* row, std::int64_t n) { return row[place_of_extreme<kLargest>(row, n)]; });
    });
}

template <bool kLargest>
Value extreme_of_all(Machine& machine, Arguments a)
{
    return extreme<kLargest>(machine, a[0].tensor(), {}, false);
}

template <bool kLargest>
Value extreme_over(Machine& machine, Arguments a)
{
    return extreme<kLargest>(machine, a[0].tensor(), a[1], a[2].boolean());
}

template <bool kLargest>
Value place(Machine& machine, const Tensor& x, const Value& dims, bool keeps)
{
    const auto r = reduction_of(machine, x, dims);
    refuse_empty(r);
    return with_ordered(x.type(), [&](auto zero) -> Value {
        using T = decltype(zero);
        return reduce<T, std::int64_t>(machine, r, keeps, Type::kLong, place_of_extreme<kLargest, T>);
    });
}

template <bool kLargest>
Value place_along(Machine& machine, Arguments a)
{
    return place<kLargest>(machine, a[0].tensor(), a[1], a[2].boolean());
}

template <bool kLargest>
Value extreme_and_place(Machine& machine, Arguments a)
{
    return Value::tuple({extreme<kLargest>(machine, a[0].tensor(), a[1], a[2].boolean()),
                         place<kLargest>(machine, a[0].tensor(), a[1], a[2].boolean())});
}

// The lower of the two in the middle, or NaN.
template <typename T>
std::int64_t place_of_median(const T* row, std::int64_t count)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        if (is_nan(row[i])) return i;
        order[static_cast<std::size_t>(i)] = i;
    }
    const auto middle = order.begin() + (count - 1) / 2;
    std::nth_element(order.begin(), middle, order.end(),
                     [&](std::int64_t i, std::int64_t j) { return row[i] < row[j] || (row[i] == row[j] && i < j); });
    return *middle;
}

Value median(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    const auto r = reduction_of(machine, x, a[1]);
    refuse_empty(r);
    return with_ordered(x.type(), [&](auto zero) -> Value {
        using T = decltype(zero);
        const auto keeps = a[2].boolean();
        return Value::tuple({reduce<T, T>(machine, r, keeps, x.type(),
                                          [](const T* row, std::int64_t n) { return row[place_of_median(row, n)]; }),
                             reduce<T, std::int64_t>(machine, r, keeps, Type::kLong, place_of_median<T>)});
    });
}

template <bool kAll>
Value quantify(Machine& machine, const Tensor& x, const Value& dims, bool keeps)
{
    const auto r = reduction_of(machine, machine.converted(x, Type::kBool), dims);
    return reduce<bool, bool>(machine, r, keeps, Type::kBool, [](const bool* row, std::int64_t n) {
        return kAll ? std::all_of(row, row + n, [](bool v) { return v; })
                    : std::any_of(row, row + n, [](bool v) { return v; });
    });
}

template <bool kAll>
Value quantify_all(Machine& machine, Arguments a)
{
    return quantify<kAll>(machine, a[0].tensor(), {}, false);
}

template <bool kAll>
Value quantify_along(Machine& machine, Arguments a)
{
    return quantify<kAll>(machine, a[0].tensor(), a[1], a[2].boolean());
}

Value norm(Machine& machine, Arguments a)
{
    const double power = a[1].is_none() ? 2 : a[1].real();
    return in_floats(machine, a[0].tensor(), a[2], a[3].boolean(), [power](const auto* row, std::int64_t n) {
        using T = std::remove_cvref_t<decltype(*row)>;
        double sum = 0, largest = 0;
        for (std::int64_t i = 0; i < n; ++i) {
            const double size = std::abs(static_cast<double>(row[i]));
            largest = std::max(largest, size);
            sum += power == 2 ? size * size : std::pow(size, power);
        }
        if (std::isinf(power)) return static_cast<T>(largest);
        return static_cast<T>(power == 2 ? std::sqrt(sum) : std::pow(sum, 1 / power));
    });
}

Value logsumexp(Machine& machine, Arguments a)
{
    return in_floats(machine, a[0].tensor(), a[1], a[2].boolean(), [](const auto* row, std::int64_t n) {
        using T = std::remove_cvref_t<decltype(*row)>;
        const T most = n > 0 ? row[place_of_extreme<true>(row, n)] : T(0);
        const T shift = std::isfinite(most) ? most : T(0);
        double sum = 0;
        for (std::int64_t i = 0; i < n; ++i) sum += std::exp(static_cast<double>(row[i] - shift));
        return static_cast<T>(std::log(sum) + static_cast<double>(shift));
    });
}

Value product(Machine& machine, Arguments a)
{
    return in_floats(machine, a[0].tensor(), {}, false, [](const auto* row, std::int64_t n) {
        auto all = static_cast<std::remove_cvref_t<decltype(*row)>>(1);
        for (std::int64_t i = 0; i < n; ++i) all *= row[i];
        return all;
    });
}

constexpr Entry kEntries[] = {
    {"sum(Tensor self, *, int? dtype=None)", sum},
    {"sum(Tensor self, int[]? dim, bool keepdim=False, *, int? dtype=None)", sum_along},
    {"mean(Tensor self, *, int? dtype=None)", mean},
    {"mean(Tensor self, int[]? dim, bool keepdim=False, *, int? dtype=None)", mean_along},
    {"std(Tensor self, bool unbiased=True)", spread_of_all<true>},
    {"std(Tensor self, int[]? dim, bool unbiased=True, bool keepdim=False)", spread_along<true>},
    {"var(Tensor self, bool unbiased=True)", spread_of_all<false>},
    {"var(Tensor self, int[]? dim, bool unbiased=True, bool keepdim=False)", spread_along<false>},
    {"max(Tensor self)", extreme_of_all<true>},
    {"min(Tensor self)", extreme_of_all<false>},
    {"max(Tensor self, int dim, bool keepdim=False)", extreme_and_place<true>},
    {"min(Tensor self, int dim, bool keepdim=False)", extreme_and_place<false>},
    {"amax(Tensor self, int[] dim=[], bool keepdim=False)", extreme_over<true>},
    {"amin(Tensor self, int[] dim=[], bool keepdim=False)", extreme_over<false>},
    {"argmax(Tensor self, int? dim=None, bool keepdim=False)", place_along<true>},
    {"argmin(Tensor self, int? dim=None, bool keepdim=False)", place_along<false>},
    {"median(Tensor self, int dim, bool keepdim=False)", median},
    {"all(Tensor self)", quantify_all<true>},
    {"any(Tensor self)", quantify_all<false>},
    {"all(Tensor self, int dim, bool keepdim=False)", quantify_along<true>},
    {"any(Tensor self, int dim, bool keepdim=False)", quantify_along<false>},
    {"norm(Tensor self, Scalar? p, int[] dim, bool keepdim=False)", norm},
    {"linalg_vector_norm(Tensor self, Scalar? ord=2, int[]? dim=None, bool keepdim=False, *, int? dtype=None)", norm},
    {"logsumexp(Tensor self, int[] dim, bool keepdim=False)", logsumexp},
    {"prod(Tensor self, *, int? dtype=None)", product},
};

}  // namespace

std::span<const Entry> reducing_operators() { return kEntries; }

}  // namespace latentjam::infer::native
