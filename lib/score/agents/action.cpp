// Reading and writing actions.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/action.h"

#include <algorithm>
#include <array>
#include <bit>

namespace latentjam::score::agents {
namespace {

constexpr double kLongest_s = 36000;
constexpr std::array<const char*, 3> kCurves{"lin", "exp", "s"};

struct AgentVerb {
    const char* name;
    Verb verb;
    bool takes_seconds;
};
constexpr std::array kAgentVerbs{AgentVerb{"cue", Verb::kCue, false},   AgentVerb{"rest", Verb::kRest, false},
                                 AgentVerb{"mute", Verb::kMute, false}, AgentVerb{"free", Verb::kFree, false},
                                 AgentVerb{"solo", Verb::kSolo, true},  AgentVerb{"hold", Verb::kHold, true},
                                 AgentVerb{"fail", Verb::kFail, false}};

const char* name_of(Verb verb)
{
    for (const AgentVerb& each : kAgentVerbs)
        if (each.verb == verb) return each.name;
    return "";
}

std::string agent_words()
{
    std::string words = "after the agents comes";
    for (const AgentVerb& each : kAgentVerbs) words += std::string(" ") + each.name + ",";
    words += " mood";
    for (const ParameterFacts& each : parameters()) words += std::string(", ") + each.name;
    return words;
}

/// A number that may be missing.
Status take_number(Words& words, const char* name, double least, double most, std::vector<double>& values)
{
    const auto number = words.number(name, least, most);
    if (!number) return number.status();
    values.push_back(*number);
    return {};
}

Status read_ramp(Words& words, Action& action)
{
    if (!words.take("over")) return {};
    const auto seconds = words.number("over", 0, kLongest_s);
    if (!seconds) return seconds.status();
    action.over_s = *seconds;
    if (!words.take("curve")) return {};
    for (std::size_t i = 0; i < kCurves.size(); ++i)
        if (words.take(kCurves[i])) {
            action.curve = static_cast<Curve>(i);
            return {};
        }
    return wrong_word(words.peek(), "a curve is lin, exp or s");
}

Status read_values(Words& words, Action& action)
{
    const ParameterFacts& parameter = facts(action.parameter);
    while (number_of(words.peek()) || action.values.empty())
        if (const Status status = take_number(words, parameter.name, parameter.least, parameter.most, action.values);
            !status)
            return status;
    const int agents = std::popcount(action.agents);
    if (action.values.size() != 1 && static_cast<int>(action.values.size()) != agents)
        return Status::error("'" + std::string(parameter.name) + "': " + std::to_string(action.values.size()) +
                             " values for " + std::to_string(agents) + " agents; give one for all, or one for each");
    return read_ramp(words, action);
}

Status read_for_agents(Words& words, Action& action)
{
    if (words.take("mood")) {
        action.verb = Verb::kMood;
        if (!mood_of(words.peek())) return wrong_word(words.peek(), "a mood is calm, call, insist or dream");
        action.word = words.take();
        return {};
    }
    for (const AgentVerb& each : kAgentVerbs) {
        if (!words.take(each.name)) continue;
        action.verb = each.verb;
        if (!each.takes_seconds || !number_of(words.peek())) return {};
        return take_number(words, each.name, 0, kLongest_s, action.values);
    }
    const auto parameter = parameter_of(words.peek());
    if (!parameter) return wrong_word(words.peek(), agent_words());
    words.take();
    action.verb = Verb::kSet;
    action.parameter = *parameter;
    return read_values(words, action);
}

Status read_limit(Words& words, Action& action)
{
    for (const char* name : {"the fewest", "the most"}) {
        const auto number = words.whole(name, 0, kMostAgents);
        if (!number) return number.status();
        action.values.push_back(*number);
    }
    if (action.values[0] > action.values[1])
        return Status::error("'limit': the fewest, " + text_of(action.values[0]) + ", are more than the most, " +
                             text_of(action.values[1]) + "; the smaller number comes first");
    return {};
}

/// Names, then as many weights; those that are not named are 0.
Status read_weights(Words& words, Action& action)
{
    std::vector<std::size_t> places;
    while (const auto behaviour = behaviour_of(words.peek())) {
        places.push_back(static_cast<std::size_t>(*behaviour));
        words.take();
    }
    if (places.empty()) return wrong_word(words.peek(), "weights names own, shadow, mirror, couple or oppose");
    action.values.assign(kBehaviours, 0);
    for (const std::size_t place : places) {
        const auto weight = words.number("a weight for each name", 0, 1e6);
        if (!weight) return weight.status();
        action.values[place] = *weight;
    }
    if (std::all_of(action.values.begin(), action.values.end(), [](double weight) { return weight == 0; }))
        return Status::error("'weights': all are 0; at least one is above");
    return {};
}

Status read_goto(Words& words, Action& action)
{
    if (words.is_empty()) return wrong_word("", "goto names a mark");
    action.word = words.take();
    if (!words.take("times")) return {};
    const auto times = words.whole("times", 1, 1e6);
    if (!times) return times.status();
    action.times = static_cast<int>(*times);
    return {};
}

struct CommonVerb {
    const char* name;
    Verb verb;
    Status (*read)(Words&, Action&);
};
const std::array kCommonVerbs{
    CommonVerb{"tutti", Verb::kTutti,
               [](Words& words, Action& a) { return take_number(words, "tutti", 0, kLongest_s, a.values); }},
    CommonVerb{"silence", Verb::kSilence,
               [](Words& words, Action& a) { return take_number(words, "silence", 0, kLongest_s, a.values); }},
    CommonVerb{"gather", Verb::kGather,
               [](Words& words, Action& a) {
                   const Status status = take_number(words, "the angle", -360, 360, a.values);
                   return status ? take_number(words, "gather", 0, kLongest_s, a.values) : status;
               }},
    CommonVerb{"scatter", Verb::kScatter,
               [](Words& words, Action& a) { return take_number(words, "scatter", 0, kLongest_s, a.values); }},
    CommonVerb{"limit", Verb::kLimit, read_limit},
    CommonVerb{"weights", Verb::kWeights, read_weights},
    CommonVerb{"mark", Verb::kMark,
               [](Words& words, Action& a) {
                   if (words.is_empty()) return wrong_word("", "a mark has a name");
                   a.word = words.take();
                   return Status();
               }},
    CommonVerb{"goto", Verb::kGoto, read_goto},
    CommonVerb{"end", Verb::kEnd, [](Words&, Action&) { return Status(); }},
};

}  // namespace

Result<AgentSet> agents_of(std::string_view word, const Groups& groups, int count)
{
    const AgentSet everyone = first_agents(count);
    if (word == "all") return everyone;
    if (const auto group = groups.find(word); group != groups.end()) return group->second & everyone;
    const auto refuse = [&](const std::string& why) {
        std::string names;
        for (const auto& group : groups) names += group.first + ", ";
        return wrong_word(word, why + "; agents are written 3 or 1,3 or 1-6 or " + names + "all");
    };
    AgentSet agents = 0;
    std::string_view rest = word;
    if (word.ends_with(',')) return refuse("an agent is missing after the comma");
    while (!rest.empty() || word.empty()) {
        const std::string_view piece = rest.substr(0, rest.find(','));
        const std::size_t dash = piece.find('-');
        const auto first = number_of(piece.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : number_of(piece.substr(dash + 1));
        if (!first || !last || *first != static_cast<int>(*first) || *last != static_cast<int>(*last))
            return refuse("these are no agents");
        if (*first < 1 || *last > count || *first > *last)
            return refuse("there are " + std::to_string(count) + " agents, from 1 to " + std::to_string(count));
        for (int agent = static_cast<int>(*first); agent <= static_cast<int>(*last); ++agent) agents |= only(agent - 1);
        rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
    }
    return agents;
}

std::string text_of(AgentSet agents)
{
    std::string text;
    for (int agent = 0; agent < kMostAgents; ++agent) {
        if (!has(agents, agent)) continue;
        int last = agent;
        while (last + 1 < kMostAgents && has(agents, last + 1)) ++last;
        if (!text.empty()) text += ",";
        text += std::to_string(agent + 1);
        if (last > agent) text += "-" + std::to_string(last + 1);
        agent = last;
    }
    return text;
}

Result<Action> read_action(Words& words, const Groups& groups, int count)
{
    Action action;
    Status status;
    const auto common = std::find_if(kCommonVerbs.begin(), kCommonVerbs.end(),
                                     [&](const CommonVerb& each) { return words.peek() == each.name; });
    if (common != kCommonVerbs.end()) {
        words.take();
        action.verb = common->verb;
        status = common->read(words, action);
    } else {
        if (words.is_empty()) return wrong_word("", "here come agents, or tutti, silence, gather, limit, weights");
        const auto agents = agents_of(words.peek(), groups, count);
        if (!agents) return agents.status();
        words.take();
        action.agents = *agents;
        status = read_for_agents(words, action);
    }
    if (status) status = words.end();
    if (!status) return status;
    return action;
}

std::string text_of(const Action& action)
{
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    const auto common = std::find_if(kCommonVerbs.begin(), kCommonVerbs.end(),
                                     [&](const CommonVerb& each) { return each.verb == action.verb; });
    if (common != kCommonVerbs.end()) {
        add(common->name);
        if (action.verb == Verb::kWeights)
            for (std::size_t i = 0; i < kBehaviours; ++i) add(name_of(static_cast<Behaviour>(i)));
    } else {
        add(text_of(action.agents));
        add(action.verb == Verb::kSet    ? facts(action.parameter).name
            : action.verb == Verb::kMood ? "mood"
                                         : name_of(action.verb));
    }
    if (!action.word.empty()) add(action.word);
    for (const double value : action.values) add(text_of(value));
    if (action.times > 0) add("times " + std::to_string(action.times));
    if (action.over_s > 0) add("over " + text_of(action.over_s));
    if (action.curve != Curve::kLinear) add(std::string("curve ") + kCurves[static_cast<std::size_t>(action.curve)]);
    return text;
}

}  // namespace latentjam::score::agents
