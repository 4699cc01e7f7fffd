// Ways from one constellation of latent values to another: straight, over the sphere, or as learnt statistics go.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/statistics.h"

#include <span>
#include <string_view>
#include <vector>

namespace latentjam::kit {

enum class Way {
    kStraight,
    kSpherical,   ///< the direction turns, the distance from 0 goes evenly: no dull middle near 0
    kStatistics,  ///< spherical where the learnt latent is a ball: as likely on the way as at the ends
};

/// The words for messages, in the order of Way.
inline constexpr std::string_view kWayNames[] = {"straight", "spherical", "statistics"};

class Ways {
public:
    /// Forgets what was learnt. [setup]
    void prepare(int dims);

    /// Errors: statistics of another number of dims. [setup]
    Status learn(const latent::Statistics& statistics);
    bool has_learnt() const noexcept { return !factor_.empty(); }

    /// x from 0 (a) to 1 (b), and beyond; exact at both ends. kStatistics is spherical before anything was learnt.
    /// `out` may be a or b. Precondition: all of dims() values. [audio]
    void between(Way way, std::span<const double> a, std::span<const double> b, double x,
                 std::span<double> out) noexcept;

    /// Mahalanobis distance from the learnt mean: how unusual values are. Precondition: has_learnt(). [audio]
    double distance(std::span<const double> values) noexcept;

private:
    void whiten(std::span<const double> values, std::span<double> out) const noexcept;
    void colour(std::span<const double> values, std::span<double> out) const noexcept;
    void turn(double x) noexcept;  // from_ towards to_, into from_

    std::vector<double> mean_;
    std::vector<double> factor_;  // lower triangular, times its transpose the covariance; row by row
    std::vector<double> from_, to_, made_;
};

}  // namespace latentjam::kit
