// [ring~ <sources> <loudspeakers> flags]: sources at angles on a ring of loudspeakers.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/hall.h"
#include "audio/ring.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Ring : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;

    void created();
    void prepare(t_signal** signals);
    void process(int count);

    Status set_speakers(const std::vector<double>& angles);
    Status set_speakers(const Given& given);
    std::vector<double> usual_speakers() const;
    Status of_speaker(const Given& given, void (audio::Hall::*set)(int, double));
    Status of_speakers(const Given& given, void (audio::Hall::*set)(int, double));
    void tell_speakers() const { info("speakers", atoms_from(angles)); }

    int sources = 1, outlets = 7;
    bool multichannel = false;
    double rate_hz = 0;
    int block = 64;
    std::vector<double> angles;
    audio::RingMixer mixer;
    audio::Hall hall;
    std::vector<const t_sample*> inputs;
    std::vector<t_sample*> outputs;
    ListInlet list{signal_number(), audio::kMostSources};
    std::vector<t_sample> room;  ///< Pd may give one memory for inlets and outlets
    std::vector<t_sample*> rows;
};

std::vector<double> Ring::usual_speakers() const
{
    if (outlets == 7) return {audio::kSevenSpeakers_deg.begin(), audio::kSevenSpeakers_deg.end()};
    if (outlets == 1) return {0};
    if (outlets == 2) return {-30, 30};
    std::vector<double> even;
    for (int i = 0; i < outlets; ++i) even.push_back(-180.0 / outlets + 360.0 * i / outlets);
    return even;
}

void Ring::created()
{
    if (!multichannel) {
        add_signal_inlets(sources - 1);
        for (int i = 0; i < outlets; ++i) add_outlet(&s_signal);
    } else {
        hear_lists(list);
        add_outlet(&s_signal);
    }
    add_info_outlet();
    mixer.prepare(sources, static_cast<double>(sys_getsr()));
    hall.prepare(outlets, static_cast<double>(sys_getsr()));
    check(set_speakers(usual_speakers()));
}

Status Ring::set_speakers(const std::vector<double>& wanted)
{
    if (!multichannel && static_cast<int>(wanted.size()) > outlets)
        return Status::error("speakers: " + std::to_string(wanted.size()) + " angles, but there are " +
                             std::to_string(outlets) + " outlets; the second argument is their number");
    const bool changes = angles.size() != wanted.size();
    angles = wanted;
    mixer.set_ring(audio::SpeakerRing(angles));
    if (multichannel && changes && rate_hz > 0) canvas_update_dsp();
    return {};
}

Status Ring::set_speakers(const Given& given)
{
    std::vector<double> wanted;
    for (const t_atom& atom : given.atoms) {
        if (atom.a_type != A_FLOAT)
            return Status::error("speakers: '" + text_of(atom) + "' is no angle; 0 is in front, -90 left");
        wanted.push_back(static_cast<double>(atom_getfloat(&atom)));
    }
    return set_speakers(wanted);
}

Status Ring::of_speaker(const Given& given, void (audio::Hall::*set)(int, double))
{
    const auto speaker = whole_number(given.atoms, 0);
    if (!speaker || *speaker < 1 || *speaker > hall.speakers())
        return Status::error("'" + text_of(given.atoms[0]) + "': loudspeakers are numbered from 1 to " +
                             std::to_string(hall.speakers()));
    (hall.*set)(*speaker - 1, static_cast<double>(atom_getfloat(&given.atoms[1])));
    return {};
}

/// In the order of channels; the rest stays.
Status Ring::of_speakers(const Given& given, void (audio::Hall::*set)(int, double))
{
    if (static_cast<int>(given.atoms.size()) > hall.speakers())
        return Status::error(std::to_string(given.atoms.size()) + " numbers for " + std::to_string(hall.speakers()) +
                             " loudspeakers");
    for (std::size_t i = 0; i < given.atoms.size(); ++i)
        (hall.*set)(static_cast<int>(i), static_cast<double>(atom_getfloat(&given.atoms[i])));
    return {};
}

void Ring::prepare(t_signal** signals)
{
    block = static_cast<int>(signals[0]->s_n);
    const auto rate = static_cast<double>(signals[0]->s_sr);
    list.prepare(block);
    inputs.clear();
    outputs.clear();
    const int inlets = multichannel ? 1 : sources;
    for (int i = 0; i < inlets; ++i) {
        const int channels = multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) inputs.push_back(signals[i]->s_vec + channel * block);
    }
    const int wanted = multichannel ? static_cast<int>(angles.size()) : outlets;
    for (int i = 0; i < (multichannel ? 1 : outlets); ++i) {
        set_channels(&signals[inlets + i], multichannel ? wanted : 1);
        for (int channel = 0; channel < (multichannel ? wanted : 1); ++channel)
            outputs.push_back(signals[inlets + i]->s_vec + channel * block);
    }
    room.assign(static_cast<std::size_t>(wanted * block), 0);
    rows.clear();
    for (int i = 0; i < wanted; ++i) rows.push_back(room.data() + i * block);
    if (rate != rate_hz) mixer.prepare(sources, rate);
    if (rate != rate_hz || hall.speakers() != wanted) hall.prepare(wanted, rate);
    rate_hz = rate;
}

