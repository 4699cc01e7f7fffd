// SPDX-License-Identifier: BSD-3-Clause
#include "infer/late.h"

#include <atomic>

namespace latentjam::infer {

namespace {

std::atomic<long> late{0};

}  // namespace

long late_blocks() noexcept { return late.load(std::memory_order_relaxed); }

void count_late_block() noexcept { late.fetch_add(1, std::memory_order_relaxed); }

}  // namespace latentjam::infer
