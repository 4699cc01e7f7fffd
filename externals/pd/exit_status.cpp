// Pd knows no way to give a status; the last exit handler does.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/exit_status.h"

#include "pd/host.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace latentjam::pd {

namespace {

std::atomic<int> status{0};

void leave_with_status()
{
    if (status == 0) return;
    std::fflush(nullptr);
    std::_Exit(status);
}

}  // namespace

void fail_batch() noexcept
{
    if (is_batch()) status = 1;
}

int exit_status() noexcept { return status; }

void exit_status_setup() { std::atexit(leave_with_status); }

}  // namespace latentjam::pd
