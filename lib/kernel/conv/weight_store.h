// Memory for packed weights: large pieces that live as long as the model they belong to.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace latentjam::kernel::conv {

/// Grows in chunks, so that neighbours in a model are neighbours in memory; frees all at once. [worker]
class WeightStore {
public:
    /// `bytes` of anything, aligned to 64 bytes. Throws std::bad_alloc.
    void* take(std::size_t bytes);

private:
    struct Free {
        void operator()(void* memory) const noexcept;
    };
    std::vector<std::unique_ptr<void, Free>> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace latentjam::kernel::conv
