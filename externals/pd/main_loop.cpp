// One clock per process; it runs only while something is under way.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/main_loop.h"

#include "work/worker_pool.h"

#include <m_pd.h>

namespace latentjam::pd {

namespace {

constexpr double kInterval_ms = 3;
t_clock* poll_clock = nullptr;

void poll(void*)
{
    if (work::WorkerPool::shared().deliver()) clock_delay(poll_clock, kInterval_ms);
}

}  // namespace

void main_loop_setup()
{
    static int owner;
    poll_clock = clock_new(&owner, reinterpret_cast<t_method>(poll));
}

void main_loop_watch() { clock_delay(poll_clock, kInterval_ms); }

}  // namespace latentjam::pd
