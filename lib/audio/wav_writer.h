// A .wav that can be read at any moment while it grows.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace latentjam::audio {

struct WavForm {
    int channels = 2;
    int rate_hz = 44100;
    int bytes = 3;  ///< of a sample: 2 or 3 of a whole number, 4 of a float
};

/// Written by hand rather than by libsndfile, whose RF64 that turns back into a WAV has a header that strict readers do
/// not take. Here it is the plainest of all (format 1 or 3, 16 bytes of it), with a JUNK chunk before, which becomes
/// the RF64's long lengths in a file of more than 4 GB (EBU Tech 3306).
class WavWriter {
public:
    /// Replaces what is there. A file beyond `most_wav_bytes` becomes an RF64. Errors name the path. [worker]
    static Result<WavWriter> create(const std::string& path, const WavForm& form,
                                    std::uint64_t most_wav_bytes = 0xffffffff);

    /// Whole numbers are limited to -1..1. Errors: the disk is full, ... What was written before stays. [worker]
    Status write(std::span<const float> interleaved);

    /// The header says all that is there by now. [worker]
    Status update_header();

    /// As update_header(), and no more. [worker]
    Status close();

    std::uint64_t frames() const noexcept { return frames_; }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    WavWriter(std::string path, const WavForm& form, std::uint64_t most_wav_bytes);
    Status failure() const;
    void convert(std::span<const float> samples);
    std::uint64_t data_bytes() const noexcept;

    std::string path_;
    WavForm form_;
    std::uint64_t most_wav_bytes_;
    std::uint64_t frames_ = 0;
    std::unique_ptr<std::FILE, Closer> file_;
    std::vector<char> bytes_;
};

}  // namespace latentjam::audio
