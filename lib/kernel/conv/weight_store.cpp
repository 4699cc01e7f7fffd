// Chunks from the system; untouched pages take no memory.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/weight_store.h"

#include "base/huge_pages.h"

#include <algorithm>
#include <new>

namespace latentjam::kernel::conv {

namespace {

constexpr std::size_t kAlignment = 64;                  // a cache line, the widest register
constexpr std::size_t kChunk = std::size_t{16} << 20U;  // large enough for glibc to map it and to give it back

}  // namespace

void* WeightStore::take(std::size_t bytes)
{
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (bytes > left_) {
        const std::size_t size = std::max(bytes, kChunk);
        chunks_.emplace_back(::operator new (size, std::align_val_t{kAlignment}));
        next_ = static_cast<char*>(chunks_.back().get());
        left_ = size;
    }
    char* memory = next_;
    next_ += bytes;
    left_ -= bytes;
    ask_for_huge_pages(memory, bytes);
    return memory;
}

void WeightStore::Free::operator()(void* memory) const noexcept
{
    ::operator delete (memory, std::align_val_t{kAlignment});
}

}  // namespace latentjam::kernel::conv
