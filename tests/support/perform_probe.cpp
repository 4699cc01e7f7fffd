// The program's own malloc, pthread_mutex_lock and dsp_add come before those of the libraries it loads.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/perform_probe.h"

#include <m_pd.h>

#include <dlfcn.h>
#include <pthread.h>

#include <csignal>
#include <cstdarg>
#include <cstring>
#include <ctime>
#include <utility>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LATENTJAM_PROBE 0
#else
#define LATENTJAM_PROBE 1
#endif

#if defined(__linux__) && defined(__x86_64__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#define LATENTJAM_SEES_KERNEL 1
#else
#define LATENTJAM_SEES_KERNEL 0
#endif

namespace latentjam::test {

namespace {

PerformCounts counts;
bool counting = false;
clockid_t clock_read = CLOCK_THREAD_CPUTIME_ID;
thread_local bool inside = false;  // this thread is in a perform routine that is being looked at

}  // namespace

// ---- the kernel: Syscall User Dispatch turns every system call of this thread into a signal while `gate` says so ----

#if LATENTJAM_SEES_KERNEL

namespace {

constexpr int kSetDispatch = 59;  // PR_SET_SYSCALL_USER_DISPATCH, newer than some headers
constexpr int kFutexWait = 0, kFutexWake = 1, kFutexWaitBitset = 9;
constexpr int kFutexCommandMask = 127;

volatile char gate = 0;  // 0 lets calls pass, 1 stops them
bool sees_kernel = false;

long pass_on(long number, const greg_t* r)
{
    long result;
    register long r10 __asm__("r10") = r[REG_R10];
    register long r8 __asm__("r8") = r[REG_R8];
    register long r9 __asm__("r9") = r[REG_R9];
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(r[REG_RDI]), "S"(r[REG_RSI]), "d"(r[REG_RDX]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

// The gate stays open for the rest of this perform call, for returning from the signal is a system call too. So a call
// that wakes a worker and then does something else shows the wake-up only; one that does something else first is seen.
void on_system_call(int, siginfo_t* info, void* context)
{
    gate = 0;
    greg_t* r = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const long number = info->si_syscall;
    const auto command = number == SYS_futex ? r[REG_RSI] & kFutexCommandMask : -1;
    const bool has_end = r[REG_R10] != 0;
    if (command == kFutexWake) {
        ++counts.wake_ups;
    } else if ((command == kFutexWait || command == kFutexWaitBitset) && has_end) {
        ++counts.waits;
    } else {
        ++counts.system_calls;
        if (counts.first_system_call < 0) counts.first_system_call = number;
    }
    r[REG_RAX] = pass_on(number, r);
}

void watch_kernel()
{
    struct sigaction action {};
    action.sa_sigaction = on_system_call;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, nullptr);
    sees_kernel = prctl(kSetDispatch, 1, 0, 0, &gate) == 0;
}

}  // namespace

bool counts_system_calls() { return sees_kernel; }

#else

namespace {
volatile char gate = 0;
void watch_kernel() {}
}  // namespace
bool counts_system_calls() { return false; }

#endif

bool probe_works() { return LATENTJAM_PROBE != 0; }

void start_probe(std::size_t calls, Kernel kernel, Time time)
{
    clock_read = time == Time::kOfWall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
    counts = {};
    counts.microseconds.reserve(calls);
    if (kernel == Kernel::kWatched) watch_kernel();
    counting = true;
}

PerformCounts stop_probe()
{
    counting = false;
    return std::exchange(counts, {});
}

namespace {

double microseconds_now()
{
    timespec time{};
    clock_gettime(clock_read, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

t_int* look_into(t_int* w)
{
    const auto routine = reinterpret_cast<t_perfroutine>(w[1]);
    if (!counting) return routine(w + 1);
    const double begin = microseconds_now();
    inside = true;
    gate = 1;
    t_int* const next = routine(w + 1);
    gate = 0;
    inside = false;
    const auto taken = static_cast<float>(microseconds_now() - begin);
    ++counts.calls;
    if (counts.microseconds.size() < counts.microseconds.capacity()) counts.microseconds.push_back(taken);
    return next;
}

}  // namespace

}  // namespace latentjam::test

#if LATENTJAM_PROBE

using latentjam::test::counts;
using latentjam::test::inside;

// Hidden symbols do not stand in front of others.
#pragma GCC visibility push(default)

extern "C" {

/// Pd's dsp_add: a perform routine of ours is replaced by look_into(), with itself as the first argument.
void dsp_add(t_perfroutine routine, int n, ...)
{
    std::vector<t_int> arguments;
    Dl_info info{};
    const bool ours =
        dladdr(reinterpret_cast<void*>(routine), &info) && info.dli_fname && std::strstr(info.dli_fname, "latentjam.");
    if (ours) arguments.push_back(reinterpret_cast<t_int>(routine));
    va_list list;
    va_start(list, n);
    for (int i = 0; i < n; ++i) arguments.push_back(va_arg(list, t_int));
    va_end(list);
    dsp_addv(ours ? latentjam::test::look_into : routine, static_cast<int>(arguments.size()), arguments.data());
}

// NOLINTBEGIN(readability-identifier-naming): glibc's names
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
// NOLINTEND(readability-identifier-naming)

void* malloc(std::size_t size)
{
    if (inside) ++counts.allocations;
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size)
{
    if (inside) ++counts.allocations;
    return __libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size)
{
    if (inside) ++counts.allocations;
    return __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size)
{
    if (inside) ++counts.allocations;
    return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** result, std::size_t alignment, std::size_t size)
{
    *result = memalign(alignment, size);
    return *result ? 0 : 12;  // ENOMEM
}

void free(void* memory)
{
    if (inside && memory) ++counts.allocations;
    __libc_free(memory);
}

#define LATENTJAM_COUNT_LOCK(name, type)                                                    \
    int name(type* object) noexcept /* NOLINT(bugprone-macro-parentheses): a type */        \
    {                                                                                       \
        static const auto real = reinterpret_cast<int (*)(type*)>(dlsym(RTLD_NEXT, #name)); \
        if (inside) ++counts.locks;                                                         \
        return real(object);                                                                \
    }

LATENTJAM_COUNT_LOCK(pthread_mutex_lock, pthread_mutex_t)
LATENTJAM_COUNT_LOCK(pthread_mutex_trylock, pthread_mutex_t)
LATENTJAM_COUNT_LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
LATENTJAM_COUNT_LOCK(pthread_rwlock_wrlock, pthread_rwlock_t)
LATENTJAM_COUNT_LOCK(pthread_cond_signal, pthread_cond_t)
LATENTJAM_COUNT_LOCK(pthread_cond_broadcast, pthread_cond_t)

}  // extern "C"

#pragma GCC visibility pop

#endif
