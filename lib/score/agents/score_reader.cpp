// The lines of a score.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/score_reader.h"

#include <array>
#include <cmath>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr double kLongestPart_s = 86400;
constexpr int kMostSpeakers = 16;

Status no_part(std::string_view word)
{
    return wrong_word(word, "this stands in a part; begin one with part NAME LENGTH");
}

/// Every line that ends `every` and `if`: the words after the action.
Status take_time(Words& words, const char* word, double& value)
{
    if (!words.take(word)) return {};
    const auto time = words.time(word);
    if (!time) return time.status();
    value = *time;
    return {};
}

}  // namespace

ScoreReader::ScoreReader()
{
    score_.groups["sirens"] = first_agents(6);
    score_.groups[kGhosts] = ~first_agents(6);
}

Status ScoreReader::read_line(std::string_view line)
{
    static constexpr std::array<std::pair<const char*, Handler>, 13> kLines{{
        {"title", &ScoreReader::title},
        {"seed", &ScoreReader::seed},
        {"speakers", &ScoreReader::speakers},
        {"order", &ScoreReader::order},
        {"stretch", &ScoreReader::stretch},
        {"pulse", &ScoreReader::pulse},
        {"agent", &ScoreReader::agent},
        {"group", &ScoreReader::group},
        {"affinity", &ScoreReader::affinity},
        {"part", &ScoreReader::part},
        {"at", &ScoreReader::at},
        {"every", &ScoreReader::every},
        {"if", &ScoreReader::when},
    }};
    Words words(line);
    if (words.is_empty()) return {};
    for (const auto& [name, handler] : kLines)
        if (words.take(name)) return (this->*handler)(words);
    std::string known;
    for (const auto& each : kLines) known += std::string(known.empty() ? "" : ", ") + each.first;
    return wrong_word(words.peek(), "a line begins with " + known);
}

Status ScoreReader::title(Words& words)
{
    if (words.is_empty()) return wrong_word("", "a title follows");
    std::string title = words.take();
    while (!words.is_empty()) title += " " + words.take();
    score_.title = std::move(title);
    return {};
}

Status ScoreReader::seed(Words& words)
{
    const auto seed = words.whole("seed", 0, 9007199254740992.0);
    if (!seed) return seed.status();
    if (const Status status = words.end(); !status) return status;
    score_.seed = static_cast<std::uint64_t>(*seed);
    return {};
}

Status ScoreReader::speakers(Words& words)
{
    std::vector<double> angles;
    while (angles.empty() || !words.is_empty()) {
        const auto angle = words.number("a loudspeaker's angle", -360, 360);
        if (!angle) return angle.status();
        angles.push_back(*angle);
    }
    if (angles.size() > kMostSpeakers)
        return Status::error("'speakers': " + std::to_string(angles.size()) + " angles; there may be 1 to " +
                             std::to_string(kMostSpeakers));
    score_.speakers = std::move(angles);
    return {};
}

Status ScoreReader::order(Words& words)
{
    const bool cinema = words.peek() == "cinema";
    if (!cinema && words.peek() != "wave") return wrong_word(words.peek(), "the order of channels is wave or cinema");
    words.take();
    if (const Status status = words.end(); !status) return status;
    score_.cinema_order = cinema;
    return {};
}

Status ScoreReader::stretch(Words& words)
{
    const auto stretch = words.number("stretch", .001, 1000);
    if (!stretch) return stretch.status();
    if (const Status status = words.end(); !status) return status;
    score_.stretch = *stretch;
    return {};
}

Status ScoreReader::pulse(Words& words)
{
    const auto pulse = words.number("pulse", 0, 60);
    if (!pulse) return pulse.status();
    if (const Status status = words.end(); !status) return status;
    score_.pulse_s = *pulse;
    return {};
}

Status ScoreReader::agent(Words& words)
{
    const std::string place = std::to_string(count() + 1);
    if (count() == kMostAgents)
        return wrong_word(words.peek(), "there may be " + std::to_string(kMostAgents) + " agents");
    if (number_of(words.peek()) != count() + 1)
        return wrong_word(words.peek(), "agents are numbered in order; this one is agent " + place);
    words.take();
    AgentEntry entry;
    bool has_home = false, has_cycle = false;
    while (!words.is_empty()) {
        const std::string word = words.take();
        if (word == "home") {
            const auto home = words.number("home", -360, 360);
            if (!home) return home.status();
            entry.home_deg = *home;
            has_home = true;
        } else if (word == "cycle") {
            const auto cycle = words.number("cycle", .1, 600);
            if (!cycle) return cycle.status();
            entry.cycle_s = *cycle;
            has_cycle = true;
        } else {
            std::string* text = word == "model"     ? &entry.model
                                : word == "pathway" ? &entry.pathway
                                : word == "bend"    ? &entry.bend
                                : word == "name"    ? &entry.name
                                                    : nullptr;
            if (!text) return wrong_word(word, "an agent has model, pathway, bend, home, cycle, name");
            if (words.is_empty()) return wrong_word("", word + " is followed by a word");
            *text = words.take();
        }
    }
    if (entry.model.empty() || !has_home || !has_cycle)
        return Status::error("'agent " + place + "': model, home and cycle are needed, as in agent " + place +
                             " model sirens.ts home -30 cycle 3");
    if (entry.name.empty()) entry.name = place;
    score_.agents.push_back(std::move(entry));
    return {};
}

Status ScoreReader::group(Words& words)
{
    if (words.is_empty() || number_of(words.peek()) || words.peek() == "all")
        return wrong_word(words.peek(), "a group has a name that is no number and not all");
    std::string name = words.take();
    const auto agents = agents_of(words.peek(), score_.groups, count());
    if (!agents) return agents.status();
    words.take();
    if (const Status status = words.end(); !status) return status;
    if (!std::exchange(groups_are_own_, true)) score_.groups = {{kGhosts, 0}};
    score_.groups[std::move(name)] = *agents;
    return {};
}

