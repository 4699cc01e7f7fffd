// Parameters, moods and behaviours: their tables.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/parameters.h"

#include <algorithm>

namespace latentjam::score::agents {
namespace {

constexpr std::array<ParameterFacts, kParameters> kFacts{{
    {"density", 0, 1, .35, "the share of time that it wants to sound"},
    {"patience", 5, 300, 60, "seconds: over which it remembers how much it sounded"},
    {"phrase", 1, 120, 12, "seconds: mean length of a phrase"},
    {"stamina", 5, 300, 40, "seconds until it tires"},
    {"sociable", -1, 1, .4, "weight of the others' calls; below 0 it answers by silence"},
    {"space", 0, 8, 3, "how many together, itself included, before it holds back"},
    {"reliab", 0, 1, .92, "1 - the probability of a failure in a cycle"},
    {"sway", 0, 200, 35, "ms: how far its pulses stray, one deviation"},
    {"couple", 0, 1, .1, "pull of its cycle towards a partner's"},
    {"register", -2, 2, 0, "which of the pathway's five transpositions"},
    {"depth", 0, 2, 1, "how far the pathway leads from its middle"},
    {"drift", 0, 1, .15, "slow random wandering around the pathway"},
    {"haze", 0, 1, .8, "the attribute of that name, where the model has it"},
    {"bend", 0, 1, 0, "how much of its bends"},
    {"gain", -60, 6, 0, "dB"},
    {"near", 0, 1, .5, "0 far, 1 near"},
    {"whim", 0, 4, 1, "how often its mood changes; 0: it has none"},
    {"tempo", .25, 4, 1, "factor on its cycle; above 1 slower"},
    {"vmax", 0, 90, 6, "degrees a second: its fastest on the circle"},
    {"pull", 0, 1, .1, "towards its home angle"},
}};

/// Moods colour the moment and leave the whole as it is: weighted by kUsualMoodWeights, what they do to density, to the
/// rate of phrases and to sociability is all but nothing. A factor on density itself, as first designed, would cost a
/// dense part a tenth of its sound, since insisting cannot pass 1.
struct Colour {
    const char* name;
    double odds, phrase, depth;        // factors; the first on density / (1 - density)
    double sociable, registers, haze;  // added
};
constexpr std::array<Colour, kMoods> kColours{{
    {"calm", .78, 1.15, .7, -.1, 0, 0},
    {"call", 1.35, .65, 1, .3, 1, -.1},
    {"insist", 2.05, 1.35, 1.3, -.5, 0, -.2},
    {"dream", .65, 1.4, .5, .2, -1, .2},
}};

constexpr std::array<const char*, kBehaviours> kBehaviourNames{"own", "shadow", "mirror", "couple", "oppose"};

}  // namespace

std::span<const ParameterFacts, kParameters> parameters() noexcept { return kFacts; }

const ParameterFacts& facts(Parameter parameter) noexcept { return kFacts[static_cast<std::size_t>(parameter)]; }

std::optional<Parameter> parameter_of(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < kParameters; ++i)
        if (name == kFacts[i].name) return static_cast<Parameter>(i);
    return std::nullopt;
}

Values::Values() noexcept
{
    for (std::size_t i = 0; i < kParameters; ++i) values_[i] = kFacts[i].usual;
}

const char* name_of(Mood mood) noexcept { return kColours[static_cast<std::size_t>(mood)].name; }

std::optional<Mood> mood_of(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < kMoods; ++i)
        if (name == kColours[i].name) return static_cast<Mood>(i);
    return std::nullopt;
}

Values coloured(const Values& values, Mood mood) noexcept
{
    const Colour& colour = kColours[static_cast<std::size_t>(mood)];
    Values out = values;
    const double density = values[Parameter::kDensity];
    out[Parameter::kDensity] = density * colour.odds / (1 + density * (colour.odds - 1));
    out[Parameter::kPhrase] *= colour.phrase;
    out[Parameter::kDepth] *= colour.depth;
    out[Parameter::kSociable] += colour.sociable;
    out[Parameter::kRegister] += colour.registers;
    out[Parameter::kHaze] += colour.haze;
    for (std::size_t i = 0; i < kParameters; ++i) {
        const auto parameter = static_cast<Parameter>(i);
        out[parameter] = std::clamp(out[parameter], kFacts[i].least, kFacts[i].most);
    }
    return out;
}

const char* name_of(Behaviour behaviour) noexcept { return kBehaviourNames[static_cast<std::size_t>(behaviour)]; }

std::optional<Behaviour> behaviour_of(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < kBehaviours; ++i)
        if (name == kBehaviourNames[i]) return static_cast<Behaviour>(i);
    return std::nullopt;
}

}  // namespace latentjam::score::agents
