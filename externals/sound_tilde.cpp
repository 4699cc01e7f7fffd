// [sound~ <channels> flags]: plays a sound file of any kind, rate and length.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_player.h"
#include "pd/arguments.h"
#include "pd/file_name.h"
#include "pd/host.h"
#include "pd/report.h"

#include <m_pd.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "sound~";
constexpr double kLook_ms = 20;

t_class* sound_class;

struct Sound {
    audio::SoundPlayer player;
    audio::PlayOptions options;
    std::string folder;  // where names are looked for first
    std::vector<t_sample*> outputs;
    bool multichannel = false;
};

struct t_sound {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_info;
    t_clock* x_clock;
    Sound* x_sound;
};

void sound_error(t_sound* x, const std::string& message) { report(x, kName, message); }

void sound_tell(t_sound* x, bool plays)
{
    t_atom atom = float_atom(plays ? 1 : 0);
    outlet_anything(x->x_info, gensym("playing"), 1, &atom);
}

// ---- playing -------------------------------------------------------------------------------------------------------

void sound_open(t_sound* x, t_symbol*, int argc, t_atom* argv)
{
    Sound& s = *x->x_sound;
    const auto name = file_name(argc, argv);
    const auto path = name ? find_sound(x->x_canvas, s.folder, *name) : name;
    s.options.path = path ? *path : "";
    if (!path) sound_error(x, "open: " + path.message());
}

void sound_start(t_sound* x)
{
    Sound& s = *x->x_sound;
    if (s.options.path.empty()) {
        s.player.stop();
        return;
    }
    s.player.play(s.options);
    sound_tell(x, true);
    clock_delay(x->x_clock, kLook_ms);
}

void sound_play(t_sound* x, t_symbol*, int argc, t_atom* argv)
{
    if (argc > 0) sound_open(x, nullptr, argc, argv);
    if (x->x_sound->options.path.empty() && argc == 0) return sound_error(x, "play what? play <file>");
    sound_start(x);
}

void sound_stop(t_sound* x)
{
    const bool played = x->x_sound->player.is_playing();
    x->x_sound->player.stop();
    if (played) sound_tell(x, false);
}

void sound_float(t_sound* x, t_float on)
{
    if (on != 0)
        sound_play(x, nullptr, 0, nullptr);
    else
        sound_stop(x);
}

void sound_bang(t_sound* x) { sound_play(x, nullptr, 0, nullptr); }

void sound_loop(t_sound* x, t_float on) { x->x_sound->options.loops = on != 0; }

void sound_folder(t_sound* x, t_symbol* folder) { x->x_sound->folder = folder->s_name; }

void sound_look(t_sound* x)
{
    Sound& s = *x->x_sound;
    if (!s.player.is_playing()) return;
    Status problem;
    if (!s.player.take_end(problem)) return clock_delay(x->x_clock, kLook_ms);
    if (!problem) sound_error(x, problem.message());
    sound_tell(x, false);
    outlet_anything(x->x_info, gensym("end"), 0, nullptr);
}

// ---- sound ---------------------------------------------------------------------------------------------------------

t_int* sound_perform(t_int* w)
{
    Sound& s = *reinterpret_cast<Sound*>(w[1]);
    const auto block = static_cast<std::size_t>(w[2]);
    const bool plays = s.player.pull(block, is_batch(), [&](std::size_t frame, std::size_t channel, float value) {
        s.outputs[channel][frame] = static_cast<t_sample>(value);
    });
    if (!plays)
        for (t_sample* const output : s.outputs) std::fill_n(output, block, t_sample(0));
    return w + 3;
}

void sound_dsp(t_sound* x, t_signal** signals)
{
    Sound& s = *x->x_sound;
    const int block = static_cast<int>(signals[0]->s_n);
    if (s.multichannel) set_channels(&signals[0], s.options.channels);
    s.outputs.clear();
    for (int i = 0; i < s.options.channels; ++i) {
        if (!s.multichannel && has_multichannel()) set_channels(&signals[i], 1);
        s.outputs.push_back(s.multichannel ? signals[0]->s_vec + i * block : signals[i]->s_vec);
    }
    const auto rate = static_cast<double>(signals[0]->s_sr);
    const bool is_new = rate != s.options.rate_hz;
    s.options.rate_hz = rate;
    if (is_new && s.player.is_playing()) sound_start(x);
    dsp_add(sound_perform, 2, &s, static_cast<t_int>(block));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void* sound_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_sound*>(pd_new(sound_class));
    x->x_canvas = canvas_getcurrent();
    x->x_clock = clock_new(x, reinterpret_cast<t_method>(sound_look));
    x->x_sound = new Sound;
    Sound& s = *x->x_sound;
    s.options.rate_hz = static_cast<double>(sys_getsr());
    Arguments arguments(argc, argv);
    s.multichannel = arguments.take_multichannel();
    s.options.loops = arguments.take_flag("-loop");
    s.options.channels = arguments.take_channels(audio::SoundPlayer::kMostChannels).value_or(s.options.channels);
    for (const auto& line : arguments.errors()) sound_error(x, line);
    for (int i = 0; i < (s.multichannel ? 1 : s.options.channels); ++i) outlet_new(&x->x_obj, &s_signal);
    x->x_info = outlet_new(&x->x_obj, &s_anything);
    return x;
}

void sound_free(t_sound* x)
{
    clock_free(x->x_clock);
    delete x->x_sound;
}

template <typename Method>
void add_message(Method method, const char* selector, t_atomtype first = A_NULL)
{
    class_addmethod(sound_class, reinterpret_cast<t_method>(method), gensym(selector), first, A_NULL);
}

}  // namespace

void sound_tilde_setup()
{
    const int flags = has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    sound_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(sound_new),
                            reinterpret_cast<t_method>(sound_free), sizeof(t_sound), flags, A_GIMME, A_NULL);
    class_addbang(sound_class, sound_bang);
    class_addfloat(sound_class, sound_float);
    class_addmethod(sound_class, reinterpret_cast<t_method>(sound_dsp), gensym("dsp"), A_CANT, A_NULL);
    add_message(sound_open, "open", A_GIMME);
    add_message(sound_play, "play", A_GIMME);
    add_message(sound_stop, "stop");
    add_message(sound_loop, "loop", A_FLOAT);
    add_message(sound_folder, "folder", A_SYMBOL);
}
