// Frames that behave like a source.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/imitation.h"

#include <algorithm>
#include <cmath>

namespace latentjam::spoor {

namespace {

constexpr int kWarming = 64;  // frames until a process has forgotten that it began at the mean

}  // namespace

void Imitation::prepare(std::size_t dims_in, std::size_t dims_out)
{
    past_.prepare(dims_in);
    for (auto* values : {&deviation_, &room_, &pulled_}) values->assign(dims_in, 0.0);
    normals_.assign(std::max(dims_in, dims_out), 0.0);
    mapped_.assign(dims_out, 0.0);
    drawn_.assign(dims_in, 0.0F);
    heard_.assign(kMostLagFrames + 1, std::vector<double>(dims_in));
    heard_at_ = 0;
    restart(0);
}

void Imitation::restart(std::uint64_t seed) noexcept
{
    random_ = random::Random(seed);
    is_warm_ = false;
    mosaic_.restart();
    traced_ = place_ = 0;
    std::fill(pulled_.begin(), pulled_.end(), 0.0);
}

void Imitation::draw(const latent::Source& source) noexcept
{
    source.draw(random_, drawn_);
    std::copy(drawn_.begin(), drawn_.end(), deviation_.begin());
}

void Imitation::trace(const Study& study, const Manner& manner) noexcept
{
    const int frames = study.frames();
    const double lower = std::clamp(std::floor(traced_), 0.0, frames - 1.0);
    const double part = std::clamp(traced_ - lower, 0.0, 1.0);
    const int here = static_cast<int>(lower);
    const int after = here + 1 < frames ? here + 1 : manner.loop ? 0 : here;
    study.deviation_at(here, deviation_);
    study.deviation_at(after, room_);
    for (std::size_t i = 0; i < deviation_.size(); ++i) {
        deviation_[i] += part * (room_[i] - deviation_[i]);
        pulled_[i] += manner.pull * (deviation_[i] - pulled_[i]);
        deviation_[i] = pulled_[i];
    }
    place_ = traced_;
    traced_ += manner.speed;
    if (manner.loop)
        traced_ -= frames * std::floor(traced_ / frames);
    else
        traced_ = std::clamp(traced_, 0.0, frames - 1.0);
}

/// The source's deviation as the grade has it.
void Imitation::make(const Study& study, const Manner& manner) noexcept
{
    const auto normals = std::span(normals_).first(deviation_.size());
    switch (manner.grade) {
        case Grade::kLevel:
            return draw(study.level);
        case Grade::kColour:
            return draw(study.colour);
        case Grade::kGait:
            for (int i = is_warm_ ? 1 : kWarming; i > 0; --i) {
                random_.fill_normal(normals);
                study.gait.step(manner.order, past_, normals, room_);
            }
            is_warm_ = true;
            std::copy(past_.before(0).begin(), past_.before(0).end(), deviation_.begin());
            return;
        case Grade::kHabit:
            mosaic_.step(study, random_, deviation_, room_);
            place_ = static_cast<double>(mosaic_.frame() - study.first);
            return;
        case Grade::kTrace:
            return trace(study, manner);
    }
}

void Imitation::next(const Study& study, const Manner& manner, std::span<const double> heard,
                     std::span<double> out) noexcept
{
    heard_at_ = (heard_at_ + 1) % heard_.size();
    std::copy(heard.begin(), heard.end(), heard_[heard_at_].begin());
    make(study, manner);
    study.transport.map_deviation(deviation_, out);
    if (manner.follow > 0) {
        const auto& before = heard_[(heard_at_ + heard_.size() - static_cast<std::size_t>(manner.lag)) % heard_.size()];
        for (std::size_t i = 0; i < room_.size(); ++i) room_[i] = before[i] - study.moments.mean[i];
        study.transport.map_deviation(room_, mapped_);
        // Both are independent: with these shares the sum has the deviation of each.
        const double own = std::sqrt(std::max(0.0, 1 - manner.follow * manner.follow));
        const auto mean = study.transport.mean_out();
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = mean[i] + own * (out[i] - mean[i]) + manner.follow * (mapped_[i] - mean[i]);
    }
    if (const std::size_t missing = study.transport.missing(); missing > 0) {
        const auto normals = std::span(normals_).first(missing);
        random_.fill_normal(normals);
        study.transport.fill(normals, manner.fill, out);
    }
}

latent::Sequence imitate(const Study& study, const Manner& manner, std::uint64_t seed, int frames, double rate_hz)
{
    Imitation imitation;
    imitation.prepare(study.dims_in(), study.dims_out());
    imitation.restart(seed);
    Manner alone = manner;
    alone.follow = 0;
    latent::Sequence made(static_cast<int>(study.dims_out()), frames, rate_hz);
    std::vector<double> nothing(study.dims_in()), frame(study.dims_out());
    for (int t = 0; t < frames; ++t) {
        imitation.next(study, alone, nothing, frame);
        std::transform(frame.begin(), frame.end(), made.frame(t).begin(),
                       [](double value) { return static_cast<float>(value); });
    }
    return made;
}

}  // namespace latentjam::spoor
