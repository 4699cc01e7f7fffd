// [latentrec~ <name> flags]: records a latent signal into a named latent, one frame per step of the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"
#include "latent/recorder.h"
#include "pd/arguments.h"
#include "pd/hold.h"
#include "pd/host.h"
#include "pd/latents.h"
#include "pd/report.h"

#include <m_pd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "latentrec~";

t_class* latentrec_class;

struct LatentRec {
    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    latent::Recorder<t_sample> recorder;
    GridClock grid;
    std::vector<t_sample*> inputs;
    int ratio = 2048;
    int hold = 0;
    int inlets = 1;
    bool multichannel = false;
    bool recording = false;
    bool begins = false;  // the next frame is the first of a recording
    int loop_frames = 0;  // 0: none
    int next = 0;         // where the next frame goes
};

struct t_latentrec {
    t_object x_obj;
    t_float x_signal;
    t_outlet* x_info;
    t_clock* x_clock;
    LatentRec* x_rec;
};

void latentrec_error(t_latentrec* x, const std::string& message) { report(x, kName, message); }

void latentrec_info(t_latentrec* x, const char* selector, double value)
{
    t_atom atom = float_atom(value);
    outlet_anything(x->x_info, gensym(selector), 1, &atom);
}

// ---- recording -----------------------------------------------------------------------------------------------------

void latentrec_switch(t_latentrec* x, bool on)
{
    x->x_rec->recording = on;
    latentrec_info(x, "recording", on ? 1 : 0);
}

/// The first frame replaces what was there; so a recording that never gets a frame loses nothing.
void latentrec_begin(LatentRec& r, int dims)
{
    r.begins = false;
    r.next = 0;
    r.named->replace(latent::Sequence(dims, 0, static_cast<double>(sys_getsr()) / r.ratio));
}

/// Takes what perform has picked up: after the tick by Pd's clock, or before a message changes what to do with it.
void latentrec_collect(t_latentrec* x)
{
    LatentRec& r = *x->x_rec;
    const int dims = r.recorder.channels();
    const auto frames = r.recorder.take();
    if (const int lost = r.recorder.take_lost(); lost > 0)
        latentrec_error(x, std::to_string(lost) + " frames were lost: more went by than a tick has");
    if (!r.recording || frames.empty()) return;
    if (r.begins || r.named->content()->is_empty()) latentrec_begin(r, dims);
    if (r.named->content()->dims() != dims) {
        latentrec_error(x, "append: the signal has " + std::to_string(dims) + " channels and the latent " +
                               std::to_string(r.named->content()->dims()) + " dims; record starts anew");
        return latentrec_switch(x, false);
    }
    latent::Sequence& sequence = r.named->edit();
    r.next = std::min(r.next, sequence.frames());  // somebody may have shortened it
    for (auto at = frames.begin(); at != frames.end(); at += dims) {
        if (r.loop_frames > 0 && r.next >= r.loop_frames) r.next = 0;
        if (r.next >= sequence.frames()) {
            if (!latent::is_valid_size(dims, sequence.frames() + 1)) {
                latentrec_error(x, "the latent is full: " + std::to_string(sequence.frames()) + " frames");
                return latentrec_switch(x, false);
            }
            sequence.set_frames(r.next + 1);
        }
        std::copy_n(at, dims, sequence.frame(r.next).begin());
        ++r.next;
    }
    latentrec_info(x, "frame", r.next - 1);
}

void latentrec_record(t_latentrec* x)
{
    latentrec_collect(x);
    x->x_rec->begins = true;
    latentrec_switch(x, true);
}

void latentrec_append(t_latentrec* x)
{
    latentrec_collect(x);
    LatentRec& r = *x->x_rec;
    r.begins = false;
    r.next = r.named->content()->frames();
    latentrec_switch(x, true);
}

void latentrec_stop(t_latentrec* x)
{
    latentrec_collect(x);
    latentrec_switch(x, false);
}

void latentrec_loop(t_latentrec* x, t_symbol*, int argc, t_atom* argv)
{
    const auto frames = whole_number(argc, argv, 0);
    if (!frames || *frames < 0 || *frames > latent::kMostFrames)
        return latentrec_error(x, "loop takes a number of frames up to " + std::to_string(latent::kMostFrames) +
                                      "; 0 records without end");
    x->x_rec->loop_frames = *frames;
}

