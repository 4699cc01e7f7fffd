// [rave~ <model> [<method>] [<buffer>] flags]: plays any method of a neural audio model (nn~ conventions) in real time.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/session.h"
#include "pd/arguments.h"
#include "pd/host.h"
#include "pd/main_loop.h"
#include "pd/models.h"
#include "pd/rave_box.h"
#include "pd/rave_options.h"
#include "pd/rave_wishes.h"
#include "pd/report.h"

#include <m_pd.h>

#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "rave~";

t_class* rave_class;

struct t_rave;
infer::SessionListener listen_for(t_rave* x);

/// What lives behind the box; apart from t_rave, since pd_new() knows no constructors.
struct Rave {
    explicit Rave(t_rave* x) : session(models(), listen_for(x)) {}

    infer::Session<t_sample> session;
    GridClock grid;
    std::vector<t_sample*> inputs;
    std::vector<t_sample*> outputs;
    RaveBox box;
    double told_rate = 0;  // of the model whose rate was remarked on
};

struct t_rave {
    t_object x_obj;
    t_float x_signal;
    t_canvas* x_canvas;
    t_outlet* x_info;
    t_clock* x_open_clock;
    t_clock* x_news_clock;
    Rave* x_rave;
};

void rave_error(t_rave* x, const std::string& message) { report(x, kName, message); }

void rave_info(t_rave* x, const char* selector, const std::vector<infer::Value>& values)
{
    std::vector<t_atom> atoms = atoms_of(values);
    outlet_anything(x->x_info, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

void rave_info(t_rave* x, const char* selector, double value)
{
    rave_info(x, selector, std::vector<infer::Value>{value});
}

// ---- what the session tells us -----------------------------------------------------------------------------

void rave_tell_rate(t_rave* x)
{
    Rave& r = *x->x_rave;
    const double model_rate = r.session.description()->sample_rate;
    const double pd_rate = static_cast<double>(sys_getsr());
    if (model_rate <= 0 || pd_rate <= 0 || model_rate == pd_rate || model_rate == r.told_rate) return;
    r.told_rate = model_rate;
    remark(kName, rate_line(r.session.wanted().path, model_rate, pd_rate));
}

void rave_ready(t_rave* x, bool ready)
{
    Rave& r = *x->x_rave;
    if (ready) {
        rave_tell_rate(x);
        const int rows = r.session.player().stream()->out_rows();
        if (r.box.multichannel && rows != r.box.channels_out) {
            r.box.channels_out = rows;
            canvas_update_dsp();
        }
    }
    rave_info(x, "ready", ready ? 1 : 0);
}

infer::SessionListener listen_for(t_rave* x)
{
    return {[x](const std::string& line) { rave_error(x, line); }, [](const std::string& line) { remark(kName, line); },
            [x](bool ready) { rave_ready(x, ready); },
            [x](const infer::Stream& stream) { return refusal(x->x_rave->box, stream); }};
}

// ---- messages that need another stream: those of one instant make one ---------------------------------------

infer::OpenRequest& rave_change(t_rave* x)
{
    clock_delay(x->x_open_clock, 0);
    return x->x_rave->session.wanted();
}

void rave_open(t_rave* x)
{
    infer::OpenRequest& wanted = x->x_rave->session.wanted();
    wanted.stream.offline = wanted.stream.offline || is_batch();
    x->x_rave->session.open();
    main_loop_watch();
}

void rave_load(t_rave* x, t_symbol*, int argc, t_atom* argv)
{
    if (argc < 1) return rave_error(x, "load needs a model: load <file>");
    const std::string name = text_of(argv[0]);
    const std::string path = find_file(x->x_canvas, name, ".ts");
    if (path.empty())
        return rave_error(
            x, "model '" + name + "' not found beside the patch or on Pd's search path (.ts may be left out)");
    infer::OpenRequest& wanted = rave_change(x);
    if (path != wanted.path) wanted.attributes.clear();
    wanted.path = path;
}

void rave_reload(t_rave* x) { rave_change(x).reload = true; }

void rave_wish(t_rave* x, t_symbol* selector, int argc, t_atom* argv)
{
    const Status status = wish(x->x_rave->session.wanted(), selector, argc, argv);
    if (!status) return rave_error(x, status.message());
    rave_change(x);
}

// ---- messages to the model that plays --------------------------------------------------------------------------

void rave_reset(t_rave* x)
{
    x->x_rave->session.reset();
    main_loop_watch();
}

void rave_seed(t_rave* x, t_symbol*, int argc, t_atom* argv)
{
    const auto seed = seed_in(argc, argv);
    if (!seed) return rave_error(x, seed.message());
    x->x_rave->session.seed(*seed);
    main_loop_watch();
}

void rave_threads(t_rave* x, t_float number)
{
    if (!(number >= 1 && number <= 256)) return rave_error(x, "threads takes 1 to 256");
    x->x_rave->session.set_threads(static_cast<int>(number));
    main_loop_watch();
}

void rave_set(t_rave* x, t_symbol*, int argc, t_atom* argv)
{
    infer::Session<t_sample>& session = x->x_rave->session;
    if (argc < 1 || argv[0].a_type != A_SYMBOL)
        return rave_error(x, "set needs an attribute and its value: set <attribute> <value...>");
    infer::AttributeSetting setting{argv[0].a_w.w_symbol->s_name, values_of(argc - 1, argv + 1)};
    const infer::Attribute* attribute =
        session.is_current() ? session.description()->find_attribute(setting.name) : nullptr;
    if (const Status status = attribute ? read_arrays(*attribute, setting.values) : Status(); !status)
        return rave_error(x, status.message());
    session.set(setting);
    main_loop_watch();
}

void rave_get(t_rave* x, t_symbol* name)
{
    x->x_rave->session.get(name->s_name,
                           [x, name](const std::vector<infer::Value>& values) { rave_info(x, name->s_name, values); });
    main_loop_watch();
}

void rave_enable(t_rave* x, t_float on) { x->x_rave->session.player().enable(on != 0); }

void rave_bang(t_rave* x)
{
    for (const auto& [selector, values] : collect_info(x->x_rave->session, x->x_rave->box))
        rave_info(x, selector, values);
}

// ---- sound -----------------------------------------------------------------------------------------------------

t_int* rave_perform(t_int* w)
{
    auto* x = reinterpret_cast<t_rave*>(w[1]);
    const int count = static_cast<int>(w[2]);
    Rave& r = *x->x_rave;
    r.session.player().process(r.inputs.data(), static_cast<int>(r.inputs.size()), r.outputs.data(),
                               static_cast<int>(r.outputs.size()), count, r.grid.next());
    if (r.session.player().has_news()) clock_delay(x->x_news_clock, 0);
    return w + 3;
}

void rave_news(t_rave* x)
{
    const std::string line = x->x_rave->session.player().collect();
    if (!line.empty()) rave_error(x, line);
}

void rave_dsp(t_rave* x, t_signal** signals)
{
    Rave& r = *x->x_rave;
    const int block = static_cast<int>(signals[0]->s_n);
    const double rate = static_cast<double>(signals[0]->s_sr);
    r.inputs.clear();
    r.outputs.clear();
    for (int i = 0; i < r.box.inlets; ++i) {
        const int channels = r.box.multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) r.inputs.push_back(signals[i]->s_vec + channel * block);
    }
    for (int i = r.box.inlets; i < r.box.inlets + r.box.outlets; ++i) {
        const int channels = r.box.multichannel ? r.box.channels_out : 1;
        set_channels(&signals[i], channels);
        for (int channel = 0; channel < channels; ++channel) r.outputs.push_back(signals[i]->s_vec + channel * block);
    }
    r.grid.prepare(block, rate);
    r.session.player().prepare({rate, block, r.grid.tick()}, static_cast<int>(r.outputs.size()));
    dsp_add(rave_perform, 2, x, static_cast<t_int>(block));
}

// ---- life ------------------------------------------------------------------------------------------------------

void* rave_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_rave*>(pd_new(rave_class));
    x->x_rave = new Rave(x);
    Rave& r = *x->x_rave;
    x->x_canvas = canvas_getcurrent();
    x->x_open_clock = clock_new(x, reinterpret_cast<t_method>(rave_open));
    x->x_news_clock = clock_new(x, reinterpret_cast<t_method>(rave_news));

    RaveOptions options = parse_rave_options(argc, argv);
    for (const auto& line : options.errors) rave_error(x, line);
    if (!options.model.empty()) {
        options.request.path = find_file(x->x_canvas, options.model, ".ts");
        if (options.request.path.empty())
            rave_error(x, "model '" + options.model +
                              "' not found beside the patch or on Pd's search path (.ts may be left out)");
    }
    r.session.wanted() = options.request;
    r.session.player().enable(!options.starts_disabled);
    r.box = shape_box(options);

    for (int i = 1; i < r.box.inlets; ++i) inlet_new(&x->x_obj, &x->x_obj.ob_pd, &s_signal, &s_signal);
    for (int i = 0; i < r.box.outlets; ++i) outlet_new(&x->x_obj, &s_signal);
    x->x_info = outlet_new(&x->x_obj, nullptr);
    if (!options.request.path.empty()) rave_change(x);
    return x;
}

