// latentjam-link: an Ableton Link session in Pd, so that several machines begin together. Link falls under the GNU
// General Public License, and so does this file, alone: nothing else links to it or needs it.
// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/export.h"

#include <m_pd.h>
#include <ableton/Link.hpp>

#include <chrono>
#include <cmath>
#include <memory>

namespace {

constexpr double kPoll_ms = 1;
constexpr double kUsualBpm = 120;
constexpr double kLeastBpm = 20, kMostBpm = 999;  // Link's own limits

struct Told {
    double tempo = 0;
    double bar = 0;
    std::size_t others = 0;
    bool plays = false;
};

struct Session {
    ableton::Link link{kUsualBpm};
    Told told;
};

t_class* link_class = nullptr;

struct t_link {
    t_object x_obj;
    Session* session;
    t_outlet* outlet;
    t_clock* clock;
    double quantum;  // beats in a bar
};

void tell(const t_link* x, const char* word, double number)
{
    t_atom atom;
    SETFLOAT(&atom, static_cast<t_float>(number));
    outlet_anything(x->outlet, gensym(word), 1, &atom);
}

// Each millisecond of Pd's time, outside perform: Link's state is behind a lock.
void poll(t_link* x)
{
    auto& [link, told] = *x->session;
    const auto state = link.captureAppSessionState();
    const auto now = link.clock().micros();
    if (const double tempo = state.tempo(); std::abs(tempo - told.tempo) > 1e-6) tell(x, "tempo", told.tempo = tempo);
    if (const auto others = link.numPeers(); others != told.others)
        tell(x, "others", static_cast<double>(told.others = others));
    if (const double bar = std::floor(state.beatAtTime(now, x->quantum) / x->quantum); bar != told.bar)
        tell(x, "bar", told.bar = bar);
    const bool plays = state.isPlaying() && now >= state.timeForIsPlaying();
    if (plays != told.plays) outlet_anything(x->outlet, gensym(plays ? "start" : "stop"), 0, nullptr);
    told.plays = plays;
    clock_delay(x->clock, kPoll_ms);
}

void enable(t_link* x, t_floatarg on)
{
    x->session->told = {};
    x->session->link.enable(on != 0);
    x->session->link.enableStartStopSync(on != 0);
    if (on != 0)
        clock_delay(x->clock, 0);
    else
        clock_unset(x->clock);
}

void set_tempo(t_link* x, t_floatarg bpm)
{
    if (!(bpm >= kLeastBpm && bpm <= kMostBpm))
        return pd_error(x, "latentjam-link: tempo %g is not within %g and %g BPM", bpm, kLeastBpm, kMostBpm);
    auto& link = x->session->link;
    auto state = link.captureAppSessionState();
    state.setTempo(bpm, link.clock().micros());
    link.commitAppSessionState(state);
}

void set_quantum(t_link* x, t_floatarg beats)
{
    if (!(beats >= 1 && beats <= 64)) return pd_error(x, "latentjam-link: a bar of %g beats: it has 1 to 64", beats);
    x->quantum = beats;
}

// All machines of the session begin, or end, where its next bar does.
void play(t_link* x, bool plays)
{
    auto& link = x->session->link;
    if (!link.isEnabled()) return pd_error(x, "latentjam-link: enable 1 first");
    auto state = link.captureAppSessionState();
    const auto now = link.clock().micros();
    const double next = std::floor(state.beatAtTime(now, x->quantum) / x->quantum + 1) * x->quantum;
    state.setIsPlaying(plays, plays ? state.timeAtBeat(next, x->quantum) : now);
    link.commitAppSessionState(state);
}

void start(t_link* x) { play(x, true); }
void stop(t_link* x) { play(x, false); }

void* create(t_floatarg beats)
{
    auto* x = reinterpret_cast<t_link*>(pd_new(link_class));
    x->session = std::make_unique<Session>().release();
    x->outlet = outlet_new(&x->x_obj, nullptr);
    x->clock = clock_new(x, reinterpret_cast<t_method>(poll));
    x->quantum = 4;
    if (beats != 0) set_quantum(x, beats);
    return x;
}

void destroy(t_link* x)
{
    clock_free(x->clock);
    const std::unique_ptr<Session> session(x->session);
}

template <typename Method>
void add(Method method, const char* word, t_atomtype argument)
{
    class_addmethod(link_class, reinterpret_cast<t_method>(method), gensym(word), argument, A_NULL);
}

}  // namespace

LATENTJAM_EXPORT void setup_latentjam0x2dlink()
{
    link_class = class_new(gensym("latentjam-link"), reinterpret_cast<t_newmethod>(create),
                           reinterpret_cast<t_method>(destroy), sizeof(t_link), CLASS_DEFAULT, A_DEFFLOAT, A_NULL);
    add(enable, "enable", A_FLOAT);
    add(set_tempo, "tempo", A_FLOAT);
    add(set_quantum, "quantum", A_FLOAT);
    add(start, "start", A_NULL);
    add(stop, "stop", A_NULL);
}
