// Scheduling classes, thread names and denormals, where the system offers them.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/priority.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#if !defined(_WIN32)
#include <pthread.h>
#include <sched.h>
#endif
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include <algorithm>

namespace latentjam::work {

namespace {

void flush_denormals() noexcept
{
#if defined(__SSE2__)
    constexpr unsigned kFlushToZero = 0x8000;
    constexpr unsigned kDenormalsAreZero = 0x0040;
    _mm_setcsr(_mm_getcsr() | kFlushToZero | kDenormalsAreZero);
#elif defined(__aarch64__)
    constexpr unsigned long kFlushToZero = 1ul << 24;
    unsigned long control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | kFlushToZero));
#endif
}

void name_thread([[maybe_unused]] const char* name) noexcept
{
#if defined(__linux__)
    pthread_setname_np(pthread_self(), name);
#elif defined(__APPLE__)
    pthread_setname_np(name);
#endif
}

}  // namespace

void become_audio_worker() noexcept
{
    name_thread("latentjam audio");
    flush_denormals();
#if !defined(_WIN32)
    int policy = 0;
    sched_param param{};
    if (pthread_getschedparam(pthread_self(), &policy, &param) != 0) return;
    if (policy == SCHED_FIFO || policy == SCHED_RR) {
        param.sched_priority = std::max(sched_get_priority_min(policy), param.sched_priority - 1);
        pthread_setschedparam(pthread_self(), policy, &param);
    }
#if defined(__linux__)
    // A batch thread does not preempt its waker: without this, the perform call that wakes a worker may be preempted by
    // it for milliseconds when Pd has no real-time priority.
    if (policy == SCHED_OTHER) pthread_setschedparam(pthread_self(), SCHED_BATCH, &param);
#endif
#endif
}

void become_file_worker() noexcept
{
    name_thread("latentjam files");
#if !defined(_WIN32)
    const sched_param ordinary{};
    pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
#endif
}

void become_background_worker() noexcept
{
    become_file_worker();
#if defined(__linux__)
    // On Linux a nice value belongs to a thread. 5 is about a third of an ordinary thread's share: a load gives way to
    // sound, and still ends on a machine that is busy with other things.
    constexpr int kNice = 5;
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNice);
#endif
}

}  // namespace latentjam::work
