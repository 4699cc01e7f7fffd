// [latentrec~ <name> flags]: records a latent signal into a named latent, one frame per step of the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"
#include "infer/timing.h"
#include "latent/recorder.h"
#include "latent/recording.h"
#include "pd/hold.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"
#include "shared/latents.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
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
    void arrange();
    void follow_rate(double hz);
    int channels() const noexcept { return static_cast<int>(hears_list ? list.channels() : cords.size()); }
    void tell_running() const { tell_only("recording"); }

    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    latent::Recorder<t_sample> recorder;
    latent::Recording recording;
    GridClock grid;
    std::vector<const t_sample*> cords;
    ListInlet list{signal_number(), latent::kMostDims};
    bool hears_list = false;
    int ratio = 0;
    int hold = 0;
    int inlets = 1;
    bool multichannel = false;
    int block = 64;
    double rate_hz = static_cast<double>(sys_getsr());  ///< of its canvas
    Clock arrange_clock = clock_for<&LatentRec::arrange>(this);
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
        named->replace(latent::Sequence(dims, 0, rate_hz / ratio));
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
    hears_list = list.is_heard(cords.front());
    if (recorder.channels() != channels()) return arrange_clock.soon();  // a list or a cord has just come
    if (!recording.is_running()) return;
    recorder.process(hears_list ? list.rows().data() : cords.data(), count, position);
    if (recorder.has_frames()) collect_clock.soon();
}

void LatentRec::prepare(t_signal** signals)
{
    block = static_cast<int>(signals[0]->s_n);
    cords.clear();
    for (int i = 0; i < inlets; ++i) {
        const int channels = multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) cords.push_back(signals[i]->s_vec + channel * block);
    }
    follow_rate(static_cast<double>(signals[0]->s_sr));
    grid.prepare(block, rate_hz);
    list.prepare(block);
    arrange();
}

/// What was recorded at another rate keeps its own; the frames to come would play at another speed beside it.
void LatentRec::follow_rate(double hz)
{
    if (hz == std::exchange(rate_hz, hz) || !recording.is_running()) return;
    remark("the rate is now " + std::to_string(std::lround(hz)) + " Hz: " + std::to_string(hz / ratio).substr(0, 6) +
           " frames a second from here on");
    if (named->content()->rate_hz() > 0) named->edit().set_rate_hz(hz / ratio);
}

void LatentRec::arrange()
{
    collect();  // what waits has the old shape
    recorder.prepare(channels(), ratio, hold, 2 * std::max(block, grid.tick()));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void LatentRec::created()
{
    if (multichannel) inlets = 1;
    if (multichannel) hear_lists(list);
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
                      .type = pd::name("the name of a latent"),
                      .text = "the latent to record into",
                      .in = kArgument | kMessage,
                      .required = "where to?",
                      .take = take<&LatentRec::set_name>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel inlet (Pd 0.54); a list gives each channel a value",
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
