// libsndfile reads, channels are mixed, and soxr pulls what it needs.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"

#include "audio/sound_file.h"

#include "base/limits.h"

#include <sndfile.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

namespace latentjam::audio {

namespace {

constexpr std::size_t kPieceFrames = 4096;

struct Closer {
    void operator()(soxr* resampler) const { soxr_delete(resampler); }
};

std::string lower_extension(const std::string& path)
{
    std::string extension = std::filesystem::path(path).extension().string();
    for (char& letter : extension)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return extension;
}

}  // namespace

class SoundReader::Source {
public:
    Status open(const std::string& path, double rate_hz, int channels)
    {
        channels_ = static_cast<std::size_t>(channels);
        name_ = std::filesystem::path(path).filename().string();
        if (lower_extension(path) == ".aac")
            return failure("libsndfile reads no aac; convert it to wav, aiff, flac, ogg, opus or mp3");
        auto file = open_sound_file(path, info_);
        if (!file) return file.status();
        file_ = *std::move(file);
        if (info_.channels < 1 || info_.channels > kMostChannels || info_.samplerate < 1)
            return failure(std::to_string(info_.channels) + " channels at " + std::to_string(info_.samplerate) +
                           " Hz: 1 to " + std::to_string(kMostChannels) + " channels and a rate are needed");
        interleaved_.resize(kPieceFrames * static_cast<std::size_t>(info_.channels));
        mixed_.resize(kPieceFrames * channels_);
        return rate_hz <= 0 || rate_hz == info_.samplerate ? Status() : make_resampler(rate_hz);
    }

    Result<std::size_t> read(std::span<float> out)
    {
        std::size_t done = 0;
        const std::size_t asked = out.size() / channels_;
        while (done < asked && problem_) {
            const std::size_t wanted = asked - done;
            std::size_t got = 0;
            if (resampler_) {
                got = soxr_output(resampler_.get(), out.data() + done * channels_, wanted);
                if (const char* error = soxr_error(resampler_.get())) problem_ = failure(std::string("soxr: ") + error);
            } else {
                got = read_mixed(std::min(wanted, kPieceFrames));
                std::copy_n(mixed_.begin(), got * channels_, out.data() + done * channels_);
            }
            if (got == 0) break;
            done += got;
        }
        if (!problem_) return problem_;
        return done;
    }

    double progress() const
    {
        return info_.frames > 0 ? std::min(1.0, static_cast<double>(frames_read_) / static_cast<double>(info_.frames))
                                : 0;
    }

    double file_rate_hz() const { return info_.samplerate; }
    int file_channels() const { return info_.channels; }

private:
    Status failure(const std::string& what) const { return Status::error(name_ + ": " + what); }

    Status make_resampler(double rate_hz)
    {
        soxr_error_t error = nullptr;
        const auto quality = soxr_quality_spec(SOXR_VHQ, 0);
        resampler_.reset(soxr_create(info_.samplerate, rate_hz, static_cast<unsigned>(channels_), &error, nullptr,
                                     &quality, nullptr));
        if (!error && resampler_) error = soxr_set_input_fn(resampler_.get(), pull, this, kPieceFrames);
        if (!error && resampler_) return {};
        return failure("cannot resample from " + std::to_string(info_.samplerate) + " to " +
                       std::to_string(std::lround(rate_hz)) + " Hz: " + (error ? error : "soxr has no memory"));
    }

    static std::size_t pull(void* self, soxr_in_t* data, std::size_t wanted)
    {
        auto& source = *static_cast<Source*>(self);
        *data = source.mixed_.data();
        return source.read_mixed(std::min(wanted, kPieceFrames));
    }

    // Into mixed_. Returns 0 at the end and after an error.
    std::size_t read_mixed(std::size_t wanted)
    {
        if (!problem_) return 0;
        SNDFILE* const file = file_.handle.get();
        const auto got = sf_readf_float(file, interleaved_.data(), static_cast<sf_count_t>(wanted));
        if (sf_error(file) != SF_ERR_NO_ERROR) problem_ = failure("damaged: " + sound_file_reason(file));
        const auto frames = static_cast<std::size_t>(std::max<sf_count_t>(0, got));
        const auto width = static_cast<std::size_t>(info_.channels);
        for (std::size_t i = 0; i < frames && problem_; ++i) {
            const std::span<const float> in(interleaved_.data() + i * width, width);
            const std::span<float> out(mixed_.data() + i * channels_, channels_);
            mix(in, out);
            if (!std::all_of(out.begin(), out.end(), [](float sample) { return std::isfinite(sample); }))
                problem_ = failure("sample " + std::to_string(frames_read_ + static_cast<std::int64_t>(i)) +
                                   " is not finite (NaN or infinity)");
        }
        frames_read_ += static_cast<std::int64_t>(frames);
        return problem_ ? frames : 0;
    }

    static void mix(std::span<const float> in, std::span<float> out)
    {
        if (out.size() == 1) {
            double sum = 0;
            for (const float sample : in) sum += static_cast<double>(sample);
            out[0] = static_cast<float>(sum / static_cast<double>(in.size()));
            return;
        }
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = in.size() == 1 ? in[0] : i < in.size() ? in[i] : 0;
    }

    std::string name_;
    std::size_t channels_ = 1;
    SF_INFO info_{};
    SoundFile file_;
    std::unique_ptr<soxr, Closer> resampler_;
    std::vector<float> interleaved_;
    std::vector<float> mixed_;
    std::int64_t frames_read_ = 0;
    Status problem_;
};

SoundReader::SoundReader(std::unique_ptr<Source> source) : source_(std::move(source)) {}
SoundReader::SoundReader(SoundReader&&) noexcept = default;
SoundReader& SoundReader::operator=(SoundReader&&) noexcept = default;
SoundReader::~SoundReader() = default;

Result<SoundReader> SoundReader::open(const std::string& path, double rate_hz, int channels)
{
    auto source = std::make_unique<Source>();
    if (const Status status = source->open(path, rate_hz, channels); !status) return status;
    return SoundReader(std::move(source));
}

Result<std::size_t> SoundReader::read(std::span<float> out) { return source_->read(out); }

double SoundReader::progress() const { return source_->progress(); }

double SoundReader::file_rate_hz() const { return source_->file_rate_hz(); }

int SoundReader::file_channels() const { return source_->file_channels(); }

}  // namespace latentjam::audio
