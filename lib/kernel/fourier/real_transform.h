// Fourier transforms of real signals whose length is a power of two.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::kernel::fourier {

struct Loops;

/// exp(-2 pi i k / n) for some k, real and imaginary parts apart.
struct Turns {
    std::vector<float> real, imaginary;
};

/// A transform of half the length, of pairs of neighbours: over the columns of a matrix, then over its rows, so that
/// every loop runs along contiguous numbers. Shared by any number of threads.
class RealTransform {
public:
    /// Powers of two from 8 to 2^20. [any]
    static bool knows(std::ptrdiff_t length) noexcept;

    explicit RealTransform(int length);

    int length() const noexcept { return 2 * rows_ * lanes_; }

    /// Numbers of work space that each call needs.
    std::size_t work_size() const noexcept { return static_cast<std::size_t>(2 * length()); }

    /// `spectrum`: length / 2 + 1 pairs of real and imaginary part. Neither overlaps `work`. [worker]
    void forward(const float* x, float* spectrum, float scale, float* work, const Loops& loops) const noexcept;

    /// The other way; the imaginary parts of the first and the last pair are ignored. [worker]
    void inverse(const float* spectrum, float* x, float scale, float* work, const Loops& loops) const noexcept;

    // For the loops.
    int rows() const noexcept { return rows_; }
    int lanes() const noexcept { return lanes_; }
    const Turns& of_rows() const noexcept { return of_rows_; }
    const Turns& of_lanes() const noexcept { return of_lanes_; }
    const Turns& between() const noexcept { return between_; }
    const Turns& of_all() const noexcept { return of_all_; }

private:
    int rows_, lanes_;
    Turns of_rows_, of_lanes_;  ///< k = 0 ... of their number
    Turns between_;             ///< of half the length, k = row * lane
    Turns of_all_;              ///< of the whole length, k below half of it
};

/// The same for every processor, to the bit.
struct Loops {
    const char* name;
    void (*forward)(const RealTransform& of, const float* x, float* spectrum, float scale, float* work) noexcept;
    void (*inverse)(const RealTransform& of, const float* spectrum, float* x, float scale, float* work) noexcept;
};

/// What this processor can run, the fastest first; the portable code is always there, last.
std::span<const Loops> available_loops() noexcept;

// One per file; null where the compiler cannot make it.
const Loops* avx512_loops() noexcept;
const Loops* avx2_loops() noexcept;
const Loops* portable_loops() noexcept;

}  // namespace latentjam::kernel::fourier
