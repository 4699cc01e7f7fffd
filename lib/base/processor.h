// Which instruction sets this processor has, for code that is compiled once per instruction set.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

namespace latentjam {

bool runs_avx2() noexcept;    ///< with FMA and F16C
bool runs_avx512() noexcept;  ///< AVX-512 F, and all of runs_avx2()

/// Up to four versions of the same code, the fastest first.
template <typename Version>
class Versions {
public:
    Versions() = default;

    /// `always` run on every processor of this architecture.
    Versions(const Version* avx512, const Version* avx2, std::initializer_list<const Version*> always) noexcept
    {
        add(runs_avx512(), avx512);
        add(runs_avx2(), avx2);
        for (const Version* version : always) add(true, version);
    }

    /// Ignored where the processor cannot run it, or where the compiler could not build it (null).
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
