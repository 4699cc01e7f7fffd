// [limit~ [channels] flags]: keeps sound below -1 dBTP, all channels by one gain, a little later.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Limit : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;

    void created()
    {
        const int boxes = multichannel ? 1 : channels;
        if (multichannel) hear_lists(list);
        add_signal_inlets(boxes - 1);
        for (int i = 0; i < boxes; ++i) add_outlet(&s_signal);
        add_info_outlet();
        limiter->prepare(channels, rate_hz);
    }

    void prepare(t_signal** signals)
    {
        const auto rate = static_cast<double>(signals[0]->s_sr);
        cords = multichannel ? count_channels(signals[0]) : channels;
        const int wanted = hears_list ? static_cast<int>(list.channels()) : cords;
        if (rate != rate_hz || wanted != channels) limiter->prepare(wanted, rate);
        rate_hz = rate;
        channels = wanted;
        list.prepare(static_cast<int>(signals[0]->s_n));
        if (multichannel) set_channels(&signals[1], channels);
        for (int i = 0; i < std::max(cords, channels); ++i) {
            const auto row = static_cast<std::size_t>(i);
            const int offset = i * static_cast<int>(signals[0]->s_n);
            if (i < cords) inputs[row] = multichannel ? signals[0]->s_vec + offset : signals[i]->s_vec;
            if (i >= channels) continue;
            if (!multichannel) set_channels(&signals[channels + i], 1);
            outputs[row] = multichannel ? signals[1]->s_vec + offset : signals[channels + i]->s_vec;
        }
    }

    int count_channels(const t_signal* signal) const
    {
        const int count = channels_of(signal);
        if (count <= audio::Limiter::kMostChannels) return count;
        error(std::to_string(count) + " channels on the cord: the first " +
              std::to_string(audio::Limiter::kMostChannels) + " are played");
        return audio::Limiter::kMostChannels;
    }

    void process(int count)
    {
        const bool is_list = multichannel && list.is_heard(inputs.front());
        if (is_list != hears_list || (is_list && static_cast<int>(list.channels()) > channels)) {
            hears_list = is_list;  // a list or a cord has just come: other outputs are arranged for it
            for (int i = 0; i < channels; ++i) std::fill_n(outputs[static_cast<std::size_t>(i)], count, t_sample{0});
            return arrange_clock.soon();
        }
        limiter->process(is_list ? list.rows().data() : inputs.data(), outputs.data(), count);
    }

    void arrange() { canvas_update_dsp(); }

    int latency() const { return limiter->latency_samples(); }
    double reduction() const { return limiter->take_reduction_db(); }

    AtomList peaks() const
    {
        AtomList peaks;
        for (int i = 0; i < channels; ++i) peaks.push_back(float_atom(limiter->take_peak_db(i)));
        return peaks;
    }

    std::unique_ptr<audio::Limiter> limiter = std::make_unique<audio::Limiter>();
    std::array<const t_sample*, audio::Limiter::kMostChannels> inputs{};
    std::array<t_sample*, audio::Limiter::kMostChannels> outputs{};
    int channels = 0;  // that are played
    int cords = 0;     // channels that come in by cords
    ListInlet list{signal_number(), audio::Limiter::kMostChannels};
    bool hears_list = false;
    bool multichannel = false;
    double rate_hz = static_cast<double>(sys_getsr());
    Clock arrange_clock = clock_for<&Limit::arrange>(this);
};

Table limit_table()
{
    return {.name = "limit~",
            .text = "a true-peak limiter: nothing above -1 dBTP",
            .rows = {{.name = "channels",
                      .type = whole(1, audio::Limiter::kMostChannels),
                      .fallback = "2",
                      .text = "so many inlets and outlets",
                      .in = kArgument,
                      .take = take<&Limit::channels>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel inlet and outlet, up to 16 channels; a list gives each channel a value",
                      .in = kFlag,
                      .take = take<[](Limit& l, bool on) { return set_multichannel(on, l.multichannel); }>},
                     {.name = "latency",
                      .unit = "samples",
                      .text = "how much later the sound is",
                      .in = kInfo,
                      .tell = tell<&Limit::latency>},
                     {.name = "reduction",
                      .unit = "dB",
                      .text = "the least gain since the last bang, 0 or below",
                      .in = kInfo,
                      .tell = tell<&Limit::reduction>},
                     {.name = "peak",
                      .unit = "dBTP",
                      .text = "the true peak of each channel that went out since the last bang",
                      .in = kInfo,
                      .tell = tell<&Limit::peaks>}}};
}

}  // namespace

void limit_tilde_setup()
{
    static const Table kTable = limit_table();
    object_setup<Limit>(kTable);
}
