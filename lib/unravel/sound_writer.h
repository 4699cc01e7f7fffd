// Writes a decoder's sound to a .wav file, piece by piece and atomically.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/new_file.h"
#include "base/status.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct sf_private_tag;  // libsndfile's SNDFILE

namespace latentjam::unravel {

/// 32-bit float samples, so that nothing clips. Equal samples give equal files.
class SoundWriter {
public:
    /// Opens a temporary file beside `path`, which is removed unless committed. More `frames` than a .wav holds (4 GB)
    /// make it an RF64, its large variant. Errors name `path`. [worker]
    static Result<std::unique_ptr<SoundWriter>> create(const std::string& path, int channels, double rate_hz,
                                                       std::int64_t frames);

    ~SoundWriter();

    /// `interleaved`: a multiple of the channels. Errors: the system's reason, such as a full disk. [worker]
    Status write(std::span<const float> interleaved);

    /// Closes the file and moves it to `path`. [worker]
    Status commit();

private:
    struct Closer {
        void operator()(sf_private_tag* file) const;
    };
    explicit SoundWriter(const std::string& path);
    Status failure(const std::string& what) const;

    std::string name_;
    NewFile target_;
    std::unique_ptr<sf_private_tag, Closer> file_;  // closed before target_ removes an uncommitted file
};

}  // namespace latentjam::unravel