void rave_free(t_rave* x)
{
    clock_free(x->x_open_clock);
    clock_free(x->x_news_clock);
    delete x->x_rave;
}

template <typename Method>
void add_message(Method method, const char* name, t_atomtype first = A_NULL)
{
    class_addmethod(rave_class, reinterpret_cast<t_method>(method), gensym(name), first, A_NULL);
}

}  // namespace

void rave_tilde_setup()
{
    const int flags = has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    rave_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(rave_new),
                           reinterpret_cast<t_method>(rave_free), sizeof(t_rave), flags, A_GIMME, A_NULL);
    CLASS_MAINSIGNALIN(rave_class, t_rave, x_signal);
    class_addbang(rave_class, rave_bang);
    class_addmethod(rave_class, reinterpret_cast<t_method>(rave_dsp), gensym("dsp"), A_CANT, A_NULL);
    add_message(rave_load, "load", A_GIMME);
    add_message(rave_reload, "reload");
    for (const char* selector : rave_wishes()) add_message(rave_wish, selector, A_GIMME);
    add_message(rave_enable, "enable", A_FLOAT);
    add_message(rave_set, "set", A_GIMME);
    add_message(rave_get, "get", A_SYMBOL);
    add_message(rave_reset, "reset");
    add_message(rave_seed, "seed", A_GIMME);
    add_message(rave_threads, "threads", A_FLOAT);
}
