// Opens what libsndfile reads, and also a .wav whose recorder was killed before it could write the length.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <memory>
#include <string>

struct sf_private_tag;  // libsndfile's SNDFILE
struct SF_INFO;

namespace latentjam::audio {

class MendedFile;

struct CloseSoundFile {
    void operator()(sf_private_tag* file) const;
};

/// An open file; what it reads through lives as long.
struct SoundFile {
    std::unique_ptr<MendedFile> bytes;
    std::unique_ptr<sf_private_tag, CloseSoundFile> handle;

    SoundFile();
    SoundFile(SoundFile&&) noexcept;
    SoundFile& operator=(SoundFile&&) noexcept;
    ~SoundFile();
};

/// Opens for reading, from the first frame. Errors name the file: missing, a folder, no permission, too long a name, no
/// sound that libsndfile reads. [worker]
Result<SoundFile> open_sound_file(const std::string& path, SF_INFO& info);

/// Why libsndfile did not do it, without a full stop. With null: the last opening. [worker]
std::string sound_file_reason(sf_private_tag* file);

}  // namespace latentjam::audio
