// The score of an ensemble: its agents, its loudspeakers, and what happens when.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/action.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::score::agents {

struct AgentEntry {
    std::string model{};
    std::string pathway{};  ///< a file of latents: five transpositions of one cycle, or empty
    std::string bend{};     ///< a log of bends, or empty
    std::string name{};
    double home_deg = 0;  ///< 0 in front, -90 left
    double cycle_s = 2;

    bool operator==(const AgentEntry&) const = default;
};

/// What a rule listens to.
enum class Quantity { kCrowd, kSilence, kRate, kLoud };
enum class Comparison { kAbove, kBelow, kAtLeast, kAtMost };

/// An action and when it happens, counted from the beginning of its part.
struct Command {
    enum class Kind {
        kAt,     ///< once at begin_s
        kEvery,  ///< at random distances of shortest_s to longest_s, from begin_s until end_s
        kIf,     ///< when the quantity has compared for for_s; again after again_s, 0: once
    };

    Kind kind = Kind::kAt;
    double begin_s = 0;
    double end_s = 0;
    double shortest_s = 0, longest_s = 0;
    Quantity quantity = Quantity::kSilence;
    Comparison comparison = Comparison::kAbove;
    double threshold = 0;
    double for_s = 0, again_s = 0;
    Action action{};

    bool operator==(const Command&) const = default;
};

struct Part {
    std::string name{};
    double length_s = 0;
    double gap_s = 0;
    std::vector<Command> commands{};

    bool operator==(const Part&) const = default;
};

/// A pair's affinity, from -1 to 1.
struct Affinity {
    int first = 0, second = 0;  ///< from 0
    double value = 0;

    bool operator==(const Affinity&) const = default;
};

struct Score {
    std::string title{};
    std::uint64_t seed = 42;
    std::vector<double> speakers{};  ///< angles, in the order of channels
    bool cinema_order = false;       ///< L C R Lss Rss Lrs Rrs in the place of L R C Lrs Rrs Lss Rss
    double stretch = 1;              ///< of all times in the score; cycles and phrases keep theirs
    double pulse_s = 0;              ///< agents begin on multiples of this; 0: on their own cycles
    std::vector<AgentEntry> agents{};
    Groups groups{};
    std::vector<Affinity> affinities{};
    std::vector<Part> parts{};

    /// The loudspeakers in the order of channels: with order cinema and 7.0, L C R Lss Rss Lrs Rrs.
    std::vector<double> ordered_speakers() const;

    /// Of all parts and the gaps between them, stretched.
    double length_s() const noexcept;

    bool operator==(const Score&) const = default;
};

/// The group that stands back: at most -12 dB, and begins by itself only when all others rest.
inline constexpr const char* kGhosts = "ghosts";
inline constexpr double kGhostGain_db = -12;

struct ReadScore {
    Score score{};
    std::vector<std::string> errors{};  ///< "line 12: 'desnity': ..."
};

/// Reads a whole text. A line that is wrong is left out, with one error; the rest is read.
///
///   title NAME | seed N | speakers ANGLE... | order wave|cinema | stretch X | pulse S
///   agent N model FILE [pathway FILE] [bend FILE] home ANGLE cycle S [name WORD]
///   group WORD AGENTS | affinity I J VALUE
///   part NAME LENGTH [gap S]
///   at TIME ACTION                                  TIME: m:ss[.fff], or +s after the line above
///   every S1-S2 ACTION [from TIME] [until TIME]
///   if crowd|silence|rate|loud >|<|>=|<= VALUE for S then ACTION [once | again S]
///
/// Groups `sirens` (agents 1 to 6) and `ghosts` (from 7 on) exist unless the score makes its own. [setup]
ReadScore read_score(std::string_view text);

/// As read_score() reads it: the same score, comments apart. [setup]
std::string text_of(const Score& score);

/// The file as read_score() reads it. Error: there is no such file. [setup]
Result<ReadScore> read_score_file(const std::string& path);

/// Writes a whole file or nothing. [setup]
Status write_score_file(const Score& score, const std::string& path);

}  // namespace latentjam::score::agents
