// Latents as sound files, through libsndfile.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/wav.h"

#include "audio/wav_data.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

namespace latentjam::latent {
namespace {

constexpr std::size_t kChunkValues = 1U << 16U;
constexpr int kUsualRate = 21;  // 44100 / 2048, rounded down
constexpr int kSlowestSound_hz = 8000;
constexpr std::uint64_t kMostWavBytes = 0xffffffff - 4096;

struct Closer {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, Closer>;

std::string reason(SNDFILE* file)
{
    std::string text = sf_strerror(file);
    while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

/// libsndfile plays what is there of a file that was cut off or never closed; half a latent is none. Fine is also data
/// of a length that was not known when the header was written.
Status check_length(const std::string& path)
{
    const auto data = audio::find_wav_data(path);
    if (!data) return {};
    if (data->is_unclosed())
        return Status::error("never closed: its header says 0 bytes of data, and " + std::to_string(data->present) +
                             " follow; a sound editor can open and save it");
    if (data->claimed != audio::WavData::kUnknown && data->claimed > data->present)
        return Status::error("cut off: its data is shorter than its header says");
    return {};
}

}  // namespace

Result<Sequence> read_wav(const std::string& path, const CancelFlag& cancelled)
{
    SF_INFO info{};
    const SoundFile file(sf_open(path.c_str(), SFM_READ, &info));
    if (!file) return Status::error("no sound file: " + reason(nullptr));
    if (info.channels > kMostDims)
        return Status::error(std::to_string(info.channels) + " channels, not 1 to " + std::to_string(kMostDims));
    if (info.samplerate >= kSlowestSound_hz)
        return Status::error(std::to_string(info.samplerate) +
                             " Hz is sound, no latent (some tens of frames a second): " +
                             "encode it with a model first, in rave~ or unravel");
    if (const Status status = check_length(path); !status) return status;

    // The header of a compressed file may claim any length, so memory grows with what was read.
    Sequence sequence(info.channels, 0, info.samplerate);
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<double> chunk(std::max<std::size_t>(1, kChunkValues / channels) * channels);
    for (;;) {
        if (cancelled) return gave_up();
        const auto got = sf_readf_double(file.get(), chunk.data(), static_cast<sf_count_t>(chunk.size() / channels));
        if (got <= 0) break;
        const int before = sequence.frames();
        if (got > kMostFrames - before || !is_valid_size(info.channels, before + static_cast<int>(got)))
            return Status::error("more than " + std::to_string(kMostFrames) + " frames or " +
                                 std::to_string(kMostValues) + " values");
        sequence.set_frames(before + static_cast<int>(got));
        std::transform(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(got * info.channels),
                       sequence.values().end() - static_cast<std::ptrdiff_t>(got * info.channels),
                       [](double value) { return static_cast<float>(value); });
    }
    if (sf_error(file.get()) != SF_ERR_NO_ERROR) return Status::error("damaged: " + reason(file.get()));
    if (sequence.frames() != info.frames)
        return Status::error("cut off: " + std::to_string(sequence.frames()) + " frames where its header says " +
                             std::to_string(info.frames));
    return sequence;
}

Status write_wav(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled)
{
    const double rate = sequence.rate_hz() > 0 ? sequence.rate_hz() : kUsualRate;
    SF_INFO info{};
    info.channels = sequence.dims();
    info.samplerate = static_cast<int>(std::clamp(std::floor(rate), 1.0, 1e6));
    info.format = SF_FORMAT_WAV | SF_FORMAT_DOUBLE;
    if (sequence.values().size() * sizeof(double) > kMostWavBytes)
        return Status::error("a .wav holds 4 GB at most: write .npy");
    SoundFile file(sf_open(path.c_str(), SFM_WRITE, &info));
    if (!file) return Status::error(reason(nullptr));
    sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);  // it holds the time of writing

    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<double> chunk;
    for (auto rest = sequence.values(); !rest.empty();) {
        if (cancelled) return gave_up();
        const auto part = rest.first(std::min(rest.size(), kChunkValues / channels * channels));
        chunk.assign(part.begin(), part.end());
        const auto count = static_cast<sf_count_t>(chunk.size());
        if (sf_write_double(file.get(), chunk.data(), count) != count) return Status::error(reason(file.get()));
        rest = rest.subspan(part.size());
    }
    if (const int error = sf_close(file.release()); error != SF_ERR_NO_ERROR)
        return Status::error(sf_error_number(error));
    return {};
}

}  // namespace latentjam::latent
