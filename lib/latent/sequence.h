// The latent sequence, the library's central type: frames x dimensions of float32, about 21 frames a second.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/limits.h"

#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::latent {

/// Limits that keep one wrong number from exhausting memory: 2^26 frames are over a month at 21.5 Hz.
inline constexpr int kMostDims = kMostChannels;
inline constexpr int kMostFrames = 1 << 26;
inline constexpr std::size_t kMostValues = std::size_t{1} << 30;

/// True when dims x frames is a size that a Sequence can have. [any]
constexpr bool is_valid_size(int dims, int frames) noexcept
{
    return dims >= 0 && dims <= kMostDims && frames >= 0 && frames <= kMostFrames &&
           static_cast<std::size_t>(dims) * static_cast<std::size_t>(frames) <= kMostValues;
}

/// A latent sequence: `frames` rows of `dims` values, frame by frame, with a rate. A plain value.
class Sequence {
public:
    Sequence() = default;

    /// All zeros. Precondition: is_valid_size(dims, frames). [setup]
    Sequence(int dims, int frames, double rate_hz = 0)
        : dims_(dims),
          frames_(frames),
          rate_hz_(rate_hz),
          values_(static_cast<std::size_t>(dims) * static_cast<std::size_t>(frames))
    {
    }

    int dims() const noexcept { return dims_; }
    int frames() const noexcept { return frames_; }
    bool is_empty() const noexcept { return values_.empty(); }

    /// Frames a second; 0 while unknown.
    double rate_hz() const noexcept { return rate_hz_; }
    void set_rate_hz(double rate_hz) noexcept { rate_hz_ = rate_hz; }

    /// Precondition: 0 <= index < frames(). [any]
    std::span<float> frame(int index) noexcept
    {
        return {values_.data() + offset(index), static_cast<std::size_t>(dims_)};
    }
    std::span<const float> frame(int index) const noexcept
    {
        return {values_.data() + offset(index), static_cast<std::size_t>(dims_)};
    }

    /// Precondition: both indices in range. [any]
    float& at(int index, int dim) noexcept { return values_[offset(index) + static_cast<std::size_t>(dim)]; }
    float at(int index, int dim) const noexcept { return values_[offset(index) + static_cast<std::size_t>(dim)]; }

    /// All values, frame by frame.
    std::span<float> values() noexcept { return values_; }
    std::span<const float> values() const noexcept { return values_; }

    /// Truncates, or appends zeros. [setup]
    void set_frames(int frames)
    {
        frames_ = frames;
        values_.resize(offset(frames));
    }

    /// Reserves memory for this many frames in all. [setup]
    void reserve(int frames) { values_.reserve(offset(frames)); }

    /// Precondition: frame.size() == dims(). [setup]
    void append(std::span<const float> frame)
    {
        values_.insert(values_.end(), frame.begin(), frame.end());
        ++frames_;
    }

    bool operator==(const Sequence&) const = default;

private:
    std::size_t offset(int index) const noexcept
    {
        return static_cast<std::size_t>(index) * static_cast<std::size_t>(dims_);
    }

    int dims_ = 0;
    int frames_ = 0;
    double rate_hz_ = 0;
    std::vector<float> values_;
};

}  // namespace latentjam::latent
