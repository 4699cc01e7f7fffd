// Random latents with the statistics of others: UnRAVEl's four distributions and the models' prior.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"
#include "latent/statistics.h"
#include "random/random.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::latent {

enum class Distribution {
    kNormal,       // mean and deviation of each dimension
    kUniform,      // mean +- 3 deviations
    kIqrUniform,   // between the outlier bounds
    kCorrelation,  // multivariate normal with the learned covariance
    kPrior,        // N(0, 1), towards which the models were trained; needs no statistics
};

/// By UnRAVEl's names: normal, uniform, iqr-uniform, correlation-based (or correlation), prior. Errors: another name.
Result<Distribution> distribution_named(std::string_view name);
std::string name_of(Distribution distribution);

/// What to draw.
struct DrawOptions {
    Distribution distribution = Distribution::kNormal;
    bool iqr = false;  // robust mean and deviation; goes with kNormal and kIqrUniform
    int frames = 10;
    std::uint64_t seed = 42;
};

/// UnRAVEl's rules: 1 to kMostFrames frames, seeds from 0 (which UnRAVEl refuses) to 2^63 - 1, and which distributions
/// allow or need `iqr`. [any]
Status check(const DrawOptions& options);

/// Draws frames. Successive calls continue one random stream: array A, then B, file after file. Values are drawn in
/// double precision, frame by frame and dimension by dimension, and rounded to float32. The statistics were checked
/// before, so drawing cannot fail.
class Source {
public:
    /// Errors: no dimensions, `iqr` where the distribution does not take it or missing where it is needed, a covariance
    /// that is not positive semi-definite to 1e-12 (relative to its largest entry, if that is above 1). [worker]
    static Result<Source> learnt(const Statistics& statistics, Distribution distribution, bool iqr);

    /// N(0, 1). Precondition: 1 <= dims <= kMostDims. [setup]
    static Source prior(int dims);

    int dims() const noexcept { return static_cast<int>(offset_.size()); }

    /// Shorter when `cancelled`. Precondition: is_valid_size(dims(), frames). [setup]
    Sequence draw(random::Random& random, int frames, double rate_hz = 0,
                  const CancelFlag& cancelled = kNeverCancelled) const;

    /// Fills existing frames. Does not allocate. Precondition: values.size() is a multiple of dims(). [any]
    void draw(random::Random& random, std::span<float> values) const noexcept;

private:
    enum class Shape { kNormal, kUniform, kCorrelated };

    Source(Shape shape, std::size_t dims) : shape_(shape), offset_(dims), scale_(dims) {}

    void draw_uniform(random::Random& random, std::span<float> values) const noexcept;
    void correlate(const double* normals, float* values) const noexcept;

    Shape shape_;
    std::vector<double> offset_;
    std::vector<double> scale_;
    /// kCorrelated: column by column, a lower-triangular matrix whose product with its transpose is the covariance.
    std::vector<double> columns_;
};

}  // namespace latentjam::latent
