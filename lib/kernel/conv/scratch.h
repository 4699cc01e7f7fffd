// Memory that a thread keeps from call to call.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

namespace latentjam::kernel::conv {

enum class Scratch { kRows, kLine, kOverlap, kBlocks };

/// `size` floats of the calling thread, which grow to its largest call. Throws std::bad_alloc while they grow. [worker]
template <Scratch kWhich>
float* scratch(std::ptrdiff_t size)
{
    thread_local std::vector<float> memory;
    if (memory.size() < static_cast<std::size_t>(size)) memory.resize(static_cast<std::size_t>(size));
    return memory.data();
}

}  // namespace latentjam::kernel::conv
