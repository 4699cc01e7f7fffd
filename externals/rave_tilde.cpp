// [rave~ <model> [<method>] [<buffer>] flags]: plays any method of a neural audio model (nn~ conventions) in real time.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/description.h"
#include "infer/session.h"
#include "pd/arguments.h"
#include "pd/host.h"
#include "pd/main_loop.h"
#include "pd/models.h"
#include "pd/rave_options.h"
#include "pd/report.h"

#include <m_pd.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
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
    bool multichannel = false;
    int inlets = 1;  // signal inlets and outlets of the box
    int outlets = 1;
    int channels_out = 1;  // with -m: what the outlet carries
    double told_rate = 0;
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
    remark(kName, r.session.wanted().path + " was made for " + std::to_string(std::lround(model_rate)) +
                      " Hz, Pd runs at " + std::to_string(std::lround(pd_rate)) +
                      " Hz: it plays, at another pitch and speed");
}

std::string rave_refuse(const Rave& r, const infer::Stream& stream)
{
    if (r.multichannel || (stream.in_rows() == r.inlets && stream.out_rows() == r.outlets)) return {};
    return "method " + stream.method().name + " has " + std::to_string(stream.in_rows()) + " inputs and " +
           std::to_string(stream.out_rows()) + " outputs, this box has " + std::to_string(r.inlets) + " and " +
           std::to_string(r.outlets) + "; with -m one box takes any model";
}

void rave_ready(t_rave* x, bool ready)
{
    Rave& r = *x->x_rave;
    if (ready) {
        rave_tell_rate(x);
        const int rows = r.session.player().stream()->out_rows();
        if (r.multichannel && rows != r.channels_out) {
            r.channels_out = rows;
            canvas_update_dsp();
        }
    }
    rave_info(x, "ready", ready ? 1 : 0);
}