Status ScoreReader::affinity(Words& words)
{
    Affinity affinity;
    for (int* agent : {&affinity.first, &affinity.second}) {
        const auto number = words.whole("an agent", 1, std::max(1, count()));
        if (!number) return number.status();
        *agent = static_cast<int>(*number) - 1;
    }
    const auto value = words.number("affinity", -1, 1);
    if (!value) return value.status();
    affinity.value = *value;
    if (const Status status = words.end(); !status) return status;
    score_.affinities.push_back(affinity);
    return {};
}

Status ScoreReader::part(Words& words)
{
    if (words.is_empty()) return wrong_word("", "a part has a name and a length");
    Part part;
    part.name = words.take();
    const auto length = words.time("the length");
    if (!length) return length.status();
    part.length_s = *length;
    if (part.length_s <= 0 || part.length_s > kLongestPart_s)
        return Status::error("'part " + part.name + "': its length is above 0 and at most a day");
    if (words.take("gap")) {
        const auto gap = words.number("gap", 0, 3600);
        if (!gap) return gap.status();
        part.gap_s = *gap;
    }
    if (const Status status = words.end(); !status) return status;
    score_.parts.push_back(std::move(part));
    last_s_ = 0;
    return {};
}

Result<Action> ScoreReader::action(Words& words) { return read_action(words, score_.groups, count()); }

Result<double> ScoreReader::time(Words& words)
{
    double time = 0;
    if (words.peek().starts_with('+')) {
        const auto seconds = words.number("+seconds", 0, kLongestPart_s);
        if (!seconds) return seconds.status();
        time = last_s_ + *seconds;
    } else {
        const auto given = words.time("at");
        if (!given) return given.status();
        time = *given;
    }
    const Part& part = score_.parts.back();
    if (time > part.length_s)
        return Status::error("'" + time_text(time) + "': part " + part.name + " ends at " + time_text(part.length_s) +
                             "; give an earlier time");
    return time;
}

Status ScoreReader::at(Words& words)
{
    if (score_.parts.empty()) return no_part("at");
    Command command;
    const auto begin = time(words);
    if (!begin) return begin.status();
    command.begin_s = *begin;
    auto read = action(words);
    if (!read) return read.status();
    command.action = *std::move(read);
    score_.parts.back().commands.push_back(std::move(command));
    last_s_ = *begin;
    return {};
}

Status ScoreReader::every(Words& words)
{
    if (score_.parts.empty()) return no_part("every");
    Command command;
    command.kind = Command::Kind::kEvery;
    const std::string range = words.take();
    const std::size_t dash = range.find('-', 1);
    const auto shortest = number_of(range.substr(0, dash));
    const auto longest = dash == std::string::npos ? shortest : number_of(std::string_view(range).substr(dash + 1));
    if (!shortest || !longest || *shortest < .1 || *longest < *shortest)
        return wrong_word(range, "every is followed by two times in seconds, as in 45-75");
    command.shortest_s = *shortest;
    command.longest_s = *longest;
    Words until = words.cut_from("until"), from = words.cut_from("from");
    command.end_s = score_.parts.back().length_s;
    if (const Status status = take_time(from, "from", command.begin_s); !status) return status;
    if (const Status status = take_time(until, "until", command.end_s); !status) return status;
    if (!from.end()) return from.end();
    if (!until.end()) return until.end();
    if (command.end_s <= command.begin_s)
        return Status::error("'every': it ends at " + time_text(command.end_s) + ", before it begins at " +
                             time_text(command.begin_s));
    auto read = action(words);
    if (!read) return read.status();
    command.action = *std::move(read);
    score_.parts.back().commands.push_back(std::move(command));
    return {};
}

Status ScoreReader::when(Words& words)
{
    if (score_.parts.empty()) return no_part("if");
    static constexpr std::array<const char*, 4> kQuantities{"crowd", "silence", "rate", "loud"};
    static constexpr std::array<const char*, 4> kComparisons{">", "<", ">=", "<="};
    const auto place_of = [&](const auto& names) {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (words.take(names[i])) return static_cast<int>(i);
        return -1;
    };
    Command command;
    command.kind = Command::Kind::kIf;
    const int quantity = place_of(kQuantities);
    if (quantity < 0) return wrong_word(words.peek(), "if is followed by crowd, silence, rate or loud");
    command.quantity = static_cast<Quantity>(quantity);
    const int comparison = place_of(kComparisons);
    if (comparison < 0) return wrong_word(words.peek(), "it is compared by >, <, >= or <=");
    command.comparison = static_cast<Comparison>(comparison);
    const auto threshold = words.number("the threshold", -200, 1e6);
    if (!threshold) return threshold.status();
    command.threshold = *threshold;
    if (!words.take("for")) return wrong_word(words.peek(), "then comes for, and how many seconds");
    const auto seconds = words.number("for", 0, 3600);
    if (!seconds) return seconds.status();
    command.for_s = *seconds;
    if (!words.take("then")) return wrong_word(words.peek(), "then comes then, and what happens");
    Words again = words.cut_from("again"), once = words.cut_from("once");
    if (again.take("again")) {
        const auto pause = again.number("again", .1, 36000);
        if (!pause) return pause.status();
        command.again_s = *pause;
    }
    once.take("once");
    if (!again.end()) return again.end();
    if (!once.end()) return once.end();
    auto read = action(words);
    if (!read) return read.status();
    command.action = *std::move(read);
    score_.parts.back().commands.push_back(std::move(command));
    return {};
}

}  // namespace latentjam::score::agents
