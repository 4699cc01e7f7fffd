// SPDX-License-Identifier: BSD-3-Clause
#include "audio/wav_writer.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace latentjam::audio {

namespace {

constexpr std::uint64_t kHeaderBytes = 12 + 36 + 24 + 8;  // RIFF, JUNK or ds64, fmt, data
constexpr std::uint32_t kSeeLongLengths = 0xffffffff;

/// Little-endian, as all of a RIFF is.
class Header {
public:
    void text(std::string_view four) { bytes_ += four; }
    void number(std::uint64_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i) bytes_ += static_cast<char>(value >> (8 * i));
    }
    const std::string& bytes() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

}  // namespace

WavWriter::WavWriter(std::string path, const WavForm& form, std::uint64_t most_wav_bytes)
    : path_(std::move(path)), form_(form), most_wav_bytes_(most_wav_bytes)
{
}

Status WavWriter::failure() const
{
    return Status::error("cannot write " + path_ + ": " + std::generic_category().message(errno));
}

Result<WavWriter> WavWriter::create(const std::string& path, const WavForm& form, std::uint64_t most_wav_bytes)
{
    WavWriter writer(path, form, most_wav_bytes);
    writer.file_.reset(std::fopen(path.c_str(), "wb"));
    if (!writer.file_) return writer.failure();
    std::setvbuf(writer.file_.get(), nullptr, _IONBF, 0);  // what is written is there, whatever happens to us
    if (const Status status = writer.update_header(); !status) return status;
    return writer;
}

std::uint64_t WavWriter::data_bytes() const noexcept
{
    return frames_ * static_cast<std::uint64_t>(form_.channels) * static_cast<std::uint64_t>(form_.bytes);
}

void WavWriter::convert(std::span<const float> samples)
{
    const auto width = static_cast<std::size_t>(form_.bytes);
    bytes_.resize(samples.size() * width);
    const double scale = form_.bytes == 2 ? 32768 : 8388608;
    char* at = bytes_.data();
    for (const float sample : samples) {
        std::uint32_t bits = 0;
        if (form_.bytes == 4) {
            std::memcpy(&bits, &sample, sizeof bits);
        } else {
            const double value = std::isfinite(sample) ? std::rint(static_cast<double>(sample) * scale) : 0;
            bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(std::clamp(value, -scale, scale - 1)));
        }
        for (std::size_t i = 0; i < width; ++i) *at++ = static_cast<char>(bits >> (8 * i));
    }
}

Status WavWriter::write(std::span<const float> interleaved)
{
    if (!file_) return {};
    convert(interleaved);
    const std::size_t written = std::fwrite(bytes_.data(), 1, bytes_.size(), file_.get());
    const std::size_t frame_bytes = static_cast<std::size_t>(form_.channels) * static_cast<std::size_t>(form_.bytes);
    frames_ += written / frame_bytes;
    return written == bytes_.size() ? Status() : failure();
}

Status WavWriter::update_header()
{
    if (!file_) return {};
    const std::uint64_t data = data_bytes();
    const std::uint64_t riff = kHeaderBytes - 8 + data + data % 2;
    const bool is_long = riff + 8 > most_wav_bytes_;
    const auto channels = static_cast<std::uint64_t>(form_.channels), bytes = static_cast<std::uint64_t>(form_.bytes);
    const auto rate = static_cast<std::uint64_t>(form_.rate_hz);
    Header header;
    header.text(is_long ? "RF64" : "RIFF");
    header.number(is_long ? kSeeLongLengths : riff, 4);
    header.text("WAVE");
    header.text(is_long ? "ds64" : "JUNK");
    header.number(28, 4);
    header.number(is_long ? riff : 0, 8);
    header.number(is_long ? data : 0, 8);
    header.number(is_long ? frames_ : 0, 8);
    header.number(0, 4);
    header.text("fmt ");
    header.number(16, 4);
    header.number(form_.bytes == 4 ? 3 : 1, 2);
    header.number(channels, 2);
    header.number(rate, 4);
    header.number(rate * channels * bytes, 4);
    header.number(channels * bytes, 2);
    header.number(8 * bytes, 2);
    header.text("data");
    header.number(is_long ? kSeeLongLengths : data, 4);
    std::FILE* const file = file_.get();
    const bool is_written = std::fseek(file, 0, SEEK_SET) == 0 &&
                            std::fwrite(header.bytes().data(), 1, header.bytes().size(), file) == kHeaderBytes &&
                            std::fseek(file, 0, SEEK_END) == 0;
    return is_written ? Status() : failure();
}

Status WavWriter::close()
{
    if (!file_) return {};
    Status status = update_header();
    if (status && data_bytes() % 2 == 1 && std::fputc(0, file_.get()) == EOF) status = failure();
    if (std::fclose(file_.release()) != 0 && status) status = failure();
    return status;
}

}  // namespace latentjam::audio
