// [limit~ [channels]]: keeps sound below -1 dBTP, all channels by one gain, a little later.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/limiter.h"
#include "pd/host.h"
#include "pd/object_class.h"

#include <array>
#include <memory>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Limit : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;

    void created()
    {
        add_signal_inlets(channels - 1);
        for (int i = 0; i < channels; ++i) add_outlet(&s_signal);
        add_info_outlet();
        limiter->prepare(channels, rate_hz);
    }

    void prepare(t_signal** signals)
    {
        for (int i = 0; i < channels; ++i) {
            set_channels(&signals[channels + i], 1);
            inputs[static_cast<std::size_t>(i)] = signals[i]->s_vec;
            outputs[static_cast<std::size_t>(i)] = signals[channels + i]->s_vec;
        }
        const auto rate = static_cast<double>(signals[0]->s_sr);
        if (rate != rate_hz) limiter->prepare(channels, rate);
        rate_hz = rate;
    }

    void process(int count) { limiter->process(inputs.data(), outputs.data(), count); }

    int latency() const { return limiter->latency_samples(); }
    double reduction() const { return limiter->take_reduction_db(); }

    std::unique_ptr<audio::Limiter> limiter = std::make_unique<audio::Limiter>();
    std::array<const t_sample*, audio::Limiter::kMostChannels> inputs{};
    std::array<t_sample*, audio::Limiter::kMostChannels> outputs{};
    int channels = 0;
    double rate_hz = static_cast<double>(sys_getsr());
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
                     {.name = "latency",
                      .unit = "samples",
                      .text = "how much later the sound is",
                      .in = kInfo,
                      .tell = tell<&Limit::latency>},
                     {.name = "reduction",
                      .unit = "dB",
                      .text = "the least gain since the last bang, 0 or below",
                      .in = kInfo,
                      .tell = tell<&Limit::reduction>}}};
}

}  // namespace

void limit_tilde_setup()
{
    static const Table kTable = limit_table();
    object_setup<Limit>(kTable);
}
