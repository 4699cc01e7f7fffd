// What [ensemble] does: its score, its time, and who plays along.
// SPDX-License-Identifier: BSD-3-Clause
#include "agents/ensemble_box.h"
#include "base/ending.h"
#include "latent/file.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <utility>

namespace latentjam::pd {
namespace {

constexpr int kFrame_samples = 2048;
constexpr double kToldFrom_deg = .2;  // smaller moves are not told

agents::WallTime wall_time()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

void EnsembleBox::created()
{
    add_info_outlet();
    clock_setunit(frame_clock, 1, 1);
    core().set_ear(ear);
    if (wanted.empty()) return;
    check(read(wanted));
    open_clock.soon();
}

// ---- score ---------------------------------------------------------------------------------------------------------

Status EnsembleBox::read(const std::string& name)
{
    const std::string path = find_file(canvas(), name, ".score");
    if (path.empty()) return Status::error("read '" + name + "': no such score beside the patch or on Pd's path");
    auto read = agents::read_score_file(path);
    if (!read) return read.status();
    for (const std::string& line : read->errors) error(std::filesystem::path(path).filename().string() + ", " + line);
    file = path;
    ensemble->folder = std::filesystem::path(path).parent_path().string();
    take_score(std::move(read->score), false);
    return {};
}

Status EnsembleBox::reload()
{
    if (file.empty()) return Status::error("reload: no score was read yet; read <file>");
    auto read = agents::read_score_file(file);
    if (!read) return read.status();
    for (const std::string& line : read->errors) error(std::filesystem::path(file).filename().string() + ", " + line);
    take_score(std::move(read->score), true);
    return {};
}

void EnsembleBox::take_score(agents::Score score, bool stays)
{
    if (stays)
        core().reload(std::move(score));
    else
        core().load(std::move(score));
    find_pathways();
    told_angles.clear();
    told_taken.clear();
    ensemble->tell(true);
    tell_cast();
}

void EnsembleBox::find_pathways()
{
    const auto& cast = core().score().agents;
    for (std::size_t i = 0; i < cast.size(); ++i) {
        if (cast[i].pathway.empty()) continue;
        const std::string path = find_beside_score(*ensemble, canvas(), cast[i].pathway, ".npy");
        if (path.empty()) {
            error("agent " + std::to_string(i + 1) + ": no pathway '" + cast[i].pathway +
                  "' beside the score; it walks in a circle");
            continue;
        }
        auto sequence = latent::read(path);
        if (!sequence) {
            error(sequence.message());
            continue;
        }
        core().set_pathway(static_cast<int>(i), std::make_shared<const agents::Pathway>(*std::move(sequence)));
    }
}

/// Beside the score that is played, where there is one.
Status EnsembleBox::write(const std::string& name) const
{
    const bool is_plain = name.find_first_of("/\\:~") == std::string::npos;
    const std::string path =
        is_plain && !ensemble->folder.empty() ? ensemble->folder + "/" + name : path_to_write(canvas(), name);
    return agents::write_score_file(core().recorded(), with_ending(path, ".score"));
}

// ---- time ----------------------------------------------------------------------------------------------------------

/// Until the grid's next frame.
void EnsembleBox::wait()
{
    const double rate_hz = static_cast<double>(sys_getsr());
    grid.prepare(sys_getblksize(), rate_hz);
    is_waiting = true;
    clock_delay(frame_clock, static_cast<double>(kFrame_samples - grid.now() % kFrame_samples));
}

void EnsembleBox::start()
{
    pace.reset();
    start_now();
    if (!is_waiting) wait();
}

Status EnsembleBox::start_at(const std::string& time)
{
    if (is_batch()) return Status::error("start-at: an offline render has no time of day; start begins it");
    const auto begin = agents::next_time(time, wall_time());
    if (!begin) return Status::error("start-at: " + begin.message());
    core().stop();
    told_second = -1;
    pace.emplace().start(*begin, core().frame_s());
    if (!is_waiting) wait();
    return {};
}

void EnsembleBox::start_now()
{
    core().start();
    told_angles.clear();
    told_taken.clear();
    told_second = -1;
    ensemble->tell(true);
}

void EnsembleBox::stop()
{
    pace.reset();
    core().stop();
    if (!is_waiting) wait();
}

void EnsembleBox::go_to_part(int part)
{
    core().go_to_part(part - 1);
    if (!is_waiting) wait();
}

void EnsembleBox::frame()
{
    is_waiting = false;
    const bool was_early = pace && pace->is_waiting();
    const int due = pace ? pace->frames_due(wall_time()) : 1;
    if (was_early && due > 0) start_now();
    for (int i = 0; i < due; ++i) {
        const std::vector<agents::Event> events = core().advance();
        tell_frame(events);
    }
    bool decodes = false;
    for (int i = 0; i < core().count(); ++i) decodes = decodes || core().is_decoding(i);
    const bool is_early = pace && pace->is_waiting();
    if ((core().is_running() || decodes || is_early) && !is_waiting) wait();
    if (is_early) tell_waiting(pace->seconds_to_begin(wall_time()));
}

/// Once a second.
void EnsembleBox::tell_waiting(double seconds)
{
    const auto second = static_cast<std::int64_t>(std::ceil(seconds));
    if (second == told_second) return;
    told_second = second;
    info("waits", {float_atom(static_cast<double>(second))});
}

/// Events first, so that a model is awake before its latents come.
void EnsembleBox::tell_frame(const std::vector<agents::Event>& events)
{
    ensemble->tell(false);
    for (const agents::Event& event : events) tell_event(event);
    const int count = core().count();
    told_angles.resize(static_cast<std::size_t>(count), 1e9);
    told_taken.resize(static_cast<std::size_t>(count), 0);
    for (int i = 0; i < count; ++i) {
        double& told = told_angles[static_cast<std::size_t>(i)];
        const double angle = core().angle_deg(i);
        if (std::abs(angle - told) > kToldFrom_deg) info("angle", {float_atom(i + 1), float_atom(told = angle)});
        int& taken = told_taken[static_cast<std::size_t>(i)];
        if (core().is_taken(i) != (taken != 0))
            info("taken", {float_atom(i + 1), float_atom(taken = core().is_taken(i))});
    }
    tell_clock();
}

void EnsembleBox::tell_event(const agents::Event& event) const
{
    using Happening = agents::Event::Kind;
    const t_atom agent = float_atom(event.agent + 1);
    if (logs) info("log", {symbol_atom(agents::log_line(core(), event))});
    switch (event.kind) {
        case Happening::kState: {
            const agents::Agent& it = core().agent(event.agent);
            return info("state",
                        {agent, symbol_atom(gensym(name_of(static_cast<agents::State>(event.value)))),
                         symbol_atom(gensym(name_of(it.behaviour()))), symbol_atom(gensym(name_of(event.cause)))});
        }
        case Happening::kMood:
            return info("mood", {agent, symbol_atom(gensym(name_of(static_cast<agents::Mood>(event.value))))});
        case Happening::kFault:
            return info("fault", {agent, symbol_atom(gensym(name_of(static_cast<agents::Fault>(event.value))))});
        case Happening::kPart: {
            const agents::Part& part = core().score().parts[static_cast<std::size_t>(event.value)];
            return info("part", {float_atom(event.value + 1), symbol_atom(part.name), float_atom(part.length_s)});
        }
        case Happening::kMark:
            return info("mark", {symbol_atom(event.word)});
        case Happening::kEnd:
            return info("end");
    }
}

/// Once a second: seconds in the part, of the part, of the whole; and what comes next.
void EnsembleBox::tell_clock() const
{
    const agents::Conductor& conductor = core().conductor();
    const auto second =
        static_cast<std::int64_t>(std::floor(static_cast<double>(conductor.frame()) * core().frame_s()));
    if (second == told_second) return;
    const_cast<EnsembleBox*>(this)->told_second = second;
    const auto part = static_cast<std::size_t>(conductor.part());
    if (part >= core().score().parts.size()) return;
    info("clock", {float_atom(conductor.in_part_s()), float_atom(core().score().parts[part].length_s),
                   float_atom(static_cast<double>(second))});
    tell_coming();
}

void EnsembleBox::tell_coming() const
{
    int line = 1;
    for (const agents::Command* command : core().conductor().coming(3))
        info("next", {float_atom(line++), symbol_atom(agents::time_text(command->begin_s)),
                      symbol_atom(agents::text_of(command->action))});
    for (; line <= 3; ++line) info("next", {float_atom(line)});
}

void EnsembleBox::tell_cast() const
{
    info("agents", {float_atom(core().count())});
    const auto& cast = core().score().agents;
    for (std::size_t i = 0; i < cast.size(); ++i)
        info("agent", {float_atom(static_cast<double>(i + 1)), symbol_atom(cast[i].name), symbol_atom(cast[i].model)});
    if (!core().score().speakers.empty()) info("speakers", atoms_from(core().score().ordered_speakers()));
    info("length", {float_atom(core().score().length_s())});
}

// ---- playing along -------------------------------------------------------------------------------------------------

Result<int> EnsembleBox::agent_in(const t_atom& atom) const
{
    const auto number = whole_number({&atom, 1}, 0);
    if (!number || *number < 1 || *number > core().count())
        return Status::error("'" + text_of(atom) + "': agents are numbered from 1 to " +
                             std::to_string(core().count()));
    return *number - 1;
}

Status EnsembleBox::touch(const Given& given)
{
    const auto agent = agent_in(given.atoms[0]);
    if (!agent) return agent.status();
    const std::string word = text_of(given.atoms[1]);
    const auto parameter = agents::parameter_of(word);
    const auto value = agents::number_of(text_of(given.atoms[2]));
    if (!parameter || !value)
        return Status::error("touch " + word + ": touch takes an agent, a parameter (density, gain ...) and a number");
    core().touch(*agent, *parameter, *value);
    return {};
}

/// As hear~ says it; the world outside is one more than the agents.
Status EnsembleBox::hear(const Given& given)
{
    const auto value = [&](std::size_t place) { return static_cast<double>(atom_getfloat(&given.atoms[place])); };
    core().hear(static_cast<int>(value(0)) - 1, {.level_db = value(1),
                                                 .is_onset = value(2) != 0,
                                                 .onsets_per_s = value(3),
                                                 .centre_octaves = value(4),
                                                 .silence = value(5),
                                                 .noise = value(6)});
    return {};
}

/// Who sounds elsewhere cannot be heard here.
Status EnsembleBox::set_here(const std::string& word)
{
    const auto here = agents::agents_of(word, core().score().groups, core().count());
    if (!here) return here.status();
    core().set_here(*here);
    if (*here != agents::first_agents(core().count())) core().set_ear(ear = 0);
    return {};
}

/// Everything else is a line of the score, without its time: "3 density 0.5 over 10", "tutti 8".
Status EnsembleBox::other(t_symbol* selector, Atoms atoms)
{
    std::vector<std::string> words;
    if (selector != &s_list && selector != &s_float) words.emplace_back(selector->s_name);
    for (const t_atom& atom : atoms) words.push_back(text_of(atom));
    agents::Words line(std::move(words));
    const auto action = agents::read_action(line, core().score().groups, core().count());
    if (!action) return action.status();
    return core().perform(*action);
}

}  // namespace latentjam::pd
