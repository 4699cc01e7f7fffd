// Looks into every perform routine of the library: how long it takes, and whether it allocates, locks or enters the
// kernel. Linking perform_probe.cpp into a program that runs Pd in-process is all it takes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace latentjam::test {

struct PerformCounts {
    std::int64_t calls = 0;
    std::int64_t allocations = 0;     ///< malloc, free and their kin
    std::int64_t locks = 0;           ///< mutexes, conditions, read-write locks
    std::int64_t wake_ups = 0;        ///< futex(FUTEX_WAKE): allowed
    std::int64_t waits = 0;           ///< for a worker, until a block is due: on a busy machine a worker comes late
    std::int64_t system_calls = 0;    ///< everything else
    long first_system_call = -1;      ///< its number, to find the culprit
    std::vector<float> microseconds;  ///< one per call, up to the reserved number
};

/// Starts counting from zero; room for `calls` times. System calls are counted where the kernel can tell
/// (Linux 5.11+ on x86-64, see counts_system_calls()); each then costs a signal, so count and time apart.
enum class Kernel { kWatched, kLeftAlone };

/// The processor time of the calling thread leaves out what others take from it on a busy machine, but reading it
/// enters the kernel, which adds about 1 us to each call. The wall clock adds .03 us.
enum class Time { kOfThread, kOfWall };
void start_probe(std::size_t calls, Kernel kernel = Kernel::kWatched, Time time = Time::kOfThread);
PerformCounts stop_probe();
bool counts_system_calls();

/// False in builds whose sanitizer owns the functions that would be counted.
bool probe_works();

}  // namespace latentjam::test
