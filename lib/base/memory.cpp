// When memory goes back to the system.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/memory.h"

#include <cstdlib>  // defines __GLIBC__

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace latentjam {

void keep_freed_memory() noexcept
{
#if defined(__GLIBC__)
    constexpr int kLargestInHeap = 32 << 20;  // bytes: the most that glibc allows; what is larger is mapped for itself
    constexpr int kKept = 256 << 20;
    mallopt(M_MMAP_THRESHOLD, kLargestInHeap);
    mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

void trim_memory() noexcept
{
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

}  // namespace latentjam
