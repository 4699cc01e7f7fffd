// [agent~ <ensemble> <number>]: one agent of an ensemble, as latents and a gain, frame by frame on the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/log.h"
#include "bend/strength.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/ensembles.h"
#include "shared/models.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

constexpr int kFrame_samples = 2048;
constexpr double kToldFrom = .004;  // smaller moves of an attribute are not told
constexpr int kBendSteps = 20;      // from no bends to all of them: each step computes weights anew

struct AgentBox final : Object, EnsembleListener {
    using Object::Object;
    ~AgentBox() { std::erase(ensemble->listeners, this); }
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    void frame_begins(bool is_new) override;
    void tell_cast();
    void tell_awake();
    void tell_values();
    void read_bends(const std::string& file);
    void tell_bends();
    void tell_bends(const bend::Entries& list);
    void refresh();
    void open();
    Status find_model(const std::string& name);

    bool exists() const { return place() >= 0 && place() < ensemble->core.count(); }
    int place() const { return number - 1; }
    int dims() const { return exists() ? static_cast<int>(ensemble->core.voice(place()).latents().size()) : 0; }

    t_symbol* name = gensym("");
    int number = 1;
    std::shared_ptr<NamedEnsemble> ensemble;
    GridClock grid;
    std::vector<t_sample*> latents;
    t_sample* gain = nullptr;
    double gain_now = 0, gain_step = 0;
    bool is_awake = false;
    std::string model;
    bool has_haze = false;
    std::array<double, 3> told{-1, -1, -1};
    bend::Entries bends;
    int bend_step = 0;
    std::string prepared;  // the model and the log whose bends were told at their whole strength
    Clock open_clock = clock_for<&AgentBox::open>(this);
};

void AgentBox::created()
{
    ensemble = named_ensemble(name);
    ensemble->listeners.push_back(this);
    add_outlet(&s_signal);
    add_outlet(&s_signal);
    add_info_outlet();
    open_clock.soon();
}

// ---- news ----------------------------------------------------------------------------------------------------------

void AgentBox::frame_begins(bool is_new)
{
    if (static_cast<int>(latents.size()) != std::max(1, dims()) && !latents.empty()) canvas_update_dsp();
    if (is_new) return tell_cast();
    if (!exists()) return;
    const bool decodes = ensemble->core.is_decoding(place());
    if (decodes != is_awake) {
        is_awake = decodes;
        tell_awake();
    }
    if (is_awake) tell_values();
}

/// The model of the score, where there is one to be found; else the one that plays stays.
void AgentBox::tell_cast()
{
    told.fill(-1);
    is_awake = false;
    info("awake", {float_atom(0)});
    if (!exists()) return;
    const agents::AgentEntry& entry = ensemble->core.score().agents[static_cast<std::size_t>(place())];
    info("name", {symbol_atom(entry.name)});
    check(find_model(entry.model));
    read_bends(entry.bend);
}

/// A log that is not there is none; its lines that cannot be read are left out. A new one is told at its whole strength
/// once, before the agent sounds: what the model needs for it is then there, and memory does not grow when the score
/// asks for it half an hour later.
void AgentBox::read_bends(const std::string& file)
{
    const bool had_some = !bends.empty();
    bends.clear();
    bend_step = 0;
    const std::string path = find_beside_score(*ensemble, canvas(), file, ".log");
    if (!path.empty()) {
        auto log = bend::read_log(path);
        if (!log) return error(log.message());
        for (const std::string& line : log->remarks) error(file + ", " + line);
        bends = std::move(log->entries);
    }
    if (!had_some && bends.empty()) return;
    const std::string before = std::exchange(prepared, model + "\n" + path);
    if (before != prepared && !bends.empty()) tell_bends(bend::at_strength(bends, 1));
    tell_bends();
}

void AgentBox::tell_bends()
{
    const double strength = static_cast<double>(bend_step) / kBendSteps;
    tell_bends(strength > 0 ? bend::at_strength(bends, strength) : bend::at_rest(bends));
}

void AgentBox::tell_bends(const bend::Entries& list)
{
    const std::string line = bend::line_of(list);
    AtomList atoms;
    for (const bend::Word& word : bend::words_of(line.empty() ? "empty" : line)) {
        const auto value = bend::number_of(word);
        atoms.push_back(value ? float_atom(*value) : symbol_atom(bend::text_of(word)));
    }
    info("bendlist", std::move(atoms));
}

