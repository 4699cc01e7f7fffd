// Frames of [pathways~] on the grid, and what its patch sees of them.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/box.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace latentjam::pd {

using pathway::kColumns;

void PathwaysBox::created()
{
    clock_setunit(frame_clock, 1, 1);
    for (int i = 0; i < 3; ++i) add_outlet(&s_signal);
    add_info_outlet();
    core.prepare(left_dims, right_dims);
}

// ---- time -----------------------------------------------------------------------------------------------------------

/// Until the grid's next frame.
void PathwaysBox::wait()
{
    const auto rate_hz = static_cast<double>(sys_getsr());
    core.set_frame_s(kFrameSamples / rate_hz);
    grid.prepare(sys_getblksize(), rate_hz);
    is_waiting = true;
    clock_delay(frame_clock, static_cast<double>(kFrameSamples - grid.now() % kFrameSamples));
}

void PathwaysBox::start()
{
    core.start();
    is_running = true;
    toured = 0;
    if (is_touring) tour = pathway::tour_of(core.master(), kFrameSamples / static_cast<double>(sys_getsr()));
    if (!is_waiting) wait();
}

void PathwaysBox::frame()
{
    is_waiting = false;
    if (!is_running) return;
    if (is_touring) play_tour();
    look_at_array();
    tell_loops(core.advance());
    tell_places();
    if (core.is_replaying()) changed();
    wait();
}

/// What is due goes to the patch, whose controls bring it back.
void PathwaysBox::play_tour()
{
    const std::int64_t now = core.frame();
    while (is_touring && toured < tour.lines.size() && tour.lines[toured].frame <= now) {
        std::istringstream words(tour.lines[toured++].line);
        AtomList line;
        std::string word;
        words >> word;
        line.push_back(symbol_atom(word));
        double value = 0;
        while (words >> value) line.push_back(float_atom(value));
        const auto acts = pathway::verbs();
        const bool is_act = std::any_of(acts.begin(), acts.end(), [&](const pathway::VerbFacts& verb) {
            return verb.name == word && verb.owner == pathway::Owner::kSlot;
        });
        info(is_act ? "do" : "ask", line);
    }
    if (now == tour.frames) info("end");
}

void PathwaysBox::tell_loops(const std::vector<pathway::LoopEvent>& events) const
{
    for (const pathway::LoopEvent& event : events)
        info("loop", {symbol_atom(event.column == 0 ? "left" : "right"), float_atom(static_cast<double>(event.loop)),
                      float_atom(event.count), float_atom(event.seed)});
}

/// Eleven times a second: which frame of its pathway a column is at.
void PathwaysBox::tell_places()
{
    if (core.frame() % 2 != 0) return;
    for (int i = 0; i < kColumns; ++i)
        info("place", {symbol_atom(i == 0 ? "left" : "right"), float_atom(core.column(i).row())});
}

// ---- sound ----------------------------------------------------------------------------------------------------------

void PathwaysBox::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    if (block > kFrameSamples)
        error("a block of " + std::to_string(block) + " samples is longer than a frame: at most " +
              std::to_string(kFrameSamples));
    set_channels(&signals[2], kColumns);
    for (int i = 0; i < kColumns; ++i) {
        const int channels = has_multichannel() ? static_cast<int>(core.latents(i).size()) : 1;
        set_channels(&signals[i], channels);
        latents[static_cast<std::size_t>(i)].clear();
        for (int c = 0; c < channels; ++c)
            latents[static_cast<std::size_t>(i)].push_back(signals[i]->s_vec + c * block);
        gates[static_cast<std::size_t>(i)] = has_multichannel() || i == 0 ? signals[2]->s_vec + i * block : nullptr;
    }
}

/// Latents stand for a frame; a gate opens and closes in 10 ms.
void PathwaysBox::process(int count)
{
    const double step = 1 / (.01 * static_cast<double>(sys_getsr()));
    for (int i = 0; i < kColumns; ++i) {
        const auto column = static_cast<std::size_t>(i);
        const auto values = core.latents(i);
        for (std::size_t c = 0; c < latents[column].size(); ++c)
            std::fill_n(latents[column][c], count, static_cast<t_sample>(c < values.size() ? values[c] : 0));
        if (gates[column] == nullptr) continue;
        double& gate = gates_now[column];
        for (int n = 0; n < count; ++n) {
            gate += std::clamp(core.gate(i) - gate, -step, step);
            gates[column][n] = static_cast<t_sample>(gate);
        }
    }
}

// ---- what is done ---------------------------------------------------------------------------------------------------

Status PathwaysBox::act(const pathway::Act& act)
{
    const Status status = core.act(act);
    if (!status) return status;
    if (act.verb == pathway::Verb::kKind)
        ++kinds_given[static_cast<std::size_t>(act.target > 0 ? act.target - 1 : core.selected())];
    changed();
    return {};
}

Status PathwaysBox::take_dims(Atoms both)
{
    const auto left = whole_number(both, 0), right = whole_number(both, 1);
    if (!left || !right || std::min(*left, *right) < 1 || std::max(*left, *right) > pathway::kMostDims)
        return Status::error("dims: two numbers from 1 to " + std::to_string(pathway::kMostDims));
    left_dims = *left;
    right_dims = *right;
    core.prepare(left_dims, right_dims);
    drawn_dim = std::min(drawn_dim, core.dims() - 1);
    canvas_update_dsp();
    changed();
    return {};
}

