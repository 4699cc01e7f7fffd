// The power spectrum of the last samples of a signal.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace latentjam::audio {

/// Hann window and a radix-2 Fourier transform; not a fast one: 30 us for 2048 samples.
class Spectrum {
public:
    /// `size` is a power of two from 4 on. [setup]
    void prepare(int size);

    int size() const noexcept { return static_cast<int>(window_.size()); }
    int bins() const noexcept { return size() / 2 + 1; }

    /// The power in each bin; a full-scale sine has about 1/4 in its own, half of that in each neighbour.
    /// samples.size()
    /// == size(). Valid until the next call. [audio]
    std::span<const float> power(std::span<const float> samples) noexcept;

private:
    void transform() noexcept;

    std::vector<float> window_;
    std::vector<std::complex<float>> turns_;
    std::vector<std::complex<float>> values_;
    std::vector<int> reversed_;
    std::vector<float> power_;
};

}  // namespace latentjam::audio
