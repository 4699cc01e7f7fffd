// [lateness]: how far logical time falls behind the wall's, and how far it would fall behind on a machine that gave Pd
// its processor whenever it asked. Looks every 10 ms of logical time; after each 1000 looks a list comes out: by the
// wall, the worst in ms and how many looks found more than 20 ms; by Pd's own work, the processor time of the busiest
// 10 ms and how many looks found more than 20 ms left over.
//
// Own work is a queue with one server (Lindley 1952): what a stretch of 10 ms costs the main thread in processor time,
// plus what was left over before, minus 10 ms, is left over now.
// SPDX-License-Identifier: BSD-3-Clause
#include <m_pd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <new>

namespace {

constexpr double kStep = 10, kLate = 20;  // ms
constexpr int kLooks = 1000;

double ms_of(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

// Since the last list.
struct Seen {
    double worst = 0, busiest = 0;  // ms
    int late = 0, late_by_work = 0;
};

struct Lateness {
    t_object object;
    t_clock* clock;
    double start;  // logical
    double own_time, left_over;
    double earliest, earliest_before;  // the wall's time minus logical time; in these looks, in those before
    Seen seen;
    int looks;
};

t_class* lateness_class;

void look(Lateness* x)
{
    clock_delay(x->clock, kStep);
    const double ahead = ms_of(CLOCK_MONOTONIC) - clock_gettimesince(x->start);
    x->earliest = std::min(x->earliest, ahead);
    const double behind = ahead - std::min(x->earliest, x->earliest_before);
    x->seen.worst = std::max(x->seen.worst, behind);
    if (behind > kLate) ++x->seen.late;

    const double own_time = ms_of(CLOCK_THREAD_CPUTIME_ID), work = own_time - x->own_time;
    x->own_time = own_time;
    x->left_over = std::max(0.0, x->left_over + work - kStep);
    x->seen.busiest = std::max(x->seen.busiest, work);
    if (x->left_over > kLate) ++x->seen.late_by_work;

    if (++x->looks < kLooks) return;
    std::array<t_atom, 4> out;
    SETFLOAT(&out[0], static_cast<t_float>(x->seen.worst));
    SETFLOAT(&out[1], static_cast<t_float>(x->seen.late));
    SETFLOAT(&out[2], static_cast<t_float>(x->seen.busiest));
    SETFLOAT(&out[3], static_cast<t_float>(x->seen.late_by_work));
    x->seen = {};
    x->looks = 0;
    x->earliest_before = x->earliest;  // the two clocks may drift apart, slowly
    x->earliest = std::numeric_limits<double>::infinity();
    outlet_list(x->object.ob_outlet, &s_list, static_cast<int>(out.size()), out.data());
}

void* create()
{
    auto* x = reinterpret_cast<Lateness*>(pd_new(lateness_class));
    x->clock = clock_new(x, reinterpret_cast<t_method>(look));
    x->start = clock_getlogicaltime();
    x->own_time = ms_of(CLOCK_THREAD_CPUTIME_ID);
    x->left_over = 0;
    x->earliest = x->earliest_before = std::numeric_limits<double>::infinity();
    x->seen = {};
    x->looks = 0;
    outlet_new(&x->object, &s_list);
    clock_delay(x->clock, kStep);
    return x;
}

void destroy(Lateness* x) { clock_free(x->clock); }

}  // namespace

extern "C" void lateness_setup()
{
    lateness_class = class_new(gensym("lateness"), reinterpret_cast<t_newmethod>(create),
                               reinterpret_cast<t_method>(destroy), sizeof(Lateness), CLASS_DEFAULT, A_NULL);
}
