// A stream of latents that behaves like another one, and learns it while it plays.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "spoor/imitation.h"
#include "spoor/recent.h"

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace latentjam::spoor {

/// What mimic~ plays. It reads a frame of the source and writes one of its own; statistics are made elsewhere, from
/// what it has heard and played, and handed back as a Study.
class Mimic {
public:
    static constexpr double kMostForget_s = 120;

    /// Forgets everything. [setup]
    void prepare(int dims_in, int dims_out, std::uint64_t seed);
    void set_rate(double frame_rate_hz) noexcept { rate_hz_ = frame_rate_hz; }
    double rate_hz() const noexcept { return rate_hz_; }

    /// From now on. Returns the one before, to be destroyed on a worker. [setup]
    std::shared_ptr<const Study> play(std::shared_ptr<const Study> study);
    const Study* study() const noexcept { return study_.get(); }
    std::shared_ptr<const Study> shared_study() const noexcept { return study_; }

    /// The same luck again. [setup]
    void restart(std::uint64_t seed) noexcept;

    void listen(bool on) noexcept { listens_ = on; }
    bool listens() const noexcept { return listens_; }
    void set_forget(double seconds) noexcept { forget_s_ = seconds; }
    double forget() const noexcept { return forget_s_; }

    /// A frame; without a study it passes on what comes in. [audio]
    void read(std::span<const double> in, std::span<double> out) noexcept;
    void advance(int) noexcept {}

    /// Enough has been heard, or played, for another look. Each is true once. [setup]
    bool take_lesson_due() noexcept { return std::exchange(lesson_due_, false); }
    bool take_distance_due() noexcept { return std::exchange(distance_due_, false); }
    bool has_news() const noexcept { return lesson_due_ || distance_due_; }

    /// What was heard, as far back as it counts. [setup]
    Lesson heard() const;

    /// The last twenty seconds of what was played. [setup]
    latent::Sequence played() const;

    Manner manner;

private:
    std::shared_ptr<const Study> study_;
    Imitation imitation_;
    std::size_t known_in_ = 0;  // dims that the imitation is prepared for
    std::uint64_t seed_ = 0;
    Recent heard_, played_;
    std::vector<double> fitted_;  // the input, with as many dims as the study has
    double rate_hz_ = 21.5;
    double forget_s_ = 10;
    bool listens_ = false;
    bool lesson_due_ = false;
    bool distance_due_ = false;
};

}  // namespace latentjam::spoor
