// Where the samples of a .wav are, by its own account and in truth.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace latentjam::audio {

struct WavData {
    static constexpr std::uint64_t kUnknown =
        0xffffffff;  ///< written by who could not know, or in an RF64's other place

    std::uint64_t begin = 0;    ///< of the samples, in bytes
    std::uint64_t claimed = 0;  ///< bytes of samples, by the header
    std::uint64_t present = 0;  ///< bytes from there to the file's end
    bool is_followed = false;   ///< by whole chunks of other kinds, to the end

    /// The program that recorded it was killed: samples are there, and the header knows of none.
    bool is_unclosed() const noexcept { return claimed == 0 && present > 0 && !is_followed; }
};

/// Nothing when the file is no RIFF. One that ends before its samples claims a byte that is not there. [worker]
std::optional<WavData> find_wav_data(const std::string& path);

}  // namespace latentjam::audio
