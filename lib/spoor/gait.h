// How a latent moves from frame to frame: an autoregression, of all dims together or of each principal axis.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "spoor/moments.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::spoor {

enum class Order { kOne, kFour };

/// The last deviations from the mean, the newest first.
class Past {
public:
    /// [setup]
    void prepare(std::size_t dims);
    std::span<double> before(std::size_t frames) noexcept { return frames_[(newest_ + frames) % kMostLag]; }

    /// The oldest becomes the newest, to be written. [audio]
    std::span<double> advance() noexcept
    {
        newest_ = (newest_ + kMostLag - 1) % kMostLag;
        return frames_[newest_];
    }

private:
    std::array<std::vector<double>, kMostLag> frames_;
    std::size_t newest_ = 0;
};

/// The coefficients; whoever plays has the past. With order one a frame is a matrix times the frame before plus noise,
/// and the process has exactly the covariance that was learnt, and the covariance of neighbours. With order four each
/// principal axis goes by its own last four values, so slow and swinging movement is kept that one frame cannot tell.
class Gait {
public:
    /// [worker]
    explicit Gait(const Moments& moments);

    /// The next deviation, in past.before(0). `normals` and `room` have as many values as dims. [audio]
    void step(Order order, Past& past, std::span<const double> normals, std::span<double> room) const noexcept;

    /// Of the matrix that takes a frame to the next; at most .98. For tests.
    double radius() const noexcept { return radius_; }

private:
    void fit_axes(const Moments& moments);

    Matrix step_;
    Matrix noise_;
    double radius_ = 0;
    Matrix axes_;                     // one in each row
    Matrix along_;                    // axes x kMostLag
    std::vector<double> deviations_;  // of each axis's noise
};

}  // namespace latentjam::spoor