infer::SessionListener listen_for(t_rave* x)
{
    return {[x](const std::string& line) { rave_error(x, line); }, [](const std::string& line) { remark(kName, line); },
            [x](bool ready) { rave_ready(x, ready); },
            [x](const infer::Stream& stream) { return rave_refuse(*x->x_rave, stream); }};
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

void rave_method(t_rave* x, t_symbol* method) { rave_change(x).method = method->s_name; }

void rave_gpu(t_rave* x, t_float on) { rave_change(x).device = on != 0 ? infer::Device::kCuda : infer::Device::kCpu; }

void rave_offline(t_rave* x, t_float on) { rave_change(x).stream.offline = on != 0; }

void rave_bufsize(t_rave* x, t_float samples)
{
    if (!(samples >= 0 && samples <= kLongestBuffer))
        return rave_error(x, "bufsize " + std::to_string(samples) + ": 0 (synchronous) to " +
                                 std::to_string(kLongestBuffer) + " samples");
    rave_change(x).buffer = static_cast<int>(samples);
}

void rave_hold(t_rave* x, t_symbol*, int argc, t_atom* argv)
{
    const auto hold = parse_hold(argc, argv);
    if (!hold) return rave_error(x, hold.message());
    rave_change(x).stream.hold = *hold;
}

void rave_deadline(t_rave* x, t_float ms)
{
    if (!(ms >= 0)) return rave_error(x, "deadline takes milliseconds; 0 is one buffer");
    rave_change(x).stream.deadline_ms = static_cast<double>(ms);
}

// ---- messages to the model that plays --------------------------------------------------------------------------

void rave_reset(t_rave* x)
{
    x->x_rave->session.reset();
    main_loop_watch();
}

void rave_seed(t_rave* x, t_float number)
{
    if (!(number >= 0)) return rave_error(x, "seed takes a number from 0 on");
    x->x_rave->session.seed(static_cast<std::uint64_t>(number));
    main_loop_watch();
}

void rave_threads(t_rave* x, t_float number)
{
    if (!(number >= 1 && number <= 256)) return rave_error(x, "threads takes 1 to 256");
    x->x_rave->session.set_threads(static_cast<int>(number));
    main_loop_watch();
}

/// A buffer attribute is set by the name of an array, whose samples go to the model.
Status read_array(infer::Value& value)
{
    const auto* name = std::get_if<std::string>(&value);
    auto* array = name ? reinterpret_cast<t_garray*>(pd_findbyclass(gensym(name->c_str()), garray_class)) : nullptr;
    int length = 0;
    t_word* words = nullptr;
    if (!array || !garray_getfloatwords(array, &length, &words))
        return Status::error("no array named '" + (name ? *name : "") + "'");
    infer::BufferValue buffer;
    buffer.sample_rate = static_cast<double>(sys_getsr());
    for (int n = 0; n < length; ++n) buffer.samples.push_back(static_cast<float>(words[n].w_float));
    value = std::move(buffer);
    return {};
}

void rave_set(t_rave* x, t_symbol*, int argc, t_atom* argv)
{
    infer::Session<t_sample>& session = x->x_rave->session;
    if (argc < 1 || argv[0].a_type != A_SYMBOL)
        return rave_error(x, "set needs an attribute and its value: set <attribute> <value...>");
    infer::AttributeSetting setting{argv[0].a_w.w_symbol->s_name, values_of(argc - 1, argv + 1)};
    const infer::Attribute* attribute =
        session.is_current() ? session.description()->find_attribute(setting.name) : nullptr;
    for (std::size_t i = 0; attribute && i < std::min(setting.values.size(), attribute->types.size()); ++i) {
        if (attribute->types[i] != infer::ValueType::kBuffer) continue;
        if (const Status status = read_array(setting.values[i]); !status)
            return rave_error(x, "set " + setting.name + ": " + status.message());
    }
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

template <typename Item>
std::vector<infer::Value> names_of(const std::vector<Item>& items)
{
    std::vector<infer::Value> names;
    for (const auto& item : items) names.emplace_back(item.name);
    return names;
}

void rave_bang(t_rave* x)
{
    Rave& r = *x->x_rave;
    infer::Session<t_sample>& session = r.session;
    const infer::Stream* stream = session.player().stream();
    const infer::Description none;
    const infer::Description& description = session.description() ? *session.description() : none;
    rave_info(x, "model", {session.wanted().path.empty() ? std::string("none") : session.wanted().path});
    rave_info(x, "method", {session.wanted().method});
    rave_info(x, "methods", names_of(description.methods));
    rave_info(x, "attributes", names_of(description.attributes));
    rave_info(x, "in", stream ? stream->in_rows() : r.inlets);
    rave_info(x, "out", stream ? stream->out_rows() : r.channels_out);
    if (stream) {
        rave_info(x, "ratio",
                  {static_cast<double>(stream->method().in_ratio), static_cast<double>(stream->method().out_ratio)});
        rave_info(x, "samplerate", description.sample_rate);
        rave_info(x, "buffer", stream->settings().buffer);
        rave_info(x, "latency", stream->latency());
        rave_info(x, "load", static_cast<double>(stream->load_percent()));
    }
    rave_info(x, "late", session.late());
    rave_info(x, "enabled", session.player().is_enabled() ? 1 : 0);
    rave_info(x, "ready", stream ? 1 : 0);
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
    for (int i = 0; i < r.inlets; ++i) {
        const int channels = r.multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) r.inputs.push_back(signals[i]->s_vec + channel * block);
    }
    for (int i = r.inlets; i < r.inlets + r.outlets; ++i) {
        const int channels = r.multichannel ? r.channels_out : 1;
        set_channels(&signals[i], channels);
        for (int channel = 0; channel < channels; ++channel) r.outputs.push_back(signals[i]->s_vec + channel * block);
    }
    r.grid.prepare(block, rate);
    r.session.player().prepare({rate, block, r.grid.tick()}, static_cast<int>(r.outputs.size()));
    dsp_add(rave_perform, 2, x, static_cast<t_int>(block));
}

// ---- life ------------------------------------------------------------------------------------------------------

/// Channels from the model's description, so that the box has its inlets before the weights are there.
void rave_describe(Rave& r, const RaveOptions& options)
{
    const infer::OpenRequest& wanted = r.session.wanted();
    int in = 1, out = 1;
    if (!wanted.path.empty()) {
        const auto description = infer::read_description(wanted.path);
        const infer::Method* method = description ? description->find_method(wanted.method) : nullptr;
        if (method) {
            in = method->in_channels * wanted.stream.voices;
            out = method->out_channels * wanted.stream.voices;
        }
    }
    r.channels_out = std::clamp(out, 1, kMostChannels);
    if (r.multichannel) return;
    r.inlets = options.declared_in > 0 ? options.declared_in : std::clamp(in, 1, kMostChannels);
    r.outlets = r.channels_out = options.declared_out > 0 ? options.declared_out : r.channels_out;
}

void* rave_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_rave*>(pd_new(rave_class));
    x->x_rave = new Rave(x);
    Rave& r = *x->x_rave;
    x->x_canvas = canvas_getcurrent();
    x->x_open_clock = clock_new(x, reinterpret_cast<t_method>(rave_open));
    x->x_news_clock = clock_new(x, reinterpret_cast<t_method>(rave_news));

    RaveOptions options = parse_rave_options(argc, argv);
    if (options.multichannel && !has_multichannel())
        options.errors.push_back("-m needs Pd 0.54 or newer; this box has a cord for each channel");
    r.multichannel = options.multichannel && has_multichannel();
    for (const auto& line : options.errors) rave_error(x, line);
    if (!options.model.empty()) {
        options.request.path = find_file(x->x_canvas, options.model, ".ts");
        if (options.request.path.empty())
            rave_error(x, "model '" + options.model +
                              "' not found beside the patch or on Pd's search path (.ts may be left out)");
    }
    r.session.wanted() = options.request;
    r.session.player().enable(!options.starts_disabled);
    rave_describe(r, options);

    for (int i = 1; i < r.inlets; ++i) inlet_new(&x->x_obj, &x->x_obj.ob_pd, &s_signal, &s_signal);
    for (int i = 0; i < r.outlets; ++i) outlet_new(&x->x_obj, &s_signal);
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
    add_message(rave_method, "method", A_SYMBOL);
    add_message(rave_enable, "enable", A_FLOAT);
    add_message(rave_set, "set", A_GIMME);
    add_message(rave_get, "get", A_SYMBOL);
    add_message(rave_bufsize, "bufsize", A_FLOAT);
    add_message(rave_gpu, "gpu", A_FLOAT);
    add_message(rave_reset, "reset");
    add_message(rave_seed, "seed", A_FLOAT);
    add_message(rave_threads, "threads", A_FLOAT);
    add_message(rave_hold, "hold", A_GIMME);
    add_message(rave_deadline, "deadline", A_FLOAT);
    add_message(rave_offline, "offline", A_FLOAT);
}
