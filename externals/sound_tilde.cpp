// [sound~ <channels> flags]: plays a sound file of any kind, rate and length.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_player.h"
#include "pd/file_name.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "work/file_thread.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr double kLook_ms = 20;

struct Sound : Object {
    using Object::Object;
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    Status open(Atoms name);
    Status play(Atoms name);
    Status play_again() { return play({}); }
    Status switch_to(bool on);
    void start();
    void stop();
    void look();
    void tell_playing(bool plays) const { info("playing", atoms_from(plays)); }

    audio::SoundPlayer player;
    audio::PlayOptions options;
    std::string folder;  // where names are looked for first
    std::string told;    // why the last open failed; said once for all that try it again
    std::vector<t_sample*> outputs;
    bool multichannel = false;
    Clock clock = clock_for<&Sound::look>(this);
};

void Sound::created()
{
    options.rate_hz = static_cast<double>(sys_getsr());
    for (int i = 0; i < (multichannel ? 1 : options.channels); ++i) add_outlet(&s_signal);
    add_info_outlet();
}

// ---- playing -------------------------------------------------------------------------------------------------------

Status Sound::open(Atoms name)
{
    const auto given = file_name(name);
    const auto path = given ? find_sound(canvas(), folder, *given) : given;
    options.path = path ? *path : "";
    const bool is_told = std::exchange(told, path ? "" : path.message()) == told;
    return path || is_told ? Status() : Status::error("open: " + path.message());
}

void Sound::start()
{
    if (options.path.empty()) return player.stop();
    player.play(options);
    tell_playing(true);
    clock.in(kLook_ms);
}

Status Sound::play(Atoms name)
{
    const Status status = name.empty() ? Status() : open(name);
    if (name.empty() && options.path.empty()) return told.empty() ? Status::error("play what? play <file>") : Status();
    start();
    return status;
}

void Sound::stop()
{
    const bool played = player.is_playing();
    player.stop();
    if (played) tell_playing(false);
}

Status Sound::switch_to(bool on)
{
    if (on) return play_again();
    stop();
    return {};
}

void Sound::look()
{
    if (!player.is_playing()) return;
    Status problem;
    if (!player.take_end(problem)) return clock.in(kLook_ms);
    check(problem);
    tell_playing(false);
    info("end");
}

// ---- sound ---------------------------------------------------------------------------------------------------------

void Sound::process(int count)
{
    const auto block = static_cast<std::size_t>(count);
    const bool plays = player.pull(block, is_batch(), [this](std::size_t frame, std::size_t channel, float value) {
        outputs[channel][frame] = static_cast<t_sample>(value);
    });
    if (!plays)
        for (t_sample* const output : outputs) std::fill_n(output, block, t_sample(0));
}

void Sound::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    if (multichannel) set_channels(&signals[0], options.channels);
    outputs.clear();
    for (int i = 0; i < options.channels; ++i) {
        if (!multichannel) set_channels(&signals[i], 1);
        outputs.push_back(multichannel ? signals[0]->s_vec + i * block : signals[i]->s_vec);
    }
    const auto rate = static_cast<double>(signals[0]->s_sr);
    const bool is_new = rate != options.rate_hz;
    options.rate_hz = rate;
    if (is_new && player.is_playing()) start();
}

// ---- life ----------------------------------------------------------------------------------------------------------

Table sound_table()
{
    return {.name = "sound~",
            .text = "plays a sound file of any kind, rate and length",
            .rows = {{.name = "channels",
                      .type = whole(1, audio::SoundPlayer::kMostChannels),
                      .fallback = "2",
                      .text = "so many outlets",
                      .in = kArgument,
                      .take = take<[](Sound& s, int count) { s.options.channels = count; }>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel outlet (Pd 0.54)",
                      .in = kFlag,
                      .take = take<[](Sound& s, bool on) { return set_multichannel(on, s.multichannel); }>},
                     {.name = "loop",
                      .type = on_off(),
                      .text = "again and again, from the next play on",
                      .in = kFlag | kMessage,
                      .take = take<[](Sound& s, bool on) { s.options.loops = on; }>},
                     {.name = "open",
                      .type = atoms(1, kAnyNumber, "a file"),
                      .text = "the file of the next play",
                      .take = take<&Sound::open>},
                     {.name = "play",
                      .type = atoms(0, kAnyNumber, "a file"),
                      .text = "from the beginning, another file or the same",
                      .take = take<&Sound::play>},
                     {.name = "bang", .text = "plays from the beginning", .take = take<&Sound::play_again>},
                     {.name = "float",
                      .type = on_off(),
                      .text = "1 plays from the beginning, 0 stops",
                      .take = take<&Sound::switch_to>},
                     {.name = "stop", .text = "silence", .take = take<&Sound::stop>},
                     {.name = "folder",
                      .type = symbol("a folder"),
                      .text = "where names are looked for first",
                      .take = take<&Sound::folder>},
                     {.name = "playing", .text = "1 when it begins, 0 when it ends", .in = kInfo},
                     {.name = "end", .text = "after the last sample", .in = kInfo}}};
}

}  // namespace

void sound_tilde_setup()
{
    work::FileThread::prepare();
    static const Table kTable = sound_table();
    object_setup<Sound>(kTable);
}
