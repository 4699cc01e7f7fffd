// A sound file as the one stream of samples that an encoder takes in: all channels mixed, at the model's rate.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace latentjam::unravel {

/// What UnRAVEl takes for sound. aac stands in the list so that it is refused by name instead of being passed over.
inline constexpr std::string_view kSoundExtensions[] = {".wav",  ".mp3", ".ogg",  ".aac",
                                                        ".opus", ".aif", ".aiff", ".flac"};

/// Reads in pieces of any size; memory does not grow with the file.
class SoundReader {
public:
    /// Samples come out at `rate_hz`: resampled by soxr at its very high quality where the file has another rate.
    /// Errors name the file. [worker]
    static Result<SoundReader> open(const std::string& path, double rate_hz);

    SoundReader(SoundReader&&) noexcept;
    SoundReader& operator=(SoundReader&&) noexcept;
    ~SoundReader();

    /// Fills `out` as far as the file goes: mean of the channels. Less than asked for is the end. Errors: damaged, or
    /// samples that are not finite. [worker]
    Result<std::size_t> read(std::span<float> out);

    /// How much of the file has been read, 0 to 1.
    double progress() const;

    double file_rate_hz() const;

private:
    class Source;
    explicit SoundReader(std::unique_ptr<Source> source);
    std::unique_ptr<Source> source_;
};

}  // namespace latentjam::unravel
