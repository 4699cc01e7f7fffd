// Frames that behave like a source, in one of five grades, mixed with the source itself.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "random/random.h"
#include "spoor/mosaic.h"
#include "spoor/study.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace latentjam::spoor {

enum class Grade {
    kLevel,   ///< mean and deviation of each dim
    kColour,  ///< and how dims go together
    kGait,    ///< and how frames follow each other
    kHabit,   ///< segments of the source in other order
    kTrace,   ///< the source itself
};

/// The words for messages, in the order of Grade.
inline constexpr std::string_view kGradeNames[] = {"level", "colour", "gait", "habit", "trace"};

inline constexpr int kMostLagFrames = 64;

struct Manner {
    Grade grade = Grade::kGait;
    Order order = Order::kOne;
    double follow = 0;  ///< 0: what the grade makes; 1: the frames that come in, through the map
    int lag = 0;        ///< frames by which these come later
    double fill = 0;    ///< noise on the axes that the source cannot move
    double speed = 1;   ///< of the trace: source frames for each frame
    double pull = 1;    ///< of the trace: how much of the way to it each frame goes
    bool loop = true;   ///< of the trace
};

/// The state of one who imitates. Not a function of a frame's number: each frame follows from those before.
class Imitation {
public:
    /// [setup]
    void prepare(std::size_t dims_in, std::size_t dims_out);

    /// From the beginning, with the same luck as before for the same seed. [any]
    void restart(std::uint64_t seed) noexcept;

    /// The next frame. `heard` is the source's frame of now. Preconditions: heard.size() == study.dims_in(), out.size()
    /// == study.dims_out(), both as prepared. [audio]
    void next(const Study& study, const Manner& manner, std::span<const double> heard, std::span<double> out) noexcept;

    /// The frame of the source that the grades habit and trace are at. [any]
    double place() const noexcept { return place_; }

private:
    void make(const Study& study, const Manner& manner) noexcept;
    void trace(const Study& study, const Manner& manner) noexcept;
    void draw(const latent::Source& source) noexcept;

    random::Random random_{0};
    Past past_;
    bool is_warm_ = false;
    Mosaic mosaic_;
    double traced_ = 0;  // of the source's frames, from its first
    double place_ = 0;
    std::vector<double> deviation_, room_, normals_, pulled_, mapped_;
    std::vector<float> drawn_;
    std::vector<std::vector<double>> heard_;  // the last ones, the newest at heard_at_
    std::size_t heard_at_ = 0;
};

/// A whole sequence, as it would play without anything coming in. [worker]
latent::Sequence imitate(const Study& study, const Manner& manner, std::uint64_t seed, int frames, double rate_hz);

}  // namespace latentjam::spoor
