// Writes a .wav file through libsndfile.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/sound_writer.h"

#include <sndfile.h>

#include <cmath>
#include <filesystem>

namespace latentjam::unravel {

namespace {

constexpr std::int64_t kMostWavBytes = 0xffffffff - 4096;  // the header counts in 32 bits

}  // namespace

void SoundWriter::Closer::operator()(SNDFILE* file) const { sf_close(file); }

SoundWriter::SoundWriter(const std::string& path)
    : name_(std::filesystem::path(path).filename().string()), target_(path)
{
}

SoundWriter::~SoundWriter() = default;

Status SoundWriter::failure(const std::string& what) const
{
    return Status::error("cannot write " + name_ + ": " + what);
}

Result<std::unique_ptr<SoundWriter>> SoundWriter::create(const std::string& path, int channels, double rate_hz,
                                                         std::int64_t frames)
{
    std::unique_ptr<SoundWriter> writer(new SoundWriter(path));
    SF_INFO info{};
    info.channels = channels;
    info.samplerate = static_cast<int>(std::lround(rate_hz));
    const bool is_large = frames > kMostWavBytes / (channels * static_cast<int>(sizeof(float)));
    info.format = (is_large ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | SF_FORMAT_FLOAT;
    writer->file_.reset(sf_open(writer->target_.path().c_str(), SFM_WRITE, &info));
    if (!writer->file_) return writer->failure(sf_strerror(nullptr));
    sf_command(writer->file_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);  // it holds the time of writing
    return writer;
}

Status SoundWriter::write(std::span<const float> interleaved)
{
    const auto count = static_cast<sf_count_t>(interleaved.size());
    if (sf_write_float(file_.get(), interleaved.data(), count) == count) return {};
    return failure(sf_strerror(file_.get()));
}

Status SoundWriter::commit()
{
    if (const int error = sf_close(file_.release()); error != SF_ERR_NO_ERROR) return failure(sf_error_number(error));
    return target_.commit();
}

}  // namespace latentjam::unravel