void Ring::process(int count)
{
    const bool is_list = multichannel && list.is_heard(inputs.front());
    const auto& in = is_list ? list.rows() : inputs;
    mixer.process<t_sample>({in.data(), is_list ? list.channels() : in.size()}, {rows.data(), rows.size()}, count);
    hall.process<t_sample>({rows.data(), rows.size()}, count);
    for (std::size_t i = 0; i < outputs.size(); ++i) std::copy_n(rows[i], count, outputs[i]);
}

/// What a source has: its number, then a value.
template <void (audio::RingMixer::*kSet)(int, double)>
Status set_source(Ring& ring, const Given& given)
{
    const auto source = whole_number(given.atoms, 0);
    if (!source || *source < 1 || *source > ring.sources)
        return Status::error("'" + text_of(given.atoms[0]) + "': sources are numbered from 1 to " +
                             std::to_string(ring.sources));
    (ring.mixer.*kSet)(*source - 1, static_cast<double>(atom_getfloat(&given.atoms[1])));
    return {};
}

Table ring_table()
{
    return {
        .name = "ring~",
        .text = "sources at angles on a ring of loudspeakers",
        .rows = {
            {.name = "sources",
             .type = whole(1, audio::kMostSources),
             .fallback = "1",
             .text = "so many inlets",
             .in = kArgument,
             .take = take<&Ring::sources>},
            {.name = "loudspeakers",
             .type = whole(1, audio::kMostSpeakers),
             .fallback = "7",
             .text = "so many outlets",
             .in = kArgument,
             .take = take<&Ring::outlets>},
            {.name = "m",
             .type = on_off(),
             .text = "one multichannel inlet and outlet (Pd 0.54); a list gives each channel a value",
             .in = kFlag,
             .take = take<[](Ring& r, bool on) { return set_multichannel(on, r.multichannel); }>},
            {.name = "speakers",
             .type = atoms(1, audio::kMostSpeakers, "the angle of each loudspeaker"),
             .text = "in the order of channels; 0 is in front, -90 left",
             .in = kMessage | kInfo,
             .take = take<[](Ring& r, const Given& given) { return r.set_speakers(given); }>,
             .tell = tell<&Ring::tell_speakers>},
            {.name = "angle",
             .type = atoms(2, 2, "a source and its angle"),
             .unit = "degrees",
             .text = "where a source is",
             .take =
                 take<[](Ring& r, const Given& given) { return set_source<&audio::RingMixer::set_angle>(r, given); }>},
            {.name = "width",
             .type = atoms(2, 2, "a source and its width"),
             .unit = "degrees",
             .text = "over how much of the ring a source is spread",
             .take =
                 take<[](Ring& r, const Given& given) { return set_source<&audio::RingMixer::set_width>(r, given); }>},
            {.name = "trim",
             .type = atoms(2, 2, "a loudspeaker and -12 to 12 dB"),
             .unit = "dB",
             .text = "of a loudspeaker",
             .take = take<[](Ring& r, const Given& given) { return r.of_speaker(given, &audio::Hall::set_trim); }>},
            {.name = "delay",
             .type = atoms(2, 2, "a loudspeaker and 0 to 50 ms"),
             .unit = "ms",
             .text = "of a loudspeaker",
             .take = take<[](Ring& r, const Given& given) { return r.of_speaker(given, &audio::Hall::set_delay); }>},
            {.name = "trims",
             .type = atoms(1, audio::kMostSpeakers, "-12 to 12 dB for each loudspeaker"),
             .unit = "dB",
             .text = "of all loudspeakers, in the order of channels",
             .take = take<[](Ring& r, const Given& given) { return r.of_speakers(given, &audio::Hall::set_trim); }>},
            {.name = "delays",
             .type = atoms(1, audio::kMostSpeakers, "0 to 50 ms for each loudspeaker"),
             .unit = "ms",
             .text = "of all loudspeakers, in the order of channels",
             .take = take<[](Ring& r, const Given& given) { return r.of_speakers(given, &audio::Hall::set_delay); }>},
            {.name = "tone",
             .type = whole(0, audio::kMostSpeakers),
             .text = "pink noise of -20 dB from one loudspeaker in the place of all else; 0: none",
             .take = take<[](Ring& r, int speaker) { r.hall.set_tone(speaker - 1); }>}}};
}

}  // namespace

void ring_tilde_setup()
{
    static const Table kTable = ring_table();
    object_setup<Ring>(kTable);
}
