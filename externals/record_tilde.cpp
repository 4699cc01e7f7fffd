// [record~ <channels> flags]: records sound into a file that can be read at any moment.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_recorder.h"
#include "pd/arguments.h"
#include "pd/file_name.h"
#include "pd/host.h"
#include "pd/report.h"

#include <m_pd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "record~";
constexpr double kLook_ms = 100;

t_class* record_class;

struct Record {
    audio::SoundRecorder recorder;
    std::vector<t_sample*> inputs;
    std::string path;  // of the next start
    std::string file;  // that sound goes into
    int inlets = 2;
    bool multichannel = false;
    bool wanted = false;  // from start to stop, also while DSP is off
    int part = 1;         // of a recording that went on in another file
    audio::WavForm form;
    double told_s = -1;
};

struct t_record {
    t_object x_obj;
    t_float x_signal;
    t_canvas* x_canvas;
    t_outlet* x_info;
    t_clock* x_clock;
    Record* x_record;
};

void record_error(t_record* x, const std::string& message) { report(x, kName, message); }

void record_info(t_record* x, const char* selector, std::vector<t_atom> atoms)
{
    outlet_anything(x->x_info, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

t_atom text_atom(const std::string& text) { return symbol_atom(gensym(text.c_str())); }

void record_tell_state(t_record* x) { record_info(x, "recording", {float_atom(x->x_record->wanted ? 1 : 0)}); }

// ---- recording -----------------------------------------------------------------------------------------------------

/// "take.wav" goes on in "take-2.wav", or the first number that is free.
std::string next_part(Record& r)
{
    const std::filesystem::path path(r.path);
    std::error_code error;
    std::filesystem::path next;
    do {
        next = path.parent_path() / (path.stem().string() + "-" + std::to_string(++r.part) + path.extension().string());
    } while (std::filesystem::exists(next, error));
    return next.string();
}

void record_begin(t_record* x, const std::string& file)
{
    Record& r = *x->x_record;
    r.file = file;
    r.told_s = -1;
    r.recorder.begin(file, r.form);
    record_info(x, "file", {text_atom(file)});
    clock_delay(x->x_clock, kLook_ms);
}

void record_look(t_record* x)
{
    Record& r = *x->x_record;
    for (const auto& news : r.recorder.take_news()) {
        using Kind = audio::SoundRecorder::News::Kind;
        if (news.kind == Kind::kLost)
            record_error(x, std::to_string(news.frames) + " samples were lost: the disk of " + news.text +
                                " did not keep up for " +
                                std::to_string(static_cast<int>(audio::SoundRecorder::kRing_s)) + " seconds");
        if (news.kind == Kind::kClosed) record_info(x, "closed", {text_atom(news.text), float_atom(news.seconds)});
        if (news.kind != Kind::kFailed) continue;
        record_error(x, news.text);
        if (!r.recorder.is_recording() && r.wanted) {
            r.recorder.end();
            r.wanted = false;
            record_tell_state(x);
        }
    }
    if (const double seconds = std::floor(r.recorder.seconds()); r.wanted && seconds > r.told_s) {
        r.told_s = seconds;
        record_info(x, "seconds", {float_atom(seconds)});
    }
    if (r.wanted || r.recorder.is_busy()) clock_delay(x->x_clock, kLook_ms);
}

void record_open(t_record* x, t_symbol*, int argc, t_atom* argv)
{
    auto name = file_name(argc, argv);
    if (!name) return record_error(x, "open: " + name.message());
    std::string path = path_to_write(x->x_canvas, *name);
    std::string ending = std::filesystem::path(path).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
    x->x_record->path = ending == ".wav" ? path : path + ".wav";
}

void record_start(t_record* x)
{
    Record& r = *x->x_record;
    if (r.path.empty()) return record_error(x, "start: into which file? record <file>, or open <file> before");
    r.wanted = true;
    r.part = 1;
    record_tell_state(x);
    if (r.inputs.empty()) return;  // begins with DSP
    record_begin(x, r.path);
}

void record_record(t_record* x, t_symbol*, int argc, t_atom* argv)
{
    if (argc > 0) record_open(x, nullptr, argc, argv);
    if (argc == 0 || !x->x_record->path.empty()) record_start(x);
}

void record_stop(t_record* x)
{
    Record& r = *x->x_record;
    if (!r.wanted) return;
    record_look(x);
    r.recorder.end();
    r.wanted = false;
    record_tell_state(x);
}

void record_bang(t_record* x)
{
    const Record& r = *x->x_record;
    record_tell_state(x);
    record_info(x, "file", {text_atom(r.file.empty() ? "none" : r.file)});
    record_info(x, "seconds", {float_atom(r.recorder.seconds())});
}

// ---- sound ---------------------------------------------------------------------------------------------------------

t_int* record_perform(t_int* w)
{
    Record& r = *reinterpret_cast<Record*>(w[1]);
    r.recorder.push(static_cast<std::size_t>(w[2]), is_batch(), [&](std::size_t frame, std::size_t channel) {
        return static_cast<float>(r.inputs[channel][frame]);
    });
    return w + 3;
}

void record_dsp(t_record* x, t_signal** signals)
{
    Record& r = *x->x_record;
    const int block = static_cast<int>(signals[0]->s_n);
    r.inputs.clear();
    for (int i = 0; i < r.inlets; ++i) {
        const int channels = r.multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) r.inputs.push_back(signals[i]->s_vec + channel * block);
    }
    const std::size_t most = audio::SoundRecorder::kMostChannels;
    if (r.inputs.size() > most) {
        record_error(
            x, std::to_string(r.inputs.size()) + " channels: the first " + std::to_string(most) + " are recorded");
        r.inputs.resize(most);
    }
    const audio::WavForm before = r.form;
    r.form.channels = static_cast<int>(r.inputs.size());
    r.form.rate_hz = static_cast<int>(std::lround(static_cast<double>(signals[0]->s_sr)));
    if (r.wanted && !r.recorder.is_recording()) {
        record_begin(x, r.path);
    } else if (r.wanted && (before.channels != r.form.channels || before.rate_hz != r.form.rate_hz)) {
        record_begin(x, next_part(r));
        remark(kName, std::to_string(r.form.channels) + " channels at " + std::to_string(r.form.rate_hz) +
                          " Hz from here on: goes on in " + r.file);
    }
    dsp_add(record_perform, 2, &r, static_cast<t_int>(block));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void* record_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_record*>(pd_new(record_class));
    x->x_canvas = canvas_getcurrent();
    x->x_clock = clock_new(x, reinterpret_cast<t_method>(record_look));
    x->x_record = new Record;
    Record& r = *x->x_record;
    Arguments arguments(argc, argv);
    r.multichannel = arguments.take_multichannel();
    r.form.bytes = arguments.take_int("-bytes", 2, 4).value_or(3);
    r.inlets = arguments.take_channels(audio::SoundRecorder::kMostChannels).value_or(r.inlets);
    for (const auto& line : arguments.errors()) record_error(x, line);
    if (r.multichannel) r.inlets = 1;
    for (int i = 1; i < r.inlets; ++i) inlet_new(&x->x_obj, &x->x_obj.ob_pd, &s_signal, &s_signal);
    x->x_info = outlet_new(&x->x_obj, &s_anything);
    return x;
}

void record_free(t_record* x)
{
    clock_free(x->x_clock);
    delete x->x_record;
}

template <typename Method>
void add_message(Method method, const char* selector, t_atomtype first = A_NULL)
{
    class_addmethod(record_class, reinterpret_cast<t_method>(method), gensym(selector), first, A_NULL);
}

// Pd does not free its objects when it is left. Bound to the receive name `pd`, after whatever else of ours listens
// there, so asked before it.
struct t_leaving {
    t_pd x_pd;
};

void leaving_quit(t_leaving*) { audio::SoundRecorder::finish_all(); }

void leaving_anything(t_leaving*, t_symbol*, int, t_atom*) {}

void finish_when_pd_leaves()
{
    t_class* leaving_class =
        class_new(gensym("latentjam-recordings"), nullptr, nullptr, sizeof(t_leaving), CLASS_PD, A_NULL);
    class_addmethod(leaving_class, reinterpret_cast<t_method>(leaving_quit), gensym("quit"), A_NULL);
    class_addanything(leaving_class, leaving_anything);
    pd_bind(pd_new(leaving_class), gensym("pd"));
    std::atexit(audio::SoundRecorder::finish_all);  // ways out that send no message: a signal, the end of a batch
}

}  // namespace

void record_tilde_setup()
{
    const int flags = has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    record_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(record_new),
                             reinterpret_cast<t_method>(record_free), sizeof(t_record), flags, A_GIMME, A_NULL);
    CLASS_MAINSIGNALIN(record_class, t_record, x_signal);
    class_addbang(record_class, record_bang);
    class_addmethod(record_class, reinterpret_cast<t_method>(record_dsp), gensym("dsp"), A_CANT, A_NULL);
    add_message(record_open, "open", A_GIMME);
    add_message(record_record, "record", A_GIMME);
    add_message(record_start, "start");
    add_message(record_stop, "stop");
    finish_when_pd_leaves();
}
