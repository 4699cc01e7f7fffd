// Moments, order statistics and correlation of latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/statistics.h"

#include <algorithm>
#include <cmath>

namespace latentjam::latent {
namespace {

using Column = std::vector<float>;

Status check(Sequences sequences)
{
    if (sequences.empty()) return Status::error("nothing to analyse: no latents");
    const int dims = sequences.front()->dims();
    std::size_t frames = 0;
    for (const Sequence* sequence : sequences) {
        if (sequence->dims() != dims)
            return Status::error("latents of " + std::to_string(dims) + " and of " + std::to_string(sequence->dims()) +
                                 " dimensions: all must have the same, so take those of one model");
        frames += static_cast<std::size_t>(sequence->frames());
    }
    if (dims == 0 || frames == 0) return Status::error("nothing to analyse: the latents have no frames");
    if (frames > static_cast<std::size_t>(kMostFrames))
        return Status::error("too much to analyse: " + std::to_string(frames) + " frames, more than " +
                             std::to_string(kMostFrames));
    return {};
}

/// One dimension of all sequences, in order.
void gather(Sequences sequences, int dim, Column& column, const CancelFlag& cancelled)
{
    column.clear();
    for (const Sequence* sequence : sequences)
        for (int frame = 0; frame < sequence->frames() && !cancelled; ++frame)
            column.push_back(sequence->at(frame, dim));
}

/// The value below which this fraction of the column lies. Reorders the column.
double quantile(Column& column, double part)
{
    const double position = part * static_cast<double>(column.size() - 1);
    const auto lower = column.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(column.begin(), lower, column.end());
    if (lower + 1 == column.end()) return static_cast<double>(*lower);
    const double a = static_cast<double>(*lower);
    const double b = static_cast<double>(*std::min_element(lower + 1, column.end()));
    const double weight = position - std::floor(position);
    return weight < 0.5 ? a + (b - a) * weight : b - (b - a) * (1 - weight);  // rounds as NumPy does
}

/// Everything except the deviation. Reorders the column.
DimensionStatistics summarise(Column& column, const CancelFlag& cancelled)
{
    DimensionStatistics dim;
    for (const float value : column) dim.mean += static_cast<double>(value);
    dim.mean /= static_cast<double>(column.size());
    if (!cancelled) dim.lower_quartile = quantile(column, 0.25);
    if (!cancelled) dim.median = quantile(column, 0.5);
    if (!cancelled) dim.upper_quartile = quantile(column, 0.75);
    const auto [least, most] = std::minmax_element(column.begin(), column.end());
    dim.least = static_cast<double>(*least);
    dim.most = static_cast<double>(*most);
    dim.lower_whisker = dim.most;
    dim.upper_whisker = dim.least;
    for (const float single : column) {
        const auto value = static_cast<double>(single);
        if (value >= dim.lower_bound()) dim.lower_whisker = std::min(dim.lower_whisker, value);
        if (value <= dim.upper_bound()) dim.upper_whisker = std::max(dim.upper_whisker, value);
    }
    return dim;
}

/// Fills covariance, correlation and deviations; the means are known.
void correlate(Sequences sequences, Statistics& statistics, const CancelFlag& cancelled)
{
    const std::size_t dims = statistics.dims.size();
    std::vector<double> sums(dims * dims), centred(dims);
    for (const Sequence* sequence : sequences)
        for (int frame = 0; frame < sequence->frames() && !cancelled; ++frame) {
            const auto values = sequence->frame(frame);
            for (std::size_t i = 0; i < dims; ++i)
                centred[i] = static_cast<double>(values[i]) - statistics.dims[i].mean;
            for (std::size_t i = 0; i < dims; ++i)
                for (std::size_t j = 0; j <= i; ++j) sums[i * dims + j] += centred[i] * centred[j];
        }
    for (double& sum : sums) sum /= statistics.frames;
    for (std::size_t i = 0; i < dims; ++i) {
        auto& dim = statistics.dims[i];
        // A constant dimension must not get a deviation from the rounding of its mean.
        dim.deviation = dim.least == dim.most ? 0 : std::sqrt(sums[i * dims + i]);
    }
    statistics.correlation.assign(dims * dims, 0);
    statistics.covariance.assign(dims * dims, 0);
    for (std::size_t i = 0; i < dims; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const double scale = statistics.dims[i].deviation * statistics.dims[j].deviation;
            const double correlation = i == j ? 1 : scale > 0 ? std::clamp(sums[i * dims + j] / scale, -1.0, 1.0) : 0;
            statistics.correlation[i * dims + j] = statistics.correlation[j * dims + i] = correlation;
            statistics.covariance[i * dims + j] = statistics.covariance[j * dims + i] = scale * correlation;
        }
}

}  // namespace

Result<Statistics> analyse(Sequences sequences, const CancelFlag& cancelled)
{
    if (auto status = check(sequences); !status) return status;
    Statistics statistics;
    for (const Sequence* sequence : sequences) statistics.frames += sequence->frames();
    Column column;
    column.reserve(static_cast<std::size_t>(statistics.frames));
    for (int dim = 0; dim < sequences.front()->dims(); ++dim) {
        gather(sequences, dim, column, cancelled);
        if (cancelled) return gave_up();
        if (!std::all_of(column.begin(), column.end(), [](float value) { return std::isfinite(value); }))
            return Status::error("cannot analyse latents with values that are not finite: dimension " +
                                 std::to_string(dim) + " has some");
        statistics.dims.push_back(summarise(column, cancelled));
    }
    correlate(sequences, statistics, cancelled);
    if (cancelled) return gave_up();
    return statistics;
}

std::vector<float> density(Sequences sequences, const Statistics& statistics, int dim, int points)
{
    const auto& known = statistics.dims[static_cast<std::size_t>(dim)];
    std::vector<float> shape(static_cast<std::size_t>(points), 1);
    const double range = known.most - known.least;
    if (!(known.deviation > 0)) return shape;

    // Linear binning: each value is shared between its two nearest bins, and each bin gets one kernel.
    constexpr int kFinest = 512;
    const int fineness = std::max(1, kFinest / (points - 1));
    const int last = fineness * (points - 1);
    std::vector<double> weights(static_cast<std::size_t>(last) + 2);
    for (const Sequence* sequence : sequences)
        for (int frame = 0; frame < sequence->frames(); ++frame) {
            const double place = (static_cast<double>(sequence->at(frame, dim)) - known.least) / range * last;
            const auto lower = static_cast<std::size_t>(place);
            weights[lower] += 1 - (place - static_cast<double>(lower));
            weights[lower + 1] += place - static_cast<double>(lower);
        }

    const double width = known.deviation * std::pow(statistics.frames, -0.2);
    std::vector<double> kernel(static_cast<std::size_t>(last) + 1);
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const double distance = static_cast<double>(i) * range / last / width;
        kernel[i] = std::exp(-0.5 * distance * distance);
    }

    std::vector<double> sums(shape.size());
    for (int point = 0; point < points; ++point)
        for (int i = 0; i <= last; ++i)
            sums[static_cast<std::size_t>(point)] +=
                weights[static_cast<std::size_t>(i)] * kernel[static_cast<std::size_t>(std::abs(i - point * fineness))];
    const double largest = *std::max_element(sums.begin(), sums.end());
    std::transform(sums.begin(), sums.end(), shape.begin(),
                   [largest](double sum) { return static_cast<float>(sum / largest); });
    return shape;
}

}  // namespace latentjam::latent
