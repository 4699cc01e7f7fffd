// Chunks from the system; untouched pages take no memory.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/weight_store.h"

#include "base/huge_pages.h"

#include <algorithm>
#include <new>

namespace latentjam::kernel::conv {

namespace {

constexpr std::size_t kAlignment = 64;  // a cache line, the widest register

}  // namespace

void* WeightStore::take(std::size_t bytes)
{
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (bytes > left_) {
        const std::size_t size = std::max(bytes, chunk_);
        chunks_.emplace_back(::operator new (size, std::align_val_t{kAlignment}));
        next_ = static_cast<char*>(chunks_.back().get());
        left_ = size;
        if (chunks_.size() == 1) first_size_ = size;
        ask_for_huge_pages(next_, size);  // of the chunk: layers of 2 MB are read half as fast from small pages
    }
    char* memory = next_;
    next_ += bytes;
    left_ -= bytes;
    return memory;
}

void WeightStore::make_ready(std::size_t bytes)
{
    constexpr std::size_t kPage = 4096;  // the smallest there is
    auto* const memory = static_cast<volatile char*>(take(bytes));
    for (std::size_t at = 0; at < bytes; at += kPage) memory[at] = 0;
    clear();
}

void WeightStore::clear() noexcept
{
    if (chunks_.empty()) return;
    chunks_.resize(1);
    next_ = static_cast<char*>(chunks_.front().get());
    left_ = first_size_;
}

std::shared_ptr<WeightStore> SpareStores::take(std::size_t bytes)
{
    std::unique_ptr<WeightStore> store;
    {
        const std::scoped_lock lock(mutex_);
        spares_.reserve(kMost);
        const auto fits = [&](const auto& spare) {
            return spare->capacity() >= bytes && spare->capacity() <= 2 * bytes;
        };
        const auto found = std::find_if(spares_.begin(), spares_.end(), fits);
        if (found != spares_.end()) {
            store = std::move(*found);
            spares_.erase(found);
        }
    }
    if (!store) store = std::make_unique<WeightStore>(bytes);  // no more: a layer may be small
    return {store.release(), [home = weak_from_this()](WeightStore* done) {
                std::unique_ptr<WeightStore> owned(done);
                if (const auto here = home.lock()) here->put_back(std::move(owned));
            }};
}

void SpareStores::make_ready(std::size_t bytes) { take(bytes)->make_ready(bytes); }

void SpareStores::put_back(std::unique_ptr<WeightStore> store) noexcept
{
    store->clear();
    const std::scoped_lock lock(mutex_);
    if (spares_.size() < kMost) spares_.push_back(std::move(store));
}

void WeightStore::Free::operator()(void* memory) const noexcept
{
    ::operator delete (memory, std::align_val_t{kAlignment});
}

}  // namespace latentjam::kernel::conv
