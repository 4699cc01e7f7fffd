// A stream of latents that behaves like another one.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/mimic.h"

#include <algorithm>

namespace latentjam::spoor {

namespace {

constexpr double kUsualRate_hz = 44100.0 / 2048;
constexpr double kHeardFor = 4;  // times `forget`: what is older counts less than a fiftieth
constexpr double kPlayed_s = 20;
constexpr int kFramesBetweenLessons = 16;
constexpr int kFewestHeard = 43;             // two seconds
constexpr int kFramesBetweenDistances = 21;  // a second

}  // namespace

void Mimic::prepare(int dims_in, int dims_out, std::uint64_t seed)
{
    const auto in = static_cast<std::size_t>(dims_in), out = static_cast<std::size_t>(dims_out);
    heard_.prepare(in, static_cast<std::size_t>(kHeardFor * kMostForget_s * kUsualRate_hz));
    played_.prepare(out, static_cast<std::size_t>(kPlayed_s * kUsualRate_hz));
    study_.reset();
    imitation_.prepare(in, out);
    known_in_ = in;
    fitted_.assign(in, 0.0);
    restart(seed);
}

void Mimic::restart(std::uint64_t seed) noexcept
{
    seed_ = seed;
    imitation_.restart(seed);
}

std::shared_ptr<const Study> Mimic::play(std::shared_ptr<const Study> study)
{
    if (study && study->dims_in() != known_in_) {
        known_in_ = study->dims_in();
        imitation_.prepare(known_in_, study->dims_out());
        imitation_.restart(seed_);
        fitted_.assign(known_in_, 0.0);
    }
    study_.swap(study);
    return study;
}

void Mimic::read(std::span<const double> in, std::span<double> out) noexcept
{
    heard_.push(in);
    if (listens_ && heard_.count() >= kFewestHeard && heard_.count() % kFramesBetweenLessons == 0) lesson_due_ = true;
    if (!study_) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[i % in.size()];
        return;
    }
    for (std::size_t i = 0; i < fitted_.size(); ++i) fitted_[i] = in[i % in.size()];
    imitation_.next(*study_, manner, fitted_, out);
    played_.push(out);
    if (played_.count() % kFramesBetweenDistances == 0) distance_due_ = true;
}

Lesson Mimic::heard() const
{
    const auto frames = static_cast<std::size_t>(std::max(kHeardFor * forget_s_ * rate_hz_, 1.0 * kFewestHeard));
    auto source = std::make_shared<latent::Sequence>(heard_.last(frames));
    source->set_rate_hz(rate_hz_);
    Lesson lesson;
    lesson.first = heard_.count() - source->frames();
    lesson.kept = 1 - 1 / std::max(forget_s_ * rate_hz_, 2.0);
    lesson.source = std::move(source);
    return lesson;
}

latent::Sequence Mimic::played() const { return played_.last(static_cast<std::size_t>(kPlayed_s * rate_hz_)); }

}  // namespace latentjam::spoor
