// The sampler's loop: rotation by rotation from noise to latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/sampler.h"

#include "generate/interpolate.h"
#include "generate/noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace latentjam::generate {
namespace {

constexpr int kMostSteps = 1000;
constexpr std::uint64_t kNoiseOfKept = 0x9E3779B97F4A7C15;  // added to the seed, for frames that are kept

double angle_at(int step, int steps) { return (1 - static_cast<double>(step) / steps) * std::numbers::pi / 2; }

std::string text(int value) { return std::to_string(value); }

/// At least sixteen values, as draw_noise() wants them.
void draw(std::uint64_t seed, std::span<float> values)
{
    if (values.size() >= 16) return draw_noise(seed, values);
    std::vector<float> more(16);
    draw_noise(seed, more);
    std::copy_n(more.begin(), values.size(), values.begin());
}

int whole_frames(int frames, int multiple) { return (frames + multiple - 1) / multiple * multiple; }

}  // namespace

Status check(const Request& request, const Denoiser& denoiser)
{
    const int frames = request.frames > 0 ? request.frames : denoiser.window();
    if (request.steps < 1 || request.steps > kMostSteps)
        return Status::error("steps " + text(request.steps) + ": it takes 1 to " + text(kMostSteps));
    if (!latent::is_valid_size(denoiser.dims(), whole_frames(frames, denoiser.multiple())))
        return Status::error("frames " + text(frames) + ": more values than a latent holds");
    if (!request.dim_temperature.empty() && static_cast<int>(request.dim_temperature.size()) != denoiser.dims())
        return Status::error("temperatures of " + text(static_cast<int>(request.dim_temperature.size())) +
                             " dims: the model has " + text(denoiser.dims()));
    if (request.morph && !request.seed_b) return Status::error("morph needs a second seed: seed_b <n>");
    const bool needs_source = request.variation < 1 || !request.kept.empty();
    if (needs_source && (!request.source || request.source->is_empty()))
        return Status::error("there is no latent to vary or keep frames of");
    if (needs_source && request.source->dims() != denoiser.dims())
        return Status::error("the latent has " + text(request.source->dims()) + " dims, the model " +
                             text(denoiser.dims()));
    if (request.variation < 1 && request.source->frames() < frames)
        return Status::error("the latent to vary has " + text(request.source->frames()) + " frames, " + text(frames) +
                             " are wanted: set frames to fewer");
    for (const Kept& kept : request.kept)
        if (kept.first < 0 || kept.count < 0 || kept.first + kept.count > std::min(frames, request.source->frames()))
            return Status::error("keep " + text(kept.first) + " " + text(kept.count) + ": there are " +
                                 text(std::min(frames, request.source->frames())) + " frames");
    return {};
}

Sampler::Sampler(Request request, std::shared_ptr<Denoiser> denoiser)
    : request_(std::move(request)), denoiser_(std::move(denoiser))
{
    frames_wanted_ = request_.frames > 0 ? request_.frames : denoiser_->window();
    const bool is_pair = request_.seed_b && !request_.morph;
    shape_ = {is_pair ? 2 : 1, denoiser_->dims(), whole_frames(frames_wanted_, denoiser_->multiple())};
    begin();
}

void Sampler::begin()
{
    const std::size_t row = shape_.row_size();
    x_.resize(shape_.size());
    velocity_.resize(shape_.size());
    draw(request_.seed, std::span(x_).first(row));
    if (shape_.rows == 2) draw(*request_.seed_b, std::span(x_).subspan(row));
    if (request_.morph) {
        std::vector<float> other(row);
        draw(*request_.seed_b, other);
        mix(x_, other, *request_.morph);
    }
    const auto frames = static_cast<std::size_t>(shape_.frames);
    for (std::size_t i = 0; i < x_.size(); ++i) {
        const std::size_t dim = i / frames % static_cast<std::size_t>(shape_.dims);
        x_[i] *= request_.temperature * (request_.dim_temperature.empty() ? 1 : request_.dim_temperature[dim]);
    }
    if (request_.variation < 1) {
        first_step_ =
            std::clamp(static_cast<int>(std::lround((1 - static_cast<double>(request_.variation)) * request_.steps)), 0,
                       request_.steps);
        const double angle = angle_at(first_step_, request_.steps);
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const auto dim = static_cast<int>(i / frames % static_cast<std::size_t>(shape_.dims));
            const double clean = static_cast<double>(source_value(dim, static_cast<int>(i % frames)));
            x_[i] = static_cast<float>(std::cos(angle) * clean + std::sin(angle) * static_cast<double>(x_[i]));
        }
    }
    step_ = first_step_;
    if (request_.kept.empty()) return;
    noise_.resize(row);
    draw(request_.seed + kNoiseOfKept, noise_);
    is_kept_.assign(row, 0);
    for (const Kept& kept : request_.kept)
        for (std::size_t dim = 0; dim < static_cast<std::size_t>(shape_.dims); ++dim)
            if (kept.dims.empty() || (dim < kept.dims.size() && kept.dims[dim]))
                std::fill_n(is_kept_.begin() + static_cast<std::ptrdiff_t>(dim * frames) + kept.first, kept.count,
                            std::uint8_t{1});
    keep(step_);
}

