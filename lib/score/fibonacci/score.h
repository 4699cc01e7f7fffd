// The arranger's data: the sequence, the sections' presets and the rules.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "score/fibonacci/members.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace latentjam::score::fibonacci {

/// How a section begins. Sections without one improvise: see Arranger.
struct Preset {
    bool chords = true;  ///< chords sound in place of stabs
    bool bass = false;
    int break_number = 1;  ///< 0 or 1
    double breaks_volume = 1;

    bool operator==(const Preset&) const = default;
};

struct BassPreset {
    double wobble = 2;  ///< the note's frequency over the wobble's
    double release_ms = 4850;
    double acceleration = 1;
    double overdrive = 3;

    bool operator==(const BassPreset&) const = default;
};

/// "Every n" counts the sections that have a preset, cycles (echo) or members of the sequence (chord).
struct Rules {
    int hats_every = 5;
    int breaks_every = 2;
    int tonal_every = 3;
    int echo_every = 2;
    int chord_every = 7;
    int formations = 4;
    int samples = 4;  ///< in turn, with each section that has no preset; with the last the breaks fall silent
    double rare_chance = 1.0 / 8;
    BassPreset bass_with_preset{2, 4850, 1, 3};
    BassPreset bass_without{21, 6850, 1, 1.2};

    bool operator==(const Rules&) const = default;
};

/// Limits that keep a typing error from exhausting memory.
inline constexpr int kMostSections = 1000;
inline constexpr int kMostCycles = 1000000;

struct Score {
    std::string sequence;      ///< its name; empty for a custom list
    std::vector<int> members;  ///< ascending, in 1..top
    int top = kUsualTop;       ///< the count wraps here; always a member
    int sections = 8;
    int cycles = 34;  ///< in a track
    std::map<int, Preset> presets;
    Rules rules;

    /// At the top a second `fibon` follows after the section has begun, so that what it advances steps twice.
    bool rings_twice = false;

    /// Event for event as the patch of 2024: the first count is 2, chords strike before `fibon`, a track that has
    /// stopped still begins its section.
    bool is_original = false;

    bool is_member(int count) const;

    bool operator==(const Score&) const = default;
};

/// The Fibonacci Jungle (M. Heinze, 2024) without its accidents. Its chord comes every 7th of 8 members, as the
/// original's every 8th of 9: one place earlier in each cycle. [any]
Score usual_score();

/// With its accidents. [any]
Score original_score();

/// The arguments of a message: numbers and names.
using Token = std::variant<double, std::string>;
using Tokens = std::span<const Token>;

/// Changes a score by a message, in a patch or in a file:
///   sequence NAME | LIST; top N; sections N; track N; twice 0/1; preset S CHORDS BASS BREAK VOLUME; preset S off;
///   rule NAME N; bass with|without WOBBLE RELEASE ACCELERATION OVERDRIVE
/// `sequence` sets the top to its highest member (of a name: the highest up to 34) and deals presets anew, `sections`
/// deals presets anew. On error the score is unchanged. [any]
Status change(Score& score, std::string_view word, Tokens tokens);

/// True for the words that change() knows. [any]
bool is_score_word(std::string_view word);

/// The messages that turn any score into this one, one a line, each ending in a semicolon. [any]
std::string to_text(const Score& score);

/// Applies such messages to `score`. The error names the line; the score is then unchanged. [any]
Status from_text(Score& score, std::string_view text);

}  // namespace latentjam::score::fibonacci
