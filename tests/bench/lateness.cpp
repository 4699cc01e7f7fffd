// [lateness]: how far logical time falls behind the wall's, and what Pd's own work costs. Looks every 10 ms of logical
// time; after each 1000 looks a list comes out: the furthest it was behind, in ms, and the processor time, in ms, that
// the main thread took for the busiest 10 ms.
// SPDX-License-Identifier: BSD-3-Clause
#include <m_pd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <new>

namespace {

constexpr double kStep = 10;  // ms
constexpr int kLooks = 1000;

double ms_of(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

struct Lateness {
    t_object object;
    t_clock* clock;
    double start;  // logical
    double own_time;
    double earliest, earliest_before;  // the wall's time minus logical time; in these looks, in those before
    double worst, busiest;             // ms, since the last list
    int looks;
};

t_class* lateness_class;

void look(Lateness* x)
{
    clock_delay(x->clock, kStep);
    const double ahead = ms_of(CLOCK_MONOTONIC) - clock_gettimesince(x->start);
    x->earliest = std::min(x->earliest, ahead);
    x->worst = std::max(x->worst, ahead - std::min(x->earliest, x->earliest_before));

    const double own_time = ms_of(CLOCK_THREAD_CPUTIME_ID);
    x->busiest = std::max(x->busiest, own_time - x->own_time);
    x->own_time = own_time;

    if (++x->looks < kLooks) return;
    std::array<t_atom, 2> out;
    SETFLOAT(&out[0], static_cast<t_float>(x->worst));
    SETFLOAT(&out[1], static_cast<t_float>(x->busiest));
    x->worst = x->busiest = 0;
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
    x->earliest = x->earliest_before = std::numeric_limits<double>::infinity();
    x->worst = x->busiest = 0;
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
