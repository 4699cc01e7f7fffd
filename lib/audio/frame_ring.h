// Frames of samples from one thread to one other, without locks: what a file's thread and the audio thread share.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

namespace latentjam::audio {

/// One thread puts frames in, one other takes them out; both are wait-free.
class FrameRing {
public:
    /// [setup]
    FrameRing(std::size_t channels, std::size_t frames)
        : channels_(channels), frames_(frames), samples_(channels * frames)
    {
    }

    std::size_t channels() const noexcept { return channels_; }

    /// Frames that can be taken. [any]
    std::size_t filled() const noexcept
    {
        return put_.load(std::memory_order_acquire) - taken_.load(std::memory_order_acquire);
    }

    /// Frames that can be put. [any]
    std::size_t room() const noexcept { return frames_ - filled(); }

    /// `write(frame, samples)` fills the samples of each frame. Precondition: count <= room(). [the one that puts]
    template <typename Write>
    void put(std::size_t count, Write write) noexcept
    {
        const std::size_t begin = put_.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < count; ++i) write(i, at(begin + i));
        put_.store(begin + count, std::memory_order_release);
    }

    /// `read(frame, samples)` gets each frame. Precondition: count <= filled(). [the one that takes]
    template <typename Read>
    void take(std::size_t count, Read read) noexcept
    {
        const std::size_t begin = taken_.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < count; ++i) read(i, static_cast<const float*>(at(begin + i)));
        taken_.store(begin + count, std::memory_order_release);
    }

private:
    float* at(std::size_t frame) noexcept { return samples_.data() + frame % frames_ * channels_; }

    std::size_t channels_;
    std::size_t frames_;
    std::vector<float> samples_;
    std::atomic<std::size_t> put_{0};
    std::atomic<std::size_t> taken_{0};
};

}  // namespace latentjam::audio
