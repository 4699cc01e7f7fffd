// Code that is compiled once for each kind of processor: what this one can run.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace latentjam {

bool runs_avx2() noexcept;    ///< with FMA and F16C
bool runs_avx512() noexcept;  ///< its foundation, and what AVX2 has

/// Up to four versions of the same code, the fastest first.
template <typename Version>
class Versions {
public:
    /// Nothing happens where the processor cannot run it, or the compiler could not make it.
    void add(bool runs, const Version* version) noexcept
    {
        if (runs && version != nullptr) versions_[count_++] = *version;
    }

    std::span<const Version> all() const noexcept { return {versions_.data(), count_}; }

private:
    std::array<Version, 4> versions_{};
    std::size_t count_ = 0;
};

}  // namespace latentjam
