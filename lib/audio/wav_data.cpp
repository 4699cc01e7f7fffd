// SPDX-License-Identifier: BSD-3-Clause
#include "audio/wav_data.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace latentjam::audio {

namespace {

struct Chunk {
    std::array<char, 8> head{};

    std::string_view name() const { return {head.data(), 4}; }
    bool has_a_name() const
    {
        return std::all_of(head.begin(), head.begin() + 4, [](unsigned char letter) { return std::isprint(letter); });
    }
    std::uint64_t bytes() const
    {
        std::uint64_t number = 0;
        for (std::size_t i = 8; i-- > 4;) number = 256 * number + static_cast<unsigned char>(head.at(i));
        return number;
    }
};

/// True when the file goes on in chunks, and the last one ends where it ends.
bool goes_on_in_chunks(std::ifstream& file, std::uint64_t at, std::uint64_t end)
{
    Chunk chunk;
    while (at < end) {
        file.seekg(static_cast<std::streamoff>(at));
        if (!file.read(chunk.head.data(), 8) || !chunk.has_a_name()) return false;
        at += 8 + chunk.bytes() + chunk.bytes() % 2;
    }
    return at == end || at == end + 1;  // the last one's padding may be missing
}

}  // namespace

std::optional<WavData> find_wav_data(const std::string& path)
{
    std::error_code error;
    const std::uint64_t end = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    std::array<char, 12> head{};
    if (error || !file.read(head.data(), 12) || std::string_view(head.data(), 4) != "RIFF") return std::nullopt;
    Chunk chunk;
    std::uint64_t at = 12;
    while (file.read(chunk.head.data(), 8)) {
        at += 8;
        if (chunk.name() == "data") {
            WavData data{at, chunk.bytes(), end - std::min(end, at)};
            data.is_followed = data.claimed == 0 && goes_on_in_chunks(file, at, end);
            return data;
        }
        at += chunk.bytes() + chunk.bytes() % 2;
        file.seekg(static_cast<std::streamoff>(at));
    }
    return WavData{end, 1, 0};
}

}  // namespace latentjam::audio
