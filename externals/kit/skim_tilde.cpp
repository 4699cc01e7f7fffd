// [skim~ flags]: a delay of whole samples within a frame: which sample of it a model hears; what skimjim plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/skim.h"
#include "pd/object_class.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct SkimBox : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;

    void created()
    {
        add_outlet(&s_signal);
        add_info_outlet();
    }

    void prepare(t_signal** signals)
    {
        const int block = static_cast<int>(signals[0]->s_n), channels = channels_of(signals[0]);
        inputs.clear();
        outputs.clear();
        for (int i = 0; i < channels; ++i) inputs.push_back(signals[0]->s_vec + i * block);
        set_channels(&signals[1], channels);
        for (int i = 0; i < channels; ++i) outputs.push_back(signals[1]->s_vec + i * block);
        if (block == block_samples && channels == known_channels && ratio == known_ratio) return;
        block_samples = block;
        known_channels = channels;
        known_ratio = ratio;
        core.prepare(channels, ratio, block);
    }

    void process(int count)
    {
        core.process(std::span<const t_sample* const>(inputs), std::span<t_sample* const>(outputs), count);
    }

    Status set_delay(int samples)
    {
        if (samples >= ratio)
            return Status::error("delay " + std::to_string(samples) + ": 0 to " + std::to_string(ratio - 1) +
                                 " samples, within a frame");
        delay = samples;
        core.set_delay(samples);
        return {};
    }
    void move(int samples)
    {
        delay = std::clamp(delay + samples, 0, ratio - 1);
        core.set_delay(delay);
    }
    void tell_delay() const { info("delay", {float_atom(delay)}); }

    kit::Skim core;
    std::vector<const t_sample*> inputs;
    std::vector<t_sample*> outputs;
    int ratio = kUsualRatio;
    int delay = 0;
    int block_samples = 0, known_channels = 0, known_ratio = 0;

    static constexpr int kUsualRatio = 2048;
};

std::vector<Row> skim_rows()
{
    return {{.name = "ratio",
             .type = whole(1, kit::Skim::kLongest),
             .fallback = "2048",
             .unit = "samples",
             .text = "of a frame: the delay is shorter",
             .in = kFlag,
             .take = take<&SkimBox::ratio>},
            {.name = "delay",
             .type = whole(0, kit::Skim::kLongest),
             .fallback = "0",
             .unit = "samples",
             .text = "how much later all channels are; at once, without a fade",
             .in = kArgument | kMessage | kInfo,
             .take = take<&SkimBox::set_delay>,
             .then = then<&SkimBox::tell_delay>,
             .tell = tell<&SkimBox::delay>},
            {.name = "move",
             .type = whole(-kit::Skim::kLongest, kit::Skim::kLongest),
             .unit = "samples",
             .text = "so much more or less",
             .take = take<&SkimBox::move>,
             .then = then<&SkimBox::tell_delay>}};
}

}  // namespace

void skim_tilde_setup()
{
    static const Table kTable{.name = "skim~",
                              .text = "a delay of whole samples within a frame: which of them a model hears",
                              .rows = skim_rows()};
    object_setup<SkimBox>(kTable);
}
