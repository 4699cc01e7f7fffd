// Random latents with the statistics of others.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace latentjam::latent {
namespace {

constexpr std::pair<Distribution, std::string_view> kNames[] = {
    {Distribution::kNormal, "normal"},           {Distribution::kUniform, "uniform"},
    {Distribution::kIqrUniform, "iqr-uniform"},  {Distribution::kCorrelation, "correlation-based"},
    {Distribution::kCorrelation, "correlation"}, {Distribution::kPrior, "prior"},
};

Status check_iqr(Distribution distribution, bool iqr)
{
    if (distribution == Distribution::kIqrUniform && !iqr)
        return Status::error("distribution iqr-uniform needs iqr: switch it on, or take uniform");
    if (iqr && distribution != Distribution::kIqrUniform && distribution != Distribution::kNormal)
        return Status::error("iqr goes with the distributions normal and iqr-uniform, not with " +
                             name_of(distribution));
    return {};
}

enum class Pivots { kMustBePositive, kZeroWhereTiny };

/// Cholesky: a lower-triangular matrix, column by column, whose product with its transpose is the given one plus
/// `shift` on the diagonal. kMustBePositive: empty unless all eigenvalues are above -shift. kZeroWhereTiny: pivots
/// within rounding error become columns of zeros, as in a semi-definite matrix.
std::vector<double> cholesky(const std::vector<double>& matrix, std::size_t dims, double shift, Pivots pivots)
{
    const double tiny = 8 * static_cast<double>(dims) * std::numeric_limits<double>::epsilon();
    std::vector<double> columns(dims * dims), rest(dims);
    for (std::size_t j = 0; j < dims; ++j) {
        for (std::size_t i = j; i < dims; ++i) rest[i] = matrix[i * dims + j];
        rest[j] += shift;
        const double whole = rest[j];
        for (std::size_t k = 0; k < j; ++k) {
            const double* column = &columns[k * dims];
            for (std::size_t i = j; i < dims; ++i) rest[i] -= column[i] * column[j];
        }
        if (pivots == Pivots::kMustBePositive && !(rest[j] > 0)) return {};
        if (pivots == Pivots::kZeroWhereTiny && !(rest[j] > tiny * whole)) continue;
        const double root = std::sqrt(rest[j]);
        for (std::size_t i = j; i < dims; ++i) columns[j * dims + i] = rest[i] / root;
    }
    return columns;
}

Status check_semidefinite(const Statistics& statistics)
{
    const double largest = *std::max_element(statistics.covariance.begin(), statistics.covariance.end());
    const double tolerance = 1e-12 * std::max(1.0, largest);
    if (!cholesky(statistics.covariance, statistics.dims.size(), tolerance, Pivots::kMustBePositive).empty()) return {};
    return Status::error(
        "distribution correlation-based: the covariance is not positive semi-definite to 1e-12, so no latents have it; "
        "take normal");
}

}  // namespace

Result<Distribution> distribution_named(std::string_view name)
{
    std::string all;
    for (const auto& [distribution, known] : kNames) {
        if (known == name) return distribution;
        if (known != "correlation") all += (all.empty() ? "" : ", ") + std::string(known);
    }
    return Status::error("distribution '" + std::string(name) + "': there are " + all);
}

std::string name_of(Distribution distribution)
{
    return std::string(std::find_if(std::begin(kNames), std::end(kNames), [=](const auto& entry) {
                           return entry.first == distribution;
                       })->second);
}

Status check(const DrawOptions& options)
{
    if (options.frames < 1 || options.frames > kMostFrames)
        return Status::error("frames " + std::to_string(options.frames) + ", not 1 to " + std::to_string(kMostFrames));
    if (options.seed > static_cast<std::uint64_t>(INT64_MAX))
        return Status::error("seed " + std::to_string(options.seed) + ", not 0 to 2^63 - 1");
    return check_iqr(options.distribution, options.iqr);
}

