// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_player.h"

#include "audio/sound_reader.h"

#include <utility>
#include <vector>

namespace latentjam::audio {

namespace {

constexpr double kRing_s = 1;

}  // namespace

SoundPlayer::Playback::Playback(const PlayOptions& wanted)
    : options(wanted),
      ring(static_cast<std::size_t>(wanted.channels),
           std::max<std::size_t>(static_cast<std::size_t>(kRing_s * wanted.rate_hz), 4 * kPieceFrames)),
      begins_at(2 * kPieceFrames)
{
}

SoundPlayer::~SoundPlayer()
{
    stop();
    {
        const std::lock_guard lock(mutex_);
        leaves_ = true;
    }
    wakeup_.post();
    thread_.give_up();
}

void SoundPlayer::play(const PlayOptions& options)
{
    stop();
    options_ = options;
    playback_ = std::make_shared<Playback>(options);
    {
        const std::lock_guard lock(mutex_);
        next_ = playback_;
    }
    if (!thread_.has_started()) thread_.start([this] { run(); });
    wakeup_.post();
}

void SoundPlayer::stop()
{
    if (!playback_) return;
    playback_->is_cancelled.store(true, std::memory_order_relaxed);
    playback_.reset();
    wakeup_.post();
}

bool SoundPlayer::take_end(Status& problem)
{
    if (!playback_ || !playback_->has_ended.load(std::memory_order_acquire) || playback_->ring.filled() > 0)
        return false;
    problem = playback_->problem;
    playback_.reset();
    return true;
}

void SoundPlayer::run()
{
    for (;;) {
        std::shared_ptr<Playback> playback;
        {
            const std::lock_guard lock(mutex_);
            playback = std::move(next_);
            if (!playback && leaves_) return;
        }
        if (playback)
            read_in(*playback);
        else
            wakeup_.wait();
    }
}

void SoundPlayer::read_in(Playback& playback)
{
    Status status;
    do {
        status = read_once(playback);
    } while (status && playback.options.loops && !playback.is_cancelled.load(std::memory_order_relaxed));
    playback.problem = std::move(status);
    playback.has_ended.store(true, std::memory_order_release);
}

Status SoundPlayer::read_once(Playback& playback)
{
    const std::size_t channels = playback.ring.channels();
    auto reader = SoundReader::open(playback.options.path, playback.options.rate_hz, playback.options.channels);
    if (!reader) return reader.status();
    std::vector<float> piece(kPieceFrames * channels);
    std::size_t total = 0;
    while (!playback.is_cancelled.load(std::memory_order_relaxed)) {
        if (playback.ring.room() < kPieceFrames) {
            wakeup_.wait();
            continue;
        }
        const auto got = reader->read(piece);
        if (!got) return got.status();
        playback.ring.put(
            *got, [&](std::size_t frame, float* out) { std::copy_n(piece.data() + frame * channels, channels, out); });
        total += *got;
        if (*got < kPieceFrames) break;
    }
    if (total == 0 && playback.options.loops && !playback.is_cancelled.load(std::memory_order_relaxed))
        return Status::error(playback.options.path + " holds no sound");
    return {};
}

}  // namespace latentjam::audio
