// Counts 8ths and emits, in order, what happens on each of them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/random.h"
#include "score/fibonacci/events.h"
#include "score/fibonacci/score.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::score::fibonacci {

/// The Fibonacci Jungle's form (M. Heinze, 2024). A count runs from 1 to the score's top, 8th by 8th. Each time it
/// reaches the top a cycle ends and the next section begins: one with a preset sets the switches and now and then
/// renews patterns; one without flips the breaks, mutes the chords and plays a sample. A pure function of score, seed
/// and the calls so far; every span is valid until the next call.
class Arranger {
public:
    explicit Arranger(Score score, std::uint64_t seed = 1);

    /// Resets all counters; returns the state(). [setup]
    std::span<const Event> start();

    /// The length of the track, and the present cycle, section and switches. [setup]
    std::span<const Event> state();

    /// One 8th. Empty after the end of a track, until start(). [setup]
    std::span<const Event> step();

    /// Ends the track here. [setup]
    std::span<const Event> stop();

    /// The next 8th is the top of the count, and this section begins on it. Error: no such section. [setup]
    Status jump(int section);

    /// An endless track goes on after its last cycle. [setup]
    void set_endless(bool endless) noexcept { endless_ = endless; }

    /// From the next start() on. [setup]
    void set_seed(std::uint64_t seed) noexcept { seed_ = seed; }

    /// From the next 8th on; counters keep their values, or wrap. [setup]
    void set_score(Score score);

    const Score& score() const noexcept { return score_; }

    /// The number of 8ths in a track, the first and the last included. [any]
    std::int64_t length_in_8ths() const noexcept;

private:
    void reset();
    void emit(EventKind kind) { events_.push_back({kind, 0, {}}); }
    void emit(EventKind kind, double number) { events_.push_back({kind, 1, {number}}); }
    void emit(const BassPreset& preset);
    void set(EventKind kind, double value);  ///< emits only if the value changes
    double value_of(EventKind kind) const { return switches_[static_cast<std::size_t>(kind)]; }
    void flip(EventKind kind) { set(kind, 1 - value_of(kind)); }
    void set_chords(bool on);

    void ring();
    void count_chord();
    void finish_cycle();
    bool finish_track();
    void begin_section();
    void begin_with(const Preset& preset);
    void begin_without();

    Score score_;
    std::uint64_t seed_;
    random::Random random_;
    bool endless_ = false;
    bool is_running_ = true;

    int count_ = 0;
    int members_rung_ = 0;
    std::int64_t cycle_ = 0;
    int section_ = 1;
    int with_preset_ = 0;  ///< how many sections of each kind have begun
    int without_preset_ = 0;
    int formation_ = 0;
    std::array<double, static_cast<std::size_t>(EventKind::kEcho) + 1> switches_{};
    std::vector<Event> events_;
};

}  // namespace latentjam::score::fibonacci
