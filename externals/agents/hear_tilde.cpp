// [hear~ <signals> flags]: how loud, how high, how noisy signals are, and when they begin, once a frame of the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"
#include "score/agents/listener.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

using namespace latentjam;
using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

constexpr int kMostSignals = 64;

struct Hear : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;

    void created()
    {
        if (!multichannel) add_signal_inlets(count - 1);
        if (multichannel) hear_lists(list);
        add_info_outlet();
    }

    void prepare(t_signal** signals)
    {
        const int block = static_cast<int>(signals[0]->s_n);
        cords.clear();
        for (int i = 0; i < (multichannel ? 1 : count); ++i) {
            const int channels = multichannel ? std::min(channels_of(signals[i]), kMostSignals) : 1;
            for (int channel = 0; channel < channels; ++channel) cords.push_back(signals[i]->s_vec + channel * block);
        }
        rate_hz = static_cast<double>(signals[0]->s_sr);
        list.prepare(block);
        grid.prepare(block, rate_hz);
        arrange();
    }

    int signals() const noexcept { return static_cast<int>(hears_list ? list.channels() : cords.size()); }

    void arrange()
    {
        if (listener.signals() != signals() || listened_hz != rate_hz) listener.prepare(signals(), rate_hz);
        listened_hz = rate_hz;
    }

    void process(int samples)
    {
        const std::int64_t position = grid.next();
        hears_list = multichannel && list.is_heard(cords.front());
        if (listener.signals() != signals()) return arrange_clock.soon();  // a list or a cord has just come
        const std::vector<const t_sample*>& all = hears_list ? list.rows() : cords;
        const std::span inputs(all.data(), static_cast<std::size_t>(signals()));
        const int before_end = static_cast<int>(agents::Listener::kFrame - position % agents::Listener::kFrame);
        int taken = 0;
        for (int left = samples; left > 0;) {  // a block may be longer than a frame
            const int piece = std::min({left, agents::Listener::kFrame, taken == 0 ? before_end : left});
            for (std::size_t i = 0; i < inputs.size(); ++i) pieces[i] = inputs[i] + taken;
            listener.add<t_sample>({pieces.data(), inputs.size()}, piece);
            taken += piece;
            left -= piece;
            if (taken % agents::Listener::kFrame == before_end % agents::Listener::kFrame) listener.end_frame();
        }
        const bool is_short =
            samples < agents::Listener::kFrame / static_cast<int>(std::max<std::size_t>(1, inputs.size()));
        for (std::size_t i = 0; i < (is_short ? 1 : inputs.size()); ++i)
            if (listener.analyse_next()) clock.soon();
    }

    void say()
    {
        for (int i = 0; i < listener.signals(); ++i) {
            const agents::Hearing& h = listener.hearing(i);
            info("hear", {float_atom(i + 1), float_atom(h.level_db), float_atom(h.is_onset), float_atom(h.onsets_per_s),
                          float_atom(h.centre_octaves), float_atom(h.silence), float_atom(h.noise)});
        }
    }

    int count = 1;
    bool multichannel = false;
    double rate_hz = 0;
    double listened_hz = 0;
    agents::Listener listener;
    GridClock grid;
    std::vector<const t_sample*> cords;
    ListInlet list{signal_number(), kMostSignals};
    bool hears_list = false;
    std::vector<const t_sample*> pieces = std::vector<const t_sample*>(kMostSignals);
    Clock arrange_clock = clock_for<&Hear::arrange>(this);
    Clock clock = clock_for<&Hear::say>(this);
};

Table hear_table()
{
    return {.name = "hear~",
            .text = "how loud, how high, how noisy signals are, and when they begin",
            .rows = {{.name = "signals",
                      .type = whole(1, kMostSignals),
                      .fallback = "1",
                      .text = "so many inlets",
                      .in = kArgument,
                      .take = take<&Hear::count>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel inlet (Pd 0.54); a list gives each channel a value",
                      .in = kFlag,
                      .take = take<[](Hear& h, bool on) { return set_multichannel(on, h.multichannel); }>},
                     {.name = "hear",
                      .text = "each frame: signal, level in dB, onset, onsets a second, centre in octaves from 500 Hz, "
                              "silence and noise from 0 to 1",
                      .in = kInfo}}};
}

}  // namespace

void hear_tilde_setup()
{
    static const Table kTable = hear_table();
    object_setup<Hear>(kTable);
}
