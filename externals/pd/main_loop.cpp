// One clock per process, which runs only while jobs are under way; and one listener to `pd quit`.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/main_loop.h"

#include "pd/exit_status.h"
#include "work/workers.h"

#include <m_pd.h>

namespace latentjam::pd {

namespace {

constexpr double kInterval_ms = 1;
t_clock* poll_clock = nullptr;
bool is_watching = false;

void poll(void*)
{
    is_watching = work::workers_of_process().jobs.deliver();
    if (is_watching) clock_delay(poll_clock, kInterval_ms);
}

// Bound to the receive name `pd`, as any [receive pd] is, and there before Pd's own object: Pd's own way out.
struct t_listener {
    t_pd x_pd;
};

void listener_quit(t_listener*) { work::rest_or_leave(exit_status()); }

void listener_anything(t_listener*, t_symbol*, int, t_atom*) {}

}  // namespace

void main_loop_setup()
{
    work::rest_before_exit();  // other ways out: a program that holds Pd ends
    static int owner;
    poll_clock = clock_new(&owner, reinterpret_cast<t_method>(poll));

    t_class* listener_class =
        class_new(gensym("latentjam-main-loop"), nullptr, nullptr, sizeof(t_listener), CLASS_PD, A_NULL);
    class_addmethod(listener_class, reinterpret_cast<t_method>(listener_quit), gensym("quit"), A_NULL);
    class_addanything(listener_class, listener_anything);
    pd_bind(pd_new(listener_class), gensym("pd"));
}

void main_loop_watch()
{
    if (!is_watching) clock_delay(poll_clock, kInterval_ms);
    is_watching = true;
}

}  // namespace latentjam::pd
