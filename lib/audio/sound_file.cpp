// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_file.h"

#include "audio/wav_data.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace latentjam::audio {

namespace fs = std::filesystem;

/// The bytes of a .wav, but with the lengths of its true size in the header.
class MendedFile {
public:
    MendedFile(const std::string& path, const WavData& data)
        : file_(path, std::ios::binary), size_(data.begin + data.present)
    {
        put(4, size_ - 8);
        put(data.begin - 4, data.present);
    }

    SNDFILE* open(SF_INFO& info)
    {
        SF_VIRTUAL_IO io{length, seek, read, nullptr, tell};
        return sf_open_virtual(&io, SFM_READ, &info, this);
    }

private:
    struct Number {
        std::uint64_t at = 0;
        std::array<char, 4> bytes{};
    };

    void put(std::uint64_t at, std::uint64_t value)
    {
        Number& number = numbers_.at(next_++);
        number.at = at;
        value = std::min<std::uint64_t>(value, WavData::kUnknown - 1);
        for (std::size_t i = 0; i < 4; ++i) number.bytes.at(i) = static_cast<char>(value >> (8 * i));
    }

    static MendedFile& self(void* data) { return *static_cast<MendedFile*>(data); }
    static sf_count_t length(void* data) { return static_cast<sf_count_t>(self(data).size_); }
    static sf_count_t tell(void* data) { return static_cast<sf_count_t>(self(data).at_); }

    static sf_count_t seek(sf_count_t offset, int whence, void* data)
    {
        MendedFile& file = self(data);
        const auto from = static_cast<sf_count_t>(whence == SEEK_CUR ? file.at_ : whence == SEEK_END ? file.size_ : 0);
        file.at_ = static_cast<std::uint64_t>(std::max<sf_count_t>(0, from + offset));
        return static_cast<sf_count_t>(file.at_);
    }

    static sf_count_t read(void* to, sf_count_t count, void* data)
    {
        MendedFile& file = self(data);
        auto* bytes = static_cast<char*>(to);
        file.file_.clear();
        file.file_.seekg(static_cast<std::streamoff>(file.at_));
        file.file_.read(bytes, static_cast<std::streamsize>(count));
        const auto got = static_cast<std::uint64_t>(file.file_.gcount());
        for (const Number& number : file.numbers_)
            for (std::uint64_t i = 0; i < 4; ++i)
                if (number.at + i >= file.at_ && number.at + i < file.at_ + got)
                    bytes[number.at + i - file.at_] = number.bytes.at(i);
        file.at_ += got;
        return static_cast<sf_count_t>(got);
    }

    std::ifstream file_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
    std::array<Number, 2> numbers_{};
    std::size_t next_ = 0;
};

void CloseSoundFile::operator()(SNDFILE* file) const { sf_close(file); }

SoundFile::SoundFile() = default;
SoundFile::SoundFile(SoundFile&&) noexcept = default;
SoundFile::~SoundFile() = default;

SoundFile& SoundFile::operator=(SoundFile&& other) noexcept
{
    handle = std::move(other.handle);  // closed while its bytes are still there
    bytes = std::move(other.bytes);
    return *this;
}

std::string sound_file_reason(SNDFILE* file)
{
    std::string text = sf_strerror(file);
    while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

Result<SoundFile> open_sound_file(const std::string& path, SF_INFO& info)
{
    const std::string name = fs::path(path).filename().string();
    std::error_code error;
    const auto type = fs::status(path, error).type();
    if (type == fs::file_type::fifo || type == fs::file_type::socket)
        return Status::error(name + " is a pipe, not a sound file");
    if (type == fs::file_type::directory) return Status::error(name + " is a folder, not a sound file");
    if (!std::ifstream(path, std::ios::binary)) {
        if (error == std::errc::filename_too_long) return Status::error(name + ": the name is too long for the system");
        if (type == fs::file_type::not_found) return Status::error("no file " + path);
        return Status::error(name + " cannot be opened: look at its permissions and its folder's");
    }
    SoundFile file;
    info = {};
    if (const auto data = find_wav_data(path); data && data->is_unclosed()) {
        file.bytes = std::make_unique<MendedFile>(path, *data);
        file.handle.reset(file.bytes->open(info));
    } else {
        file.handle.reset(sf_open(path.c_str(), SFM_READ, &info));
    }
    if (!file.handle) {
        const bool is_empty = fs::file_size(path, error) == 0;
        return Status::error(
            name + ": cannot be read as sound: " +
            (is_empty ? "it is empty" : sound_file_reason(nullptr) + "; convert it to wav, aiff, flac, ogg or mp3"));
    }
    return file;
}

}  // namespace latentjam::audio
