// The Gaussian map: frames of one latent space as frames of another one, as usual there as they are here.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "spoor/moments.h"

#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::spoor {

/// The optimal transport between two normal distributions: the affine map that gives frames of the one the mean and
/// covariance of the other and moves them least. Where the spaces have other numbers of dims, the principal axes are
/// mapped in order of their variance; the axes that are missing stay at the mean.
class Transport {
public:
    /// Everything stays as it is. [worker]
    static Transport none(const Moments& moments);

    /// [worker]
    static Transport between(const Moments& from, const Moments& to);

    std::size_t dims_in() const noexcept { return mean_in_.size(); }
    std::size_t dims_out() const noexcept { return mean_out_.size(); }
    std::span<const double> mean_out() const noexcept { return mean_out_; }

    /// A deviation from the source's mean becomes a frame. Sizes: dims_in(), dims_out(). [audio]
    void map_deviation(std::span<const double> deviation, std::span<double> out) const noexcept;

    /// How many axes the source cannot move, and their part of a frame: one normal number for each, times `fill`.
    /// [audio]
    std::size_t missing() const noexcept { return missing_.columns; }
    void fill(std::span<const double> normals, double amount, std::span<double> out) const noexcept;

    /// Both as the axes see them that source and target share, to be compared. [worker]
    Moments source_on_shared_axes(const Moments& source) const;
    Moments output_on_shared_axes(const Moments& output) const;

private:
    std::vector<double> mean_in_, mean_out_;
    Matrix map_;      // dims_out x dims_in
    Matrix missing_;  // dims_out x missing
    Matrix shared_;   // shared axes x dims_out
};

}  // namespace latentjam::spoor
