// A sound file as a stream of samples: at the wanted rate, with the wanted channels, from whatever the file has.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace latentjam::audio {

/// Reads in pieces of any size, in constant memory.
class SoundReader {
public:
    /// Frames come out at `rate_hz` (0: the file's own), resampled by soxr at its very high quality where the file has
    /// another rate. One channel is the mean of the file's; of more the file's first ones are taken, a mono file goes
    /// to all, and those that the file lacks are silent. Errors name the file. [worker]
    static Result<SoundReader> open(const std::string& path, double rate_hz, int channels = 1);

    SoundReader(SoundReader&&) noexcept;
    SoundReader& operator=(SoundReader&&) noexcept;
    ~SoundReader();

    /// Fills `out`, interleaved, a multiple of the channels, as far as the file goes; returns frames. Less than asked
    /// for is the end. Errors: damaged, or samples that are not finite. [worker]
    Result<std::size_t> read(std::span<float> out);

    /// The fraction of the file that has been read, 0 to 1.
    double progress() const;

    double file_rate_hz() const;
    int file_channels() const;

private:
    class Source;
    explicit SoundReader(std::unique_ptr<Source> source);
    std::unique_ptr<Source> source_;
};

}  // namespace latentjam::audio
