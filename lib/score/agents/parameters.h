// What can be set of an agent: names, ranges, defaults, and the moods that colour them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace latentjam::score::agents {

enum class Parameter {
    kDensity,
    kPatience,
    kPhrase,
    kStamina,
    kSociable,
    kSpace,
    kReliab,
    kSway,
    kCouple,
    kRegister,
    kDepth,
    kDrift,
    kHaze,
    kBend,
    kGain,
    kNear,
    kWhim,
    kTempo,
    kVmax,
    kPull,
};
inline constexpr std::size_t kParameters = static_cast<std::size_t>(Parameter::kPull) + 1;

struct ParameterFacts {
    const char* name;
    double least;
    double most;
    double usual;
    const char* text;
};

/// In the order of the enumeration. [any]
std::span<const ParameterFacts, kParameters> parameters() noexcept;
const ParameterFacts& facts(Parameter parameter) noexcept;
std::optional<Parameter> parameter_of(std::string_view name) noexcept;

/// One value for each parameter.
class Values {
public:
    /// The defaults.
    Values() noexcept;

    double& operator[](Parameter parameter) noexcept { return values_[static_cast<std::size_t>(parameter)]; }
    double operator[](Parameter parameter) const noexcept { return values_[static_cast<std::size_t>(parameter)]; }

    bool operator==(const Values&) const = default;

private:
    std::array<double, kParameters> values_;
};

/// A colour that is drawn anew now and then.
enum class Mood { kCalm, kCall, kInsist, kDream };
inline constexpr std::size_t kMoods = 4;
inline constexpr std::array<double, kMoods> kUsualMoodWeights{.4, .25, .2, .15};

const char* name_of(Mood mood) noexcept;
std::optional<Mood> mood_of(std::string_view name) noexcept;

/// The values as the mood has them, each within its range. [any]
Values coloured(const Values& values, Mood mood) noexcept;

/// What an agent does with the latents of others; drawn when it begins to sound.
enum class Behaviour { kOwn, kShadow, kMirror, kCouple, kOppose };
inline constexpr std::size_t kBehaviours = 5;
inline constexpr std::array<double, kBehaviours> kUsualWeights{.4, .15, .2, .15, .1};

const char* name_of(Behaviour behaviour) noexcept;
std::optional<Behaviour> behaviour_of(std::string_view name) noexcept;

}  // namespace latentjam::score::agents
