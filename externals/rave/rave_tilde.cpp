// [rave~ <model> [<method>] [<buffer>] flags]: plays any method of a neural audio model (nn~ conventions) in real time.
// SPDX-License-Identifier: BSD-3-Clause
#include "rave/rave.h"

#include "pd/reblocked.h"
#include "shared/model_values.h"
#include "shared/models.h"

#include <cmath>
#include <string>
#include <utility>

namespace latentjam::pd {

Rave::Rave(const Place& place) : Object(place)
{
    session = std::make_unique<infer::Session<t_sample>>(
        models(), work::workers_of_process(),
        infer::SessionListener{[this](const std::string& line) { error(line); },
                               [this](const std::string& line) { remark(line); },
                               [this](bool ready) { tell_ready(ready); },
                               [this](const infer::Stream& playing) { return box.refusal(playing); }},
        bender_listener());
}

void Rave::created()
{
    box.shape(wanted());
    if (box.multichannel) hear_lists(list);
    add_signal_inlets(box.inlets - 1);
    for (int i = 0; i < box.outlets; ++i) add_outlet(&s_signal);
    add_info_outlet();
    if (!wanted().path.empty()) change();
}

// ---- another stream ------------------------------------------------------------------------------------------------

Status Rave::find(t_symbol* model)
{
    const auto path = find_model(canvas(), model->s_name);
    if (!path) return path.status();
    wanted().ends_bends = true;
    if (*path == wanted().path) return {};
    attributes_of[wanted().path] = wanted().attributes;
    wanted().attributes = attributes_of[*path];
    wanted().path = *path;
    return {};
}

void Rave::open()
{
    opens = false;
    wanted().stream.offline = wanted().stream.offline || is_batch();
    session->open();
}

// ---- what the session tells us -------------------------------------------------------------------------------------

void Rave::tell_rate()
{
    const double model_hz = session->description() ? session->description()->sample_rate : 0;
    const bool is_other = model_hz > 0 && rate_hz > 0 && model_hz != rate_hz;
    const std::string line = is_other ? rate_line(wanted().path, model_hz, rate_hz) : "";
    if (line == told_rate) return;
    told_rate = line;
    remark(is_other ? line
                    : wanted().path + " plays at its own rate again, " + std::to_string(std::lround(rate_hz)) + " Hz");
}

void Rave::tell_ready(bool ready)
{
    if (ready) {
        tell_rate();
        const int rows = stream()->out_rows();
        if (box.multichannel && rows != box.channels_out && !box.has_fixed_channels()) {
            box.channels_out = rows;
            canvas_update_dsp();
        }
    }
    announce("ready", {float_atom(ready ? 1 : 0)});
}

void Rave::collect_news()
{
    const std::string line = session->player().collect();
    if (!line.empty()) error(line);
    session->collect_bends();
}

// ---- the model that plays ------------------------------------------------------------------------------------------

Status Rave::set(Atoms setting)
{
    if (setting[0].a_type != A_SYMBOL) return Status::error("set takes " + table().find(kMessage, "set")->type.accepts);
    infer::AttributeSetting wish{setting[0].a_w.w_symbol->s_name, values_of(setting.subspan(1))};
    const infer::Attribute* attribute =
        session->is_current() ? session->description()->find_attribute(wish.name) : nullptr;
    if (attribute)
        if (const Status status = read_arrays(*attribute, wish.values); !status) return status;
    session->set(wish);
    return {};
}

void Rave::get(t_symbol* attribute)
{
    if (opens && is_batch()) open();  // logical time does not go on between two messages
    session->get(attribute->s_name, [this, attribute](const std::vector<infer::Value>& values) {
        info(attribute->s_name, atoms_of(values));
    });
}

// ---- sound ---------------------------------------------------------------------------------------------------------

void Rave::process(int count)
{
    controls.read();
    last_played = clock_getlogicaltime();
    const std::vector<const t_sample*>& in = list.is_heard(inputs.front()) ? list.rows() : inputs;
    session->player().process(in.data(), static_cast<int>(in.size()), outputs.data(), static_cast<int>(outputs.size()),
                              count, grid.next());
    make_up(count);
    if (session->player().has_news() || session->bender().has_news()) news_clock.soon();
}

void Rave::make_up(int count)
{
    if (stream() && stream()->method().out_ratio == 1) level.process(outputs.data(), outputs.size(), count);
}

void Rave::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    box.block = block;
    level.set_rate(static_cast<double>(signals[0]->s_sr));
    rate_hz = static_cast<double>(signals[0]->s_sr);
    box.is_reblocked =
        block != sys_getblksize() || rate_hz != static_cast<double>(sys_getsr()) || is_inside_block(canvas());
    inputs.clear();
    outputs.clear();
    for (int i = 0; i < box.inlets; ++i) {
        const int channels = box.multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) inputs.push_back(signals[i]->s_vec + channel * block);
    }
    for (int i = box.inlets; i < box.inlets + box.outlets; ++i) {
        const int channels = box.multichannel ? box.channels_out : 1;
        set_channels(&signals[i], channels);
        for (int channel = 0; channel < channels; ++channel) outputs.push_back(signals[i]->s_vec + channel * block);
    }
    list.prepare(block);
    controls.prepare(signals[0]);
    grid.prepare(block, rate_hz);
    if (stream() && session->is_current()) tell_rate();
    session->player().prepare({rate_hz, block, grid.tick()}, static_cast<int>(outputs.size()));
}

}  // namespace latentjam::pd

void rave_tilde_setup()
{
    static const latentjam::pd::Table kTable = latentjam::pd::rave_table();
    latentjam::pd::object_setup<latentjam::pd::Rave>(kTable);
}