/// A file that is not there is replaced by the first other of the score that is.
Status AgentBox::find_model(const std::string& wanted)
{
    const auto& cast = ensemble->core.score().agents;
    std::vector<std::string> names{wanted};
    for (const agents::AgentEntry& entry : cast) names.push_back(entry.model);
    for (const std::string& each : names) {
        const std::string path = find_beside_score(*ensemble, canvas(), each, ".ts");
        if (path.empty()) continue;
        if (each != wanted)
            remark("agent " + std::to_string(number) + ": no model '" + wanted + "', so it plays " + each);
        if (path == model) return {};
        const auto description = models().describe(path);
        const auto is_haze = [](const auto& attribute) { return attribute.name == "haze"; };
        has_haze = description && std::any_of(description->attributes.begin(), description->attributes.end(), is_haze);
        info("model", {symbol_atom(model = path)});
        return {};
    }
    return Status::error("agent " + std::to_string(number) + ": no model '" + wanted +
                         "' beside the score or on Pd's path, nor any other of the score");
}

/// What the model gets ready by: forgotten past and noise of its own, then work; or none.
void AgentBox::tell_awake()
{
    if (is_awake) {
        info("reset");
        info("seed", {float_atom(ensemble->core.noise_seed(place()))});
        told.fill(-1);
    }
    info("awake", {float_atom(is_awake)});
}

void AgentBox::tell_values()
{
    constexpr std::array kTold{agents::Parameter::kHaze, agents::Parameter::kBend, agents::Parameter::kNear};
    const agents::Values values = ensemble->core.values(place());
    for (std::size_t i = 0; i < kTold.size(); ++i) {
        if (kTold[i] == agents::Parameter::kHaze && !has_haze) continue;
        const double value = values[kTold[i]];
        if (told[i] >= 0 && std::abs(value - told[i]) < kToldFrom) continue;
        told[i] = value;
        info(agents::facts(kTold[i]).name, {float_atom(value)});
    }
    const auto step = static_cast<int>(std::lround(values[agents::Parameter::kBend] * kBendSteps));
    if (bends.empty() || step == bend_step) return;
    bend_step = step;
    tell_bends();
}

/// Once the patch has its cords.
void AgentBox::open()
{
    if (model.empty() && exists()) tell_cast();
}

/// For a patch that has opened after the score was read.
void AgentBox::refresh()
{
    model.clear();
    tell_cast();
}

// ---- sound ---------------------------------------------------------------------------------------------------------

void AgentBox::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    const int channels = has_multichannel() ? std::max(1, dims()) : 1;
    set_channels(&signals[1], 1);
    set_channels(&signals[0], channels);
    latents.clear();
    for (int i = 0; i < channels; ++i) latents.push_back(signals[0]->s_vec + i * block);
    gain = signals[1]->s_vec;
    grid.prepare(block, static_cast<double>(signals[0]->s_sr));
}

/// Latents stand for a frame, the gain reaches its value at the frame's end.
void AgentBox::process(int count)
{
    const std::int64_t position = grid.next();
    const double wanted = exists() ? ensemble->core.gain(place()) : 0;
    const std::int64_t left = kFrame_samples - position % kFrame_samples;
    gain_step = (wanted - gain_now) / static_cast<double>(left);
    for (int n = 0; n < count; ++n) {
        gain_now = n < left ? gain_now + gain_step : wanted;
        gain[n] = static_cast<t_sample>(gain_now);
    }
    const int known = dims();
    for (std::size_t i = 0; i < latents.size(); ++i) {
        const bool has = static_cast<int>(i) < known;
        const float value = has ? ensemble->core.voice(place()).latents()[i] : 0.0F;
        std::fill_n(latents[i], count, static_cast<t_sample>(value));
    }
}

// ---- table ---------------------------------------------------------------------------------------------------------

Row told_row(const char* name, const char* text) { return {.name = name, .text = text, .in = kInfo}; }

Table agent_table()
{
    return {.name = "agent~",
            .text = "one agent of an ensemble, as latents and a gain",
            .rows = {{.name = "ensemble",
                      .type = symbol("the name of an ensemble"),
                      .text = "as [ensemble] has it",
                      .in = kArgument,
                      .required = "of which ensemble?",
                      .take = take<&AgentBox::name>},
                     {.name = "number",
                      .type = whole(1, agents::kMostAgents),
                      .fallback = "1",
                      .text = "which agent",
                      .in = kArgument,
                      .take = take<&AgentBox::number>},
                     {.name = "refresh", .text = "says name, model and bends again", .take = take<&AgentBox::refresh>},
                     told_row("name", "the agent's"),
                     told_row("model", "a file for rave~ to load"),
                     told_row("bendlist", "the bends of its log, as strong as bend says, for rave~"),
                     told_row("reset", "a phrase begins: the model forgets its past"),
                     told_row("seed", "of the model's noise in this phrase"),
                     told_row("awake", "1 while the model has work, for rave~'s enable"),
                     told_row("haze", "0 to 1, where the model has that attribute"),
                     told_row("bend", "0 to 1"),
                     told_row("near", "0 far, 1 near")}};
}

}  // namespace

void agent_tilde_setup()
{
    static const Table kTable = agent_table();
    object_setup<AgentBox>(kTable);
}
