// A sound file as an encoder needs it: mixed to mono, at the model's rate.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace latentjam::unravel {

/// What UnRAVEl accepts as sound. aac is listed so that it is refused by name instead of being skipped.
inline constexpr std::string_view kSoundExtensions[] = {".wav",  ".mp3", ".ogg",  ".aac",
                                                        ".opus", ".aif", ".aiff", ".flac"};

/// Reads in pieces of any size, in constant memory.
class SoundReader {
public:
    /// Samples come out at `rate_hz`: resampled by soxr at its very high quality where the file has another rate.
    /// Errors name the file. [worker]
    static Result<SoundReader> open(const std::string& path, double rate_hz);

    SoundReader(SoundReader&&) noexcept;
    SoundReader& operator=(SoundReader&&) noexcept;
    ~SoundReader();

    /// Fills `out` with the mean of the channels. Fewer samples than asked for mean the end. Errors: damaged, or
    /// samples that are not finite. [worker]
    Result<std::size_t> read(std::span<float> out);

    /// The fraction of the file that has been read, 0 to 1.
    double progress() const;

    double file_rate_hz() const;

private:
    class Source;
    explicit SoundReader(std::unique_ptr<Source> source);
    std::unique_ptr<Source> source_;
};

}  // namespace latentjam::unravel
