// [latentrec~ <name> flags]: records a latent signal into a named latent, one frame per step of the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"
#include "infer/timing.h"
#include "latent/recorder.h"
#include "latent/recording.h"
#include "pd/hold.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/latents.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct LatentRec : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    void record();
    void append();
    void stop();
    void set_name(t_symbol* name);
    void collect();
    void tell_running() const { tell_only("recording"); }

    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    latent::Recorder<t_sample> recorder;
    latent::Recording recording;
    GridClock grid;
    std::vector<t_sample*> inputs;
    int ratio = 0;
    int hold = 0;
    int inlets = 1;
    bool multichannel = false;
    Clock collect_clock = clock_for<&LatentRec::collect>(this);
};

// ---- recording -----------------------------------------------------------------------------------------------------

/// Takes what process() has picked up: after the tick by Pd's clock, or before a message changes what to do with it.
void LatentRec::collect()
{
    const int dims = recorder.channels();
    const auto frames = recorder.take();
    if (const int lost = recorder.take_lost(); lost > 0)
        error(std::to_string(lost) + " frames were lost: more went by than a tick has");
    if (!recording.is_running() || frames.empty()) return;
    if (recording.replaces(*named->content())) {
        named->replace(latent::Sequence(dims, 0, static_cast<double>(sys_getsr()) / ratio));
        recording.replaced();
    }
    Status status = recording.check(*named->content(), dims);
    if (status) status = recording.write(named->edit(), frames);
    check(status);
    if (!recording.is_running()) return tell_running();
    info("frame", {float_atom(recording.last_frame())});
}

void LatentRec::record()
{
    collect();
    recording.start_anew();
}

void LatentRec::append()
{
    collect();
    recording.append_to(named->content()->frames());
}

void LatentRec::stop()
{
    collect();
    recording.stop();
}

void LatentRec::set_name(t_symbol* name)
{
    named = named_latent(name);
    recording.change_target();
}

// ---- sound ---------------------------------------------------------------------------------------------------------

void LatentRec::process(int count)
{
    const std::int64_t position = grid.next();
    if (!recording.is_running()) return;
    recorder.process(inputs.data(), count, position);
    if (recorder.has_frames()) collect_clock.soon();
}

void LatentRec::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    inputs.clear();
    for (int i = 0; i < inlets; ++i) {
        const int channels = multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) inputs.push_back(signals[i]->s_vec + channel * block);
    }
    grid.prepare(block, static_cast<double>(signals[0]->s_sr));
    collect();  // what waits has the old shape
    recorder.prepare(static_cast<int>(inputs.size()), ratio, hold, 2 * std::max(block, grid.tick()));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void LatentRec::created()
{
    if (multichannel) inlets = 1;
    if (hold >= ratio) {
        error("-hold " + std::to_string(hold) + ": first, last, or a sample from 0 to " + std::to_string(ratio - 1));
        hold = 0;
    }
    if (hold == infer::kHoldLast) hold = ratio - 1;
    add_signal_inlets(inlets - 1);
    add_info_outlet();
}

Table latentrec_table()
{
    return {.name = "latentrec~",
            .text = "records a latent signal into a named latent, one frame per step of the grid",
            .rows = {{.name = "name",
                      .type = symbol("the name of a latent"),
                      .text = "the latent to record into",
                      .in = kArgument | kMessage,
                      .required = "where to?",
                      .take = take<&LatentRec::set_name>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel inlet (Pd 0.54)",
                      .in = kFlag,
                      .take = take<[](LatentRec& r, bool on) { return set_multichannel(on, r.multichannel); }>},
                     {.name = "in",
                      .type = whole(1, latent::kMostDims),
                      .fallback = "1",
                      .text = "so many inlets",
                      .in = kFlag,
                      .take = take<&LatentRec::inlets>},
                     {.name = "hold",
                      .type = hold(),
                      .fallback = "first",
                      .text = "which sample of each step is taken",
                      .in = kFlag,
                      .take = take<&LatentRec::hold>},
                     {.name = "record",
                      .text = "the next frame replaces what is there",
                      .take = take<&LatentRec::record>,
                      .then = then<&LatentRec::tell_running>},
                     {.name = "append",
                      .text = "goes on behind the last frame",
                      .take = take<&LatentRec::append>,
                      .then = then<&LatentRec::tell_running>},
                     {.name = "stop",
                      .text = "ends the recording",
                      .take = take<&LatentRec::stop>,
                      .then = then<&LatentRec::tell_running>},
                     {.name = "recording",
                      .text = "1 while it records",
                      .in = kInfo,
                      .tell = tell<[](const LatentRec& r) { return r.recording.is_running(); }>},
                     {.name = "frame", .text = "the frame that was recorded last", .in = kInfo},
                     {.name = "dims",
                      .text = "of the latent",
                      .in = kInfo,
                      .tell = tell<[](const LatentRec& r) { return r.named->content()->dims(); }>},
                     {.name = "frames",
                      .text = "of the latent",
                      .in = kInfo,
                      .tell = tell<[](const LatentRec& r) { return r.named->content()->frames(); }>},
                     {.name = "loop",
                      .type = whole(0, latent::kMostFrames),
                      .fallback = "0",
                      .unit = "frames",
                      .text = "after so many the first ones are recorded over; 0: without end",
                      .in = kMessage | kInfo,
                      .take = take<[](LatentRec& r, int frames) { r.recording.set_loop(frames); }>,
                      .tell = tell<[](const LatentRec& r) { return r.recording.loop(); }>},
                     {.name = "ratio",
                      .type = whole(1, infer::kLargestRatio),
                      .fallback = "2048",
                      .unit = "samples",
                      .text = "from frame to frame",
                      .in = kFlag | kInfo,
                      .take = take<&LatentRec::ratio>,
                      .tell = tell<&LatentRec::ratio>}}};
}

}  // namespace

void latentrec_tilde_setup()
{
    static const Table kTable = latentrec_table();
    object_setup<LatentRec>(kTable);
}
