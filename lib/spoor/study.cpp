// What was learnt from a latent in order to behave like it.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/study.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace latentjam::spoor {

namespace {

/// As latentgen has them, around 0.
latent::Statistics statistics_of(const Moments& moments)
{
    latent::Statistics made;
    made.frames = static_cast<int>(moments.frames);
    const Matrix& covariance = moments.covariance();
    for (std::size_t i = 0; i < moments.dims(); ++i)
        made.dims.push_back({.mean = 0, .deviation = std::sqrt(std::max(covariance(i, i), 0.0))});
    made.covariance = covariance.values;
    return made;
}

Transport map_for(const Lesson& lesson, const Moments& moments)
{
    if (lesson.target) return Transport::between(moments, *lesson.target);
    if (moments.dims() == lesson.dims_out) return Transport::none(moments);
    return Transport::between(moments, usual_moments(lesson.dims_out));
}

}  // namespace

Study::Study(const Lesson& lesson, Moments learnt, Transport map, latent::Source by_level, latent::Source by_colour)
    : source(lesson.source),
      first(lesson.first),
      moments(std::move(learnt)),
      transport(std::move(map)),
      level(std::move(by_level)),
      colour(std::move(by_colour)),
      gait(moments)
{
    const double least = std::max(1e-6 * moments.covariance().trace() / static_cast<double>(dims_in()), 1e-12);
    const Matrix white = inverse_root_of(principal_axes(moments.covariance()), least);
    std::vector<double> deviation(dims_in()), frame(dims_in());
    for (int t = 0; t < source->frames(); ++t) {
        deviation_at(t, deviation);
        multiply(white, deviation, frame);
        for (const double value : frame) whitened_.push_back(static_cast<float>(value));
    }
}

Result<std::shared_ptr<const Study>> Study::of(const Lesson& lesson)
{
    const int frames = lesson.source ? lesson.source->frames() : 0;
    if (frames < kFewestFrames)
        return Status::error(std::to_string(frames) +
                             " frames are too few to learn from: " + std::to_string(kFewestFrames) + " at least");
    if (lesson.target && lesson.target->dims() != lesson.dims_out)
        return Status::error("the latent of the space that plays has " + std::to_string(lesson.target->dims()) +
                             " dims, and there are " + std::to_string(lesson.dims_out) + " outlets");
    auto moments = moments_of(*lesson.source, lesson.kept);
    if (!moments) return moments.status();
    const latent::Statistics statistics = statistics_of(*moments);
    auto level = latent::Source::learnt(statistics, latent::Distribution::kNormal, false);
    if (!level) return level.status();
    auto colour = latent::Source::learnt(statistics, latent::Distribution::kCorrelation, false);
    if (!colour) return colour.status();
    Transport map = map_for(lesson, *moments);
    return std::shared_ptr<const Study>(
        new Study(lesson, *std::move(moments), std::move(map), *std::move(level), *std::move(colour)));
}

void Study::deviation_at(int frame, std::span<double> out) const noexcept
{
    const auto values = source->frame(frame);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]) - moments.mean[i];
}

double Study::apart(int frame, int other) const noexcept
{
    const float* a = &whitened_[static_cast<std::size_t>(frame) * dims_in()];
    const float* b = &whitened_[static_cast<std::size_t>(other) * dims_in()];
    double sum = 0;
    for (std::size_t i = 0; i < dims_in(); ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += difference * difference;
    }
    return sum;
}

double Study::distance_of(const Moments& output) const
{
    return distance(transport.source_on_shared_axes(moments), transport.output_on_shared_axes(output));
}

}  // namespace latentjam::spoor