Result<Source> Source::learnt(const Statistics& statistics, Distribution distribution, bool iqr)
{
    const std::size_t dims = statistics.dims.size();
    if (dims == 0) return Status::error("nothing was learnt: there are no statistics to draw from");
    if (auto status = check_iqr(distribution, iqr); !status) return status;
    if (distribution == Distribution::kPrior) return prior(static_cast<int>(dims));

    const bool is_uniform = distribution == Distribution::kUniform || distribution == Distribution::kIqrUniform;
    Source source(is_uniform ? Shape::kUniform : Shape::kNormal, dims);
    for (std::size_t i = 0; i < dims; ++i) {
        const auto& dim = statistics.dims[i];
        double low = iqr ? dim.robust_mean() : dim.mean;
        double scale = iqr ? dim.robust_deviation() : dim.deviation;
        if (is_uniform) {
            const double high = iqr ? dim.upper_bound() : dim.mean + 3 * dim.deviation;
            low = iqr ? dim.lower_bound() : dim.mean - 3 * dim.deviation;
            scale = high - low;
        }
        source.offset_[i] = low;
        source.scale_[i] = scale;
    }
    if (distribution == Distribution::kCorrelation) {
        if (auto status = check_semidefinite(statistics); !status) return status;
        source.shape_ = Shape::kCorrelated;
        source.columns_ = cholesky(statistics.covariance, dims, 0, Pivots::kZeroWhereTiny);
    }
    return source;
}

Source Source::prior(int dims)
{
    Source source(Shape::kNormal, static_cast<std::size_t>(dims));
    std::fill(source.scale_.begin(), source.scale_.end(), 1.0);
    return source;
}

Sequence Source::draw(random::Random& random, int frames, double rate_hz, const CancelFlag& cancelled) const
{
    constexpr int kPieceFrames = 1024;
    Sequence sequence(dims(), 0, rate_hz);
    sequence.reserve(frames);
    while (sequence.frames() < frames && !cancelled) {
        const std::size_t before = sequence.values().size();
        sequence.set_frames(std::min(frames, sequence.frames() + kPieceFrames));
        draw(random, sequence.values().subspan(before));
    }
    return sequence;
}

void Source::draw(random::Random& random, std::span<float> values) const noexcept
{
    if (shape_ == Shape::kUniform) return draw_uniform(random, values);
    const std::size_t dims = offset_.size();
    std::array<double, kMostDims> buffer;  // as many whole frames as fit
    while (!values.empty()) {
        const auto normals = std::span(buffer).first(std::min(values.size(), buffer.size() / dims * dims));
        random.fill_normal(normals);
        for (std::size_t begin = 0; begin < normals.size(); begin += dims) {
            const double* in = &normals[begin];
            float* out = &values[begin];
            if (shape_ == Shape::kCorrelated)
                correlate(in, out);
            else
                for (std::size_t i = 0; i < dims; ++i) out[i] = static_cast<float>(offset_[i] + scale_[i] * in[i]);
        }
        values = values.subspan(normals.size());
    }
}

void Source::draw_uniform(random::Random& random, std::span<float> values) const noexcept
{
    const std::size_t dims = offset_.size();
    for (; !values.empty(); values = values.subspan(dims))
        for (std::size_t i = 0; i < dims; ++i)
            values[i] = static_cast<float>(offset_[i] + scale_[i] * random.uniform());
}

void Source::correlate(const double* normals, float* values) const noexcept
{
    const std::size_t dims = offset_.size();
    std::array<double, kMostDims> frame;
    std::copy(offset_.begin(), offset_.end(), frame.begin());
    for (std::size_t j = 0; j < dims; ++j)
        for (std::size_t i = j; i < dims; ++i) frame[i] += normals[j] * columns_[j * dims + i];
    for (std::size_t i = 0; i < dims; ++i) values[i] = static_cast<float>(frame[i]);
}

}  // namespace latentjam::latent