void latentrec_bang(t_latentrec* x)
{
    const LatentRec& r = *x->x_rec;
    latentrec_info(x, "recording", r.recording ? 1 : 0);
    latentrec_info(x, "dims", r.named->content()->dims());
    latentrec_info(x, "frames", r.named->content()->frames());
    latentrec_info(x, "loop", r.loop_frames);
    latentrec_info(x, "ratio", r.ratio);
}

// ---- sound ---------------------------------------------------------------------------------------------------------

t_int* latentrec_perform(t_int* w)
{
    auto* x = reinterpret_cast<t_latentrec*>(w[1]);
    LatentRec& r = *x->x_rec;
    const std::int64_t position = r.grid.next();
    if (!r.recording) return w + 3;
    r.recorder.process(r.inputs.data(), static_cast<int>(w[2]), position);
    if (r.recorder.has_frames()) clock_delay(x->x_clock, 0);
    return w + 3;
}

void latentrec_dsp(t_latentrec* x, t_signal** signals)
{
    LatentRec& r = *x->x_rec;
    const int block = static_cast<int>(signals[0]->s_n);
    r.inputs.clear();
    for (int i = 0; i < r.inlets; ++i) {
        const int channels = r.multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) r.inputs.push_back(signals[i]->s_vec + channel * block);
    }
    r.grid.prepare(block, static_cast<double>(signals[0]->s_sr));
    latentrec_collect(x);  // what waits has the old shape
    r.recorder.prepare(static_cast<int>(r.inputs.size()), r.ratio, r.hold, 2 * std::max(block, r.grid.tick()));
    dsp_add(latentrec_perform, 2, x, static_cast<t_int>(block));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void* latentrec_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_latentrec*>(pd_new(latentrec_class));
    x->x_rec = new LatentRec;
    LatentRec& r = *x->x_rec;
    x->x_clock = clock_new(x, reinterpret_cast<t_method>(latentrec_collect));

    Arguments arguments(argc, argv);
    r.multichannel = arguments.take_multichannel();
    r.inlets = arguments.take_int("-in", 1, latent::kMostDims).value_or(1);
    r.ratio = arguments.take_int("-ratio", 1, infer::kLargestRatio).value_or(r.ratio);
    const auto hold = arguments.take_value("-hold");
    const auto name = arguments.take_next();
    for (const auto& line : arguments.errors()) latentrec_error(x, line);
    if (r.multichannel) r.inlets = 1;
    if (hold) {
        const auto point = parse_hold(1, &*hold);
        if (!point || *point >= r.ratio)
            latentrec_error(
                x, "-hold " + text_of(*hold) + ": first, last, or a sample from 0 to " + std::to_string(r.ratio - 1));
        else
            r.hold = *point == infer::kHoldLast ? r.ratio - 1 : *point;
    }
    if (name && name->a_type == A_SYMBOL)
        r.named = named_latent(name->a_w.w_symbol);
    else
        latentrec_error(x, "where to? latentrec~ <name of a latent> flags");

    for (int i = 1; i < r.inlets; ++i) inlet_new(&x->x_obj, &x->x_obj.ob_pd, &s_signal, &s_signal);
    x->x_info = outlet_new(&x->x_obj, &s_anything);
    return x;
}

void latentrec_free(t_latentrec* x)
{
    clock_free(x->x_clock);
    delete x->x_rec;
}

void latentrec_name(t_latentrec* x, t_symbol* name)
{
    x->x_rec->named = named_latent(name);
    x->x_rec->begins = true;
}

template <typename Method>
void add_message(Method method, const char* selector, t_atomtype first = A_NULL)
{
    class_addmethod(latentrec_class, reinterpret_cast<t_method>(method), gensym(selector), first, A_NULL);
}

}  // namespace

void latentrec_tilde_setup()
{
    const int flags = has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    latentrec_class =
        class_new(gensym(kName), reinterpret_cast<t_newmethod>(latentrec_new),
                  reinterpret_cast<t_method>(latentrec_free), sizeof(t_latentrec), flags, A_GIMME, A_NULL);
    CLASS_MAINSIGNALIN(latentrec_class, t_latentrec, x_signal);
    class_addbang(latentrec_class, latentrec_bang);
    class_addmethod(latentrec_class, reinterpret_cast<t_method>(latentrec_dsp), gensym("dsp"), A_CANT, A_NULL);
    add_message(latentrec_record, "record");
    add_message(latentrec_append, "append");
    add_message(latentrec_stop, "stop");
    add_message(latentrec_loop, "loop", A_GIMME);
    add_message(latentrec_name, "name", A_SYMBOL);
}