Status PathwaysBox::take_state(Atoms list)
{
    if (list.empty()) {
        info("state", state());
        return {};
    }
    std::vector<double> numbers;
    for (const t_atom& atom : list) numbers.push_back(static_cast<double>(atom_getfloat(&atom)));
    const Status status = core.take(numbers);
    if (status) changed();
    return status;
}

void PathwaysBox::set_tour(bool on)
{
    is_touring = on;
    toured = 0;
    tour = pathway::tour_of(core.master(), kFrameSamples / static_cast<double>(sys_getsr()));
}

void PathwaysBox::tell_length() const
{
    const double rate_hz = static_cast<double>(sys_getsr());
    const pathway::Tour whole = pathway::tour_of(core.master(), kFrameSamples / rate_hz);
    info("length", {float_atom(static_cast<double>(whole.frames) * kFrameSamples / rate_hz)});
}

// ---- what is seen ---------------------------------------------------------------------------------------------------

void PathwaysBox::changed() { change_clock.soon(); }

void PathwaysBox::tell_changed()
{
    tell_slot();
    fill_array();
    if (shown) {
        latent::Sequence values = core.slots()[static_cast<std::size_t>(core.selected())].values(core.dims());
        values.set_rate_hz(static_cast<double>(sys_getsr()) / kFrameSamples);
        shown->replace(std::move(values));
        shown->mark_saved();
    }
    info("state", state());
}

/// The chosen slot, line by line.
void PathwaysBox::tell_slot() const
{
    const pathway::Content& slot = core.slots()[static_cast<std::size_t>(core.selected())].content();
    const pathway::Recipe& r = slot.recipe;
    info("slot", {float_atom(core.selected() + 1)});
    info("kind",
         {float_atom(static_cast<double>(r.kind)), symbol_atom(pathway::kKindWords[static_cast<std::size_t>(r.kind)])});
    info("seed", {float_atom(r.seed)});
    info("frames", {float_atom(r.frames)});
    info("every", {float_atom(r.every)});
    info("range", {float_atom(r.range)});
    info("offset", {float_atom(r.offset)});
    info("positive", {float_atom(r.is_positive)});
    info("walk",
         {float_atom(static_cast<double>(r.walk)), symbol_atom(pathway::kWalkWords[static_cast<std::size_t>(r.walk)])});
    info("with", {float_atom(r.with + 1)});
    info("rate", {float_atom(r.rate)});
    info("glide", {float_atom(static_cast<double>(r.glide)),
                   symbol_atom(pathway::kGlideWords[static_cast<std::size_t>(r.glide)])});
    info("randomised", {float_atom(r.is_randomised)});
    info("locked", {float_atom((slot.locked_dims >> drawn_dim & 1) != 0 ? 1 : 0)});
    info("changed", {float_atom(static_cast<double>(slot.changed.size()))});
}

AtomList PathwaysBox::state() const
{
    AtomList list;
    for (const double number : core.numbers()) list.push_back(float_atom(number));
    return list;
}

void PathwaysBox::show(t_symbol* latent)
{
    shown = named_latent(latent);
    changed();
}

void PathwaysBox::draw_on(t_symbol* name)
{
    array = name;
    fill_array();
}

void PathwaysBox::set_drawn_dim(int dim)
{
    drawn_dim = std::min(dim, core.dims() - 1);
    changed();
}

namespace {

t_word* words_of(t_symbol* name, int& size, t_garray*& array)
{
    array = name ? reinterpret_cast<t_garray*>(pd_findbyclass(name, garray_class)) : nullptr;
    t_word* words = nullptr;
    return array && garray_getfloatwords(array, &size, &words) ? words : nullptr;
}

}  // namespace

/// One dim of the chosen slot, for a hand to draw on.
void PathwaysBox::fill_array()
{
    int size = 0;
    t_garray* garray = nullptr;
    if (words_of(array, size, garray) == nullptr) return;
    const latent::Sequence values = core.slots()[static_cast<std::size_t>(core.selected())].values(core.dims());
    if (size != values.frames()) garray_resize_long(garray, values.frames());
    t_word* const words = words_of(array, size, garray);
    drawn.resize(static_cast<std::size_t>(values.frames()));
    for (int i = 0; i < values.frames(); ++i) {
        drawn[static_cast<std::size_t>(i)] = values.at(i, drawn_dim);
        words[i].w_float = static_cast<t_float>(values.at(i, drawn_dim));
    }
    garray_redraw(garray);
}

/// What a hand has drawn since.
void PathwaysBox::look_at_array()
{
    int size = 0;
    t_garray* garray = nullptr;
    const t_word* const words = words_of(array, size, garray);
    if (words == nullptr || size != static_cast<int>(drawn.size())) return;
    for (int i = 0; i < size; ++i) {
        const auto value = static_cast<float>(words[i].w_float);
        float& known = drawn[static_cast<std::size_t>(i)];
        if (value == known || !std::isfinite(value)) continue;
        known = value;
        check(act({pathway::Verb::kPut,
                   0,
                   {static_cast<float>(i), static_cast<float>(drawn_dim), std::clamp(value, -100.0F, 100.0F)}}));
    }
}

}  // namespace latentjam::pd
