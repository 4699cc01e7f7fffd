// Memory for packed weights: large pieces that live as long as the model they belong to.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace latentjam::kernel::conv {

/// Grows in chunks, so that neighbours in a model are neighbours in memory; frees all at once. [worker]
class WeightStore {
public:
    static constexpr std::size_t kChunk = std::size_t{16} << 20U;  // bytes: of a whole model

    explicit WeightStore(std::size_t chunk = kChunk) noexcept : chunk_(chunk) {}

    /// `bytes` of anything, aligned to 64 bytes. Throws std::bad_alloc.
    void* take(std::size_t bytes);

    /// Has the system find and clear `bytes` now, while nothing was taken, and not when they are written. Throws
    /// std::bad_alloc.
    void make_ready(std::size_t bytes);

    /// Everything that was taken is free again, and its memory stays here. [worker]
    void clear() noexcept;

    /// What may be taken without asking the system, of a store that was cleared. [any]
    std::size_t capacity() const noexcept { return chunks_.size() == 1 ? first_size_ : 0; }

private:
    struct Free {
        void operator()(void* memory) const noexcept;
    };
    std::vector<std::unique_ptr<void, Free>> chunks_;
    std::size_t chunk_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t first_size_ = 0;  // of the first chunk
};

/// Stores that come back when their last user is done, for the next one: the system takes longer to find and to clear
/// new memory than weights take to be written. At most kMost wait, and are freed with the object. [worker]
class SpareStores : public std::enable_shared_from_this<SpareStores> {
public:
    /// A store for about so many bytes. Throws std::bad_alloc.
    std::shared_ptr<WeightStore> take(std::size_t bytes);

    /// Has a store of so many bytes wait for the first who takes one. Throws std::bad_alloc.
    void make_ready(std::size_t bytes);

private:
    static constexpr std::size_t kMost = 2;  // of a slider: one is heard, one is on trial, the next is being made

    void put_back(std::unique_ptr<WeightStore> store) noexcept;

    std::mutex mutex_;
    std::vector<std::unique_ptr<WeightStore>> spares_;
};

}  // namespace latentjam::kernel::conv
