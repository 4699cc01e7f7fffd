// Scores as texts and files.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/score.h"

#include "base/new_file.h"
#include "score/agents/score_reader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr std::array<const char*, 4> kQuantities{"crowd", "silence", "rate", "loud"};
constexpr std::array<const char*, 4> kComparisons{">", "<", ">=", "<="};

std::string line_of(const Command& command)
{
    const std::string action = text_of(command.action);
    switch (command.kind) {
        case Command::Kind::kAt:
            return "at " + time_text(command.begin_s) + " " + action;
        case Command::Kind::kEvery:
            return "every " + text_of(command.shortest_s) + "-" + text_of(command.longest_s) + " " + action + " from " +
                   time_text(command.begin_s) + " until " + time_text(command.end_s);
        case Command::Kind::kIf:
            break;
    }
    return std::string("if ") + kQuantities[static_cast<std::size_t>(command.quantity)] + " " +
           kComparisons[static_cast<std::size_t>(command.comparison)] + " " + text_of(command.threshold) + " for " +
           text_of(command.for_s) + " then " + action +
           (command.again_s > 0 ? " again " + text_of(command.again_s) : std::string(" once"));
}

std::string line_of(const AgentEntry& agent, std::size_t number)
{
    std::string line = "agent " + std::to_string(number) + " model " + agent.model;
    if (!agent.pathway.empty()) line += " pathway " + agent.pathway;
    if (!agent.bend.empty()) line += " bend " + agent.bend;
    return line + " home " + text_of(agent.home_deg) + " cycle " + text_of(agent.cycle_s) + " name " + agent.name;
}

}  // namespace

double Score::length_s() const noexcept
{
    double length = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
        length += parts[i].length_s + (i + 1 < parts.size() ? parts[i].gap_s : 0);
    return length * stretch;
}

std::vector<double> Score::ordered_speakers() const
{
    constexpr std::array<std::size_t, 7> kCinema{0, 2, 1, 5, 6, 3, 4};
    if (!cinema_order || speakers.size() != kCinema.size()) return speakers;
    std::vector<double> ordered;
    for (const std::size_t place : kCinema) ordered.push_back(speakers[place]);
    return ordered;
}

ReadScore read_score(std::string_view text)
{
    ScoreReader reader;
    ReadScore read;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (const Status status = reader.read_line(text.substr(0, end)); !status)
            read.errors.push_back("line " + std::to_string(number) + ": " + status.message());
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    read.score = std::move(reader.score());
    return read;
}

std::string text_of(const Score& score)
{
    std::string text;
    const auto line = [&](const std::string& words) { text += words + "\n"; };
    if (!score.title.empty()) line("title " + score.title);
    line("seed " + std::to_string(score.seed));
    if (!score.speakers.empty()) {
        text += "speakers";
        for (const double angle : score.speakers) text += " " + text_of(angle);
        line("");
    }
    if (score.cinema_order) line("order cinema");
    if (score.stretch != 1) line("stretch " + text_of(score.stretch));
    if (score.pulse_s != 0) line("pulse " + text_of(score.pulse_s));
    for (std::size_t i = 0; i < score.agents.size(); ++i) line(line_of(score.agents[i], i + 1));
    const AgentSet everyone = first_agents(static_cast<int>(score.agents.size()));
    if (score.groups != ScoreReader().score().groups)
        for (const auto& [name, agents] : score.groups)
            if ((agents & everyone) != 0) line("group " + name + " " + text_of(agents & everyone));
    for (const Affinity& affinity : score.affinities)
        line("affinity " + std::to_string(affinity.first + 1) + " " + std::to_string(affinity.second + 1) + " " +
             text_of(affinity.value));
    for (const Part& part : score.parts) {
        line("");
        line("part " + part.name + " " + time_text(part.length_s) +
             (part.gap_s > 0 ? " gap " + text_of(part.gap_s) : ""));
        for (const Command& command : part.commands) line(line_of(command));
    }
    return text;
}

Result<ReadScore> read_score_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
        return Status::error("score '" + path + "': no such file, or not readable; give the path of a text");
    return read_score(text);
}

Status write_score_file(const Score& score, const std::string& path)
{
    NewFile target(path);
    std::ofstream file(target.path(), std::ios::binary);
    file << text_of(score);
    file.close();
    if (!file) return Status::error("score '" + path + "': is the folder there, is it yours, is there room?");
    return target.commit();
}

}  // namespace latentjam::score::agents