float Sampler::source_value(int dim, int frame) const
{
    const auto d = static_cast<std::size_t>(dim);
    const int last = request_.source->frames() - 1;
    return (request_.source->at(std::min(frame, last), dim) - denoiser_->mean()[d]) / denoiser_->deviation()[d];
}

/// Puts what is kept over x, with the noise of that level (Lugmayr et al. 2022, "RePaint").
void Sampler::keep(int level)
{
    if (is_kept_.empty()) return;
    const double angle = angle_at(level, request_.steps);
    const auto frames = static_cast<std::size_t>(shape_.frames);
    for (std::size_t i = 0; i < x_.size(); ++i) {
        const std::size_t in_row = i % shape_.row_size();
        // x may stand rolled; what is kept lies where it lies in the result.
        const std::size_t frame = (in_row % frames + frames - static_cast<std::size_t>(rolled_)) % frames;
        const std::size_t place = in_row / frames * frames + frame;
        if (!is_kept_[place]) continue;
        const double clean =
            static_cast<double>(source_value(static_cast<int>(place / frames), static_cast<int>(frame)));
        x_[i] = static_cast<float>(std::cos(angle) * clean + std::sin(angle) * static_cast<double>(noise_[place]));
    }
}

/// Turns each channel round by so many frames: a network that has edges sees them elsewhere in each step.
void Sampler::roll(int by)
{
    const int frames = shape_.frames;
    by = (by % frames + frames) % frames;
    rolled_ = (rolled_ + by) % frames;
    for (auto begin = x_.begin(); begin != x_.end(); begin += frames)
        std::rotate(begin, begin + (frames - by), begin + frames);
}

Status Sampler::advance()
{
    if (is_done()) return {};
    if (request_.loop) roll(shape_.frames * 5 / 13 + 1);
    const float sigma = static_cast<float>(1 - static_cast<double>(step_) / request_.steps);
    if (const Status status = denoiser_->velocity(shape_, x_, sigma, velocity_); !status) return status;
    const double angle = std::numbers::pi / 2 / request_.steps;
    for (std::size_t i = 0; i < x_.size(); ++i)
        x_[i] = static_cast<float>(std::cos(angle) * static_cast<double>(x_[i]) -
                                   std::sin(angle) * static_cast<double>(velocity_[i]));
    ++step_;
    keep(step_);
    return {};
}

latent::Sequence Sampler::preview() const
{
    std::vector<float> x = x_;
    if (!is_done() && step_ > first_step_) {
        // The last velocity is of the step before; the clean estimate that goes with both ends of that step is the
        // same.
        const double angle = angle_at(step_ - 1, request_.steps);
        const double turned = std::numbers::pi / 2 / request_.steps;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double before =
                (static_cast<double>(x_[i]) + std::sin(turned) * static_cast<double>(velocity_[i])) / std::cos(turned);
            x[i] = static_cast<float>(std::cos(angle) * before - std::sin(angle) * static_cast<double>(velocity_[i]));
        }
    }
    return finished(std::move(x));
}

latent::Sequence Sampler::finished(std::vector<float> x) const
{
    const auto frames = static_cast<std::size_t>(shape_.frames);
    for (auto begin = x.begin(); begin != x.end(); begin += shape_.frames)
        std::rotate(begin, begin + rolled_, begin + shape_.frames);
    const Shape row{1, shape_.dims, shape_.frames};
    if (shape_.rows == 2)
        lead_over(row, std::span(x).first(row.size()), std::span(x).subspan(row.size()), request_.lerp_factor);
    x.resize(row.size());
    const bool has_source = request_.variation < 1 || !request_.kept.empty();
    if (request_.normalise && !has_source) normalise(x, request_.scale);
    latent::Sequence sequence(shape_.dims, frames_wanted_, denoiser_->rate_hz());
    for (int frame = 0; frame < frames_wanted_; ++frame)
        for (int dim = 0; dim < shape_.dims; ++dim) {
            const auto d = static_cast<std::size_t>(dim);
            const std::size_t place = d * frames + static_cast<std::size_t>(frame);
            const bool kept = !is_kept_.empty() && is_kept_[place];
            sequence.at(frame, dim) =
                kept ? request_.source->at(frame, dim) : x[place] * denoiser_->deviation()[d] + denoiser_->mean()[d];
        }
    return sequence;
}

}  // namespace latentjam::generate
