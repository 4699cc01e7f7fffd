// Writes a decoder's sound to a .wav file, piece by piece, whole or not at all.
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
    /// Opens a file of its own beside `path`; what is not committed is removed. If `frames` are more than a .wav
    /// holds (4 GB), it becomes an RF64, which is the same for larger ones. Errors name `path`. [worker]
    static Result<std::unique_ptr<SoundWriter>> create(const std::string& path, int channels, double rate_hz,
                                                       std::int64_t frames);

    ~SoundWriter();

    /// `interleaved`: a multiple of the channels. Errors: the disk is full, ... [worker]
    Status write(std::span<const float> interleaved);

    /// Closes the file and puts it in its place. [worker]
    Status commit();

private:
    struct Closer {
        void operator()(sf_private_tag* file) const;
    };
    explicit SoundWriter(const std::string& path);
    Status failure(const std::string& what) const;

    std::string name_;
    NewFile target_;
    std::unique_ptr<sf_private_tag, Closer> file_;  // goes before target_, which removes what is not committed
};

}  // namespace latentjam::unravel
