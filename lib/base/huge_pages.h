// Huge pages for large memory that is about to be filled: with ordinary ones the system's page faults take longer.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <cstddef>
#include <cstdint>
#include <vector>

namespace latentjam {

/// A wish: where it is not granted nothing changes. [any]
inline void ask_for_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) noexcept
{
#if defined(__linux__)
    constexpr std::size_t kHugePage = std::size_t{2} << 20U;  // of x86-64, and the usual one of arm64
    const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(memory) % kHugePage) % kHugePage;
    if (bytes < before + 2 * kHugePage) return;  // smaller ones would waste too much of a page
    madvise(static_cast<char*>(memory) + before, (bytes - before) / kHugePage * kHugePage, MADV_HUGEPAGE);
#endif
}

/// Room for so many values, of which none has been touched yet. [worker]
template <typename Value>
void reserve_on_huge_pages(std::vector<Value>& values, std::size_t count)
{
    if (count <= values.capacity()) return;
    values.clear();
    values.reserve(count);
    ask_for_huge_pages(values.data(), count * sizeof(Value));
}

}  // namespace latentjam
