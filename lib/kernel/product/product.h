// Products of small matrices, in the instructions this processor has.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

namespace latentjam::kernel::product {

using Index = std::ptrdiff_t;

/// y = a b: rows x inner by inner x columns. The rows of b and y are contiguous and follow on one another; y overlaps
/// neither.
template <typename T>
struct Call {
    const T* a = nullptr;
    Index row_step = 0, column_step = 1;  ///< of a
    const T* b = nullptr;
    T* y = nullptr;
    Index rows = 0, inner = 0, columns = 0;
};

/// The same for every processor, to the bit (floats of x86 before AVX2 but for one rounding in 2^29).
struct Loops {
    const char* name;
    void (*of_floats)(const Call<float>& call) noexcept;
    void (*of_doubles)(const Call<double>& call) noexcept;
};

/// What this processor can run, the fastest first; the portable code is always there, last.
std::span<const Loops> available_loops() noexcept;

// One per file; null where the compiler cannot make it.
const Loops* avx512_loops() noexcept;
const Loops* avx2_loops() noexcept;
const Loops* portable_loops() noexcept;

}  // namespace latentjam::kernel::product
