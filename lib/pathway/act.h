// What can be done to pathways and columns, as a value and as a line of text.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace latentjam::pathway {

enum class Verb : std::uint8_t {
    // a slot
    kKind,
    kSeed,
    kFrames,
    kEvery,
    kRange,
    kOffset,
    kPositive,
    kWalk,
    kWith,
    kRate,
    kGlide,
    kRandomised,
    kRnd,
    kAgain,
    kMut,
    kUndo,
    kRedo,
    kPut,
    kLockDim,
    kLockFrame,
    kCopy,
    // a column
    kPlay,
    kSpeed,
    kPhase,
    kDepth,
    kLift,
    kLean,
    kChoice,
    // all
    kMaster,
    kSelect,
    kLink,
    kChase,
    kCanon,
    kLag,
    kComplement,
    kDecide,
    kMap,
    kWidth,
    kSlow,
};

enum class Owner : std::uint8_t { kSlot, kColumn, kAll };

struct VerbFacts {
    Verb verb;
    const char* name;
    Owner owner;
    int values;          ///< how many numbers follow; of words the first is their place
    double least, most;  ///< of the last value
    bool is_whole;
    std::span<const char* const> words;
    const char* text;  ///< for help and reference
};

std::span<const VerbFacts> verbs() noexcept;
const VerbFacts& facts(Verb verb) noexcept;

struct Act {
    Verb verb = Verb::kRnd;
    int target = 0;                 ///< a slot from 1 to 16 or 0 for the chosen one; column 1 left, 2 right
    std::array<float, 3> values{};  ///< as Pd and texts have them

    bool operator==(const Act&) const = default;
};

/// "mut 3 0.25", "mut 0.25" for the chosen slot, "speed left -0.5", "kind 3 walk", "link 1". The error names the word,
/// the value and what is accepted. [setup]
Result<Act> read_act(std::span<const std::string> words);

/// What read_act() takes; numbers to the last bit of float32. [setup]
std::string text_of(const Act& act);

}  // namespace latentjam::pathway
