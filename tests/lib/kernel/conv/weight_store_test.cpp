// Memory for packed weights: what is taken, and what comes back for the next ones.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/weight_store.h"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

using namespace latentjam::kernel::conv;

TEST_CASE("What is taken is aligned, does not overlap, and may be larger than a chunk")
{
    WeightStore store;
    std::vector<char*> taken;
    const std::vector<std::size_t> sizes{1, 64, 100, std::size_t{17} << 20U, 3};
    for (const auto size : sizes) {
        taken.push_back(static_cast<char*>(store.take(size)));
        CHECK(reinterpret_cast<std::uintptr_t>(taken.back()) % 64 == 0);
        std::memset(taken.back(), static_cast<int>(taken.size()), size);
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
        CHECK(taken[i][0] == static_cast<char>(i + 1));
        CHECK(taken[i][sizes[i] - 1] == static_cast<char>(i + 1));
    }
}

TEST_CASE("A store that is done comes back for the next weights of its size")
{
    const auto spares = std::make_shared<SpareStores>();
    constexpr std::size_t kBytes = std::size_t{20} << 20U;
    auto first = spares->take(kBytes);
    void* const memory = first->take(kBytes);
    const auto second = spares->take(kBytes);
    CHECK(second->take(kBytes) != memory);
    first = nullptr;
    CHECK(spares->take(kBytes / 4)->capacity() == 0);  // too large for these
    const auto third = spares->take(kBytes);
    CHECK(third->take(kBytes) == memory);
}

TEST_CASE("A store that was made ready is what the first weights of its size are written to")
{
    const auto spares = std::make_shared<SpareStores>();
    constexpr std::size_t kBytes = std::size_t{3} << 20U;
    spares->make_ready(kBytes);
    const auto first = spares->take(kBytes), second = spares->take(kBytes);
    CHECK(first->capacity() == kBytes);
    CHECK(second->capacity() == 0);  // nothing of it was asked for yet
    CHECK(first->take(kBytes) != nullptr);
    CHECK(first->capacity() == kBytes);
}

TEST_CASE("Two stores wait at most, and none when nothing is bent any more")
{
    auto spares = std::make_shared<SpareStores>();
    std::vector<std::shared_ptr<WeightStore>> all;
    for (int i = 0; i < 4; ++i) {
        all.push_back(spares->take(100));
        static_cast<void>(all.back()->take(100));
    }
    all.resize(1);
    int waiting = 0;
    for (int i = 0; i < 4; ++i) {
        all.push_back(spares->take(100));
        waiting += all.back()->capacity() > 0 ? 1 : 0;
    }
    CHECK(waiting == 2);
    const std::weak_ptr<SpareStores> gone = spares;
    spares = nullptr;
    CHECK(gone.expired());  // stores do not keep it
    all.clear();
}
