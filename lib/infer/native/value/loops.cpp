// Copies between number formats.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/value/loops.h"

#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>

namespace latentjam::infer::native {

namespace {

template <typename T>
constexpr bool kIsComplex = std::is_same_v<T, std::complex<float>>;

template <typename To, typename From>
To converted(From value)
{
    if constexpr (kIsComplex<From> && kIsComplex<To>)
        return value;
    else if constexpr (kIsComplex<From>)
        return converted<To>(value.real());
    else if constexpr (kIsComplex<To>)
        return {static_cast<float>(value), 0.0F};
    else if constexpr (std::is_same_v<To, bool>)
        return value != From();
    else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        // What does not fit is undefined in C++, and the smallest number on x86.
        constexpr auto kLimit = 9.2233720368547748e18;
        const auto number = static_cast<double>(value);
        if (!(number > -kLimit && number < kLimit)) return static_cast<To>(std::numeric_limits<std::int64_t>::min());
        return static_cast<To>(static_cast<std::int64_t>(value));
    } else
        return static_cast<To>(value);
}

template <typename T>
void copy_same(const Tensor& out, const Tensor& in)
{
    auto* to = reinterpret_cast<T*>(out.storage()->data());
    const auto* from = reinterpret_cast<const T*>(in.storage()->data());
    for_each_row<2>({&out, &in}, [&](const auto& first, const auto& steps, std::int64_t count) {
        if (steps[0] == 1 && steps[1] == 1) {
            std::memmove(to + first[0], from + first[1], static_cast<std::size_t>(count) * sizeof(T));
            return;
        }
        for (std::int64_t i = 0; i < count; ++i) to[first[0] + i * steps[0]] = from[first[1] + i * steps[1]];
    });
}

}  // namespace

void copy_numbers(const Tensor& out, const Tensor& in)
{
    with_type(out.type(), [&](auto to) {
        using To = decltype(to);
        if (in.type() == out.type()) return copy_same<To>(out, in);
        with_type(in.type(), [&](auto from) {
            using From = decltype(from);
            map<From, To>(out, in, [](From value) { return converted<To>(value); });
        });
    });
}

}  // namespace latentjam::infer::native
