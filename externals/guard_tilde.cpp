// [guard~ [target]]: the last thing before the sound card, for all patches: even loudness, fades, no peaks, no NaN.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/output_guard.h"
#include "infer/late.h"
#include "pd/host.h"
#include "pd/object_class.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

using namespace latentjam;
using namespace latentjam::pd;

/// Pd's own: where every dac~ adds its sound, a row of DEFDACBLKSIZE samples a channel.
extern "C" t_sample* get_sys_soundout(void);

namespace {

constexpr int kTick = 64;

struct Guard : Object {
    using Object::Object;

    void created()
    {
        add_outlet(&s_signal);
        add_info_outlet();
    }

    void prepare(t_signal** signals)
    {
        const int channels = std::min(sys_get_outchannels(), audio::OutputGuard::kMostChannels);
        set_channels(&signals[0], std::max(1, channels));
        out = signals[0]->s_vec;
        out_channels = channels_of(signals[0]);
        const auto rate = static_cast<double>(sys_getsr());
        works = channels > 0 && signals[0]->s_n == kTick;
        if (signals[0]->s_n != kTick) error("a canvas of 64 samples a block is needed here: take it out of block~");
        if (!works || (channels == guard->channels() && rate == rate_hz)) return;
        guard->prepare(channels, rate);
        rate_hz = rate;
    }

    void process(int count)
    {
        std::fill_n(out, count * out_channels, t_sample(0));
        t_sample* const sound = get_sys_soundout();
        if (!works || !sound) return;
        for (int i = 0; i < guard->channels(); ++i) rows[static_cast<std::size_t>(i)] = sound + i * kTick;
        guard->process(rows.data(), count);
        for (int i = 0; i < std::min(out_channels, guard->channels()); ++i)
            std::copy_n(rows[static_cast<std::size_t>(i)], count, out + i * count);
        sent.soon();
    }

    /// Without a sound card nobody takes the sound away, and Pd would add the next tick's to it.
    void clear()
    {
        t_sample* const sound = get_sys_soundout();
        if (sound) std::fill_n(sound, sys_get_outchannels() * kTick, t_sample(0));
    }

    void set_target(double lufs)
    {
        target = lufs;
        guard->set_target(lufs < 0 ? std::optional(lufs) : std::nullopt);
    }
    void set_range(double db) { guard->set_range(range = db); }
    void set_seconds(double of_mean) { guard->set_seconds(seconds = of_mean); }
    void fade(Atoms atoms)
    {
        const auto at = [&](std::size_t i) { return static_cast<double>(atom_getfloat(&atoms[i])); };
        guard->fade(std::clamp(at(0), 0.0, 1.0), atoms.size() > 1 ? std::clamp(at(1), 0.0, 3600.0) : 2);
    }

    void report() const
    {
        const audio::OutputGuard::Report heard = guard->take_report();
        info("loudness", {float_atom(heard.lufs)});
        info("peak", {float_atom(heard.peak_db)});
        info("correction", {float_atom(heard.correction_db)});
        info("nan", {float_atom(static_cast<double>(heard.not_finite))});
        info("late", {float_atom(static_cast<double>(infer::late_blocks()))});
    }

    Clock sent = clock_for<&Guard::clear>(this);
    std::unique_ptr<audio::OutputGuard> guard = std::make_unique<audio::OutputGuard>();
    std::array<t_sample*, audio::OutputGuard::kMostChannels> rows{};
    t_sample* out = nullptr;
    int out_channels = 0;  // 1 where Pd has no signals of several (before 0.54)
    bool works = false;
    double rate_hz = 0;
    double target = 0;
    double range = 4;
    double seconds = 60;
};

Table guard_table()
{
    return {.name = "guard~",
            .text = "the last thing before the sound card: even loudness, fades, no peaks, no NaN",
            .rows = {{.name = "target",
                      .type = number(-60, 0),
                      .fallback = "0",
                      .unit = "LUFS",
                      .text = "the loudness to keep; 0: none",
                      .in = kArgument | kMessage,
                      .take = take<&Guard::set_target>},
                     {.name = "range",
                      .type = number(0, 12),
                      .fallback = "4",
                      .unit = "dB",
                      .text = "the most that loudness is corrected",
                      .take = take<&Guard::set_range>},
                     {.name = "seconds",
                      .type = number(1, 3600),
                      .fallback = "60",
                      .unit = "s",
                      .text = "how slowly",
                      .take = take<&Guard::set_seconds>},
                     {.name = "fade",
                      .type = atoms(1, 2, "a gain from 0 to 1, and seconds (2)"),
                      .text = "goes to that gain",
                      .take = take<&Guard::fade>},
                     {.name = "loudness",
                      .unit = "LUFS",
                      .text = "the loudest 400 ms since the last bang",
                      .in = kInfo,
                      .tell = tell<&Guard::report>},
                     {.name = "peak", .unit = "dB", .text = "the same of samples", .in = kInfo},
                     {.name = "correction", .unit = "dB", .text = "what is added now", .in = kInfo},
                     {.name = "nan", .unit = "samples", .text = "that were NaN or infinite", .in = kInfo},
                     {.name = "late", .text = "blocks of all rave~ that came too late so far", .in = kInfo}}};
}

}  // namespace

void guard_tilde_setup()
{
    static const Table kTable = guard_table();
    object_setup<Guard>(kTable);
}
