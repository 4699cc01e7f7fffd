// The table of acts, and their lines.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/act.h"

#include "pathway/gauge.h"
#include "pathway/slot.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace latentjam::pathway {
namespace {

using W = std::span<const char* const>;
constexpr std::array kSides{"left", "right"};

constexpr double kMostSeed = kSeeds - 1;
constexpr double kLastDim = kMostDims - 1;

const std::array kVerbs{
    VerbFacts{Verb::kKind, "kind", Owner::kSlot, 1, 0, kKindWords.size() - 1, true, W(kKindWords),
              "how its frames are drawn"},
    VerbFacts{Verb::kSeed, "seed", Owner::kSlot, 1, 0, kMostSeed, true, {}, "of the slot's frames; locked values stay"},
    VerbFacts{
        Verb::kFrames, "frames", Owner::kSlot, 1, 1, kMostFrames, true, {}, "how long it is; 22 are about a second"},
    VerbFacts{Verb::kEvery,
              "every",
              Owner::kSlot,
              1,
              1,
              kMostFrames,
              true,
              {},
              "frames between new points of sparse, and between jumps"},
    VerbFacts{Verb::kRange, "range", Owner::kSlot, 1, 0, 12, false, {}, "factor on its values"},
    VerbFacts{Verb::kOffset, "offset", Owner::kSlot, 1, -2, 2, false, {}, "added to its values"},
    VerbFacts{Verb::kPositive, "positive", Owner::kSlot, 1, 0, 1, true, {}, "1: values of 0 to 1 instead of -1 to 1"},
    VerbFacts{Verb::kWalk, "walk", Owner::kSlot, 1, 0, kWalkWords.size() - 1, true, W(kWalkWords),
              "the way through its frames"},
    VerbFacts{Verb::kWith, "with", Owner::kSlot, 1, 1, kSlots, true, {}, "the slot that blender goes to"},
    VerbFacts{Verb::kRate,
              "rate",
              Owner::kSlot,
              1,
              -kMostRate,
              kMostRate,
              false,
              {},
              "frames of the pathway in a frame of the grid, below 0 backwards"},
    VerbFacts{Verb::kGlide, "glide", Owner::kSlot, 1, 0, kGlideWords.size() - 1, true, W(kGlideWords),
              "the way between frames"},
    VerbFacts{Verb::kRandomised,
              "randomised",
              Owner::kSlot,
              1,
              0,
              1,
              true,
              {},
              "1: each loop has the next seed; 0: it repeats what sounds"},
    VerbFacts{Verb::kRnd, "rnd", Owner::kSlot, 0, 0, 0, false, {}, "another seed; locked values stay"},
    VerbFacts{Verb::kAgain, "again", Owner::kSlot, 0, 0, 0, false, {}, "as its seed has it, without what was changed"},
    VerbFacts{Verb::kMut, "mut", Owner::kSlot, 1, 0, 1, false, {}, "redraws that share of its values"},
    VerbFacts{
        Verb::kUndo, "undo", Owner::kSlot, 0, 0, 0, false, {}, "takes back the last change of its frames, up to 64"},
    VerbFacts{Verb::kRedo, "redo", Owner::kSlot, 0, 0, 0, false, {}, "does it again"},
    VerbFacts{Verb::kPut, "put", Owner::kSlot, 3, -100, 100, false, {}, "frame, dim and value"},
    VerbFacts{
        Verb::kLockDim, "lock", Owner::kSlot, 2, 0, 1, true, {}, "dim and 1 or 0: rnd, mut and the next seed leave it"},
    VerbFacts{
        Verb::kLockFrame, "lock-frame", Owner::kSlot, 2, 0, 1, true, {}, "frame and 1 or 0: the same for a frame"},
    VerbFacts{Verb::kCopy, "copy", Owner::kSlot, 1, 1, kSlots, true, {}, "becomes as that slot"},
    VerbFacts{Verb::kPlay,
              "play",
              Owner::kColumn,
              1,
              1,
              kSlots,
              true,
              {},
              "the slot that it walks along, from its beginning"},
    VerbFacts{Verb::kSpeed,
              "speed",
              Owner::kColumn,
              1,
              -kMostRate,
              kMostRate,
              false,
              {},
              "factor on the slot's rate; together at most 4"},
    VerbFacts{Verb::kPhase, "phase", Owner::kColumn, 1, 0, 1, false, {}, "so much of a loop ahead"},
    VerbFacts{Verb::kDepth, "depth", Owner::kColumn, 1, 0, 3, false, {}, "factor on all values"},
    VerbFacts{Verb::kLift, "lift", Owner::kColumn, 1, -3, 3, false, {}, "added to all values"},
    VerbFacts{Verb::kLean, "lean", Owner::kColumn, 2, -4, 4, false, {}, "dim and value: added to that dim, slowly"},
    VerbFacts{Verb::kChoice,
              "choice",
              Owner::kColumn,
              1,
              0,
              kMostSeed,
              true,
              {},
              "0: its first dims; else a seed that chooses them"},
    VerbFacts{Verb::kMaster,
              "master",
              Owner::kAll,
              1,
              0,
              kMostMaster,
              true,
              {},
              "the seed of all seeds: all slots are drawn anew"},
    VerbFacts{Verb::kSelect,
              "select",
              Owner::kAll,
              1,
              1,
              kSlots,
              true,
              {},
              "the slot that is shown, and that acts without a slot mean"},
    VerbFacts{Verb::kLink,
              "link",
              Owner::kAll,
              1,
              0,
              1,
              true,
              {},
              "1: the right column walks where the left one does, at its own speed and phase"},
    VerbFacts{Verb::kChase,
              "chase",
              Owner::kAll,
              1,
              0,
              256,
              true,
              {},
              "the right column plays what the left one played so many frames ago; 0: its own"},
    VerbFacts{Verb::kCanon,
              "canon",
              Owner::kAll,
              1,
              1,
              4,
              true,
              {},
              "voices of the left column's line: left left, left right, right left, right right"},
    VerbFacts{Verb::kLag, "lag", Owner::kAll, 1, 1, 64, true, {}, "frames between the voices of a canon"},
    VerbFacts{Verb::kComplement, "complement", Owner::kAll, 1, 0, 1, true, {}, "1: the right column plays -z"},
    VerbFacts{Verb::kDecide,
              "decide",
              Owner::kAll,
              1,
              0,
              1,
              true,
              {},
              "1: for each loop a coin gives it to left, right, both or none"},
    VerbFacts{
        Verb::kMap, "map", Owner::kAll, 1, 0, kMapWords.size() - 1, true, W(kMapWords),
        "what the right model is given: the same numbers, as many deviations from its mean, or what is as usual to it"},
    VerbFacts{Verb::kWidth, "width", Owner::kAll, 1, 0, 2, false, {}, "how much the two voices of a column differ"},
    VerbFacts{Verb::kSlow, "slow", Owner::kAll, 1, 0, 60, false, {}, "seconds that a lean takes"},
};

std::optional<double> number_in(const std::string& word)
{
    double value = 0;
    const char* const end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc() || rest != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string number_text(float value)
{
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string list_of(std::span<const char* const> words)
{
    std::string text;
    for (const char* word : words) text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

std::string usage(const VerbFacts& verb)
{
    std::string text = verb.name;
    text += verb.owner == Owner::kSlot ? " [<slot>]" : verb.owner == Owner::kColumn ? " left|right" : "";
    if (verb.verb == Verb::kPut) return text + " <frame> <dim> <value>";
    if (verb.values == 2) text += verb.verb == Verb::kLockFrame ? " <frame>" : " <dim>";
    if (!verb.words.empty()) return text + " " + list_of(verb.words);
    return verb.values == 0 ? text
                            : text + " " + number_text(static_cast<float>(verb.least)) + ".." +
                                  number_text(static_cast<float>(verb.most));
}

/// The value of one word; nothing when it does not fit.
std::optional<double> value_in(const VerbFacts& verb, int place, const std::string& word)
{
    const auto named = std::find(verb.words.begin(), verb.words.end(), word);
    if (named != verb.words.end()) return static_cast<double>(named - verb.words.begin());
    const auto value = number_in(word);
    if (!value) return std::nullopt;
    const bool is_last = place == verb.values - 1;
    const bool is_frame = verb.verb == Verb::kLockFrame || (verb.verb == Verb::kPut && place == 0);
    const double least = is_last ? verb.least : 0;
    const double most = is_last ? verb.most : is_frame ? kMostFrames - 1 : kLastDim;
    const bool is_whole = !is_last || verb.is_whole;
    if (*value < least || *value > most || (is_whole && *value != std::floor(*value))) return std::nullopt;
    return value;
}

std::optional<int> target_in(Owner owner, const std::string& word)
{
    const auto number = number_in(word);
    if (owner == Owner::kSlot)
        return number && *number >= 0 && *number <= kSlots && *number == std::floor(*number)
                   ? std::optional(static_cast<int>(*number))
                   : std::nullopt;
    if (word == "left" || word == "right") return word == "left" ? 1 : 2;
    return number == 1.0 || number == 2.0 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

std::span<const VerbFacts> verbs() noexcept { return kVerbs; }

const VerbFacts& facts(Verb verb) noexcept { return kVerbs[static_cast<std::size_t>(verb)]; }

Result<Act> read_act(std::span<const std::string> words)
{
    const std::string word = words.empty() ? "" : words[0];
    const auto verb = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const VerbFacts& v) { return v.name == word; });
    if (verb == kVerbs.end()) {
        std::string names;
        for (const VerbFacts& each : kVerbs) names += (names.empty() ? "" : ", ") + std::string(each.name);
        return Status::error("'" + word + "': no such act; there are " + names);
    }
    std::string line;
    for (const std::string& each : words) line += (line.empty() ? "" : " ") + each;
    const Status wrong = Status::error("'" + line + "': it is " + usage(*verb));
    auto rest = words.subspan(1);
    Act act{verb->verb};
    const auto values = static_cast<std::size_t>(verb->values);
    if (verb->owner != Owner::kAll && (verb->owner == Owner::kColumn || rest.size() == values + 1)) {
        const auto target = rest.empty() ? std::nullopt : target_in(verb->owner, rest[0]);
        if (!target) return wrong;
        act.target = *target;
        rest = rest.subspan(1);
    }
    if (rest.size() != values) return wrong;
    for (std::size_t i = 0; i < values; ++i) {
        const auto value = value_in(*verb, static_cast<int>(i), rest[i]);
        if (!value) return wrong;
        act.values[i] = static_cast<float>(*value);
    }
    return act;
}

std::string text_of(const Act& act)
{
    const VerbFacts& verb = facts(act.verb);
    std::string text = verb.name;
    if (verb.owner == Owner::kSlot && act.target > 0) text += " " + std::to_string(act.target);
    if (verb.owner == Owner::kColumn) text += std::string(" ") + kSides[act.target == 2];
    for (int i = 0; i < verb.values; ++i) {
        const float value = act.values[static_cast<std::size_t>(i)];
        text += " " + (verb.words.empty() ? number_text(value) : verb.words[static_cast<std::size_t>(value)]);
    }
    return text;
}

}  // namespace latentjam::pathway
