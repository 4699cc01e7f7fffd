// Plays sound files of any kind, rate and length into the audio thread, read by a thread of its own.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/frame_ring.h"
#include "base/status.h"
#include "work/file_thread.h"
#include "work/wakeup.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace latentjam::audio {

/// What to play, and how.
struct PlayOptions {
    std::string path;
    int channels = 2;
    double rate_hz = 44100;
    bool loops = false;
};

/// A file that cannot be read is told once, also in a loop; then it is quiet until the next play().
class SoundPlayer {
public:
    static constexpr int kMostChannels = 16;
    static constexpr std::size_t kPieceFrames = 2048;  ///< read at a time

    SoundPlayer() = default;
    ~SoundPlayer();
    SoundPlayer(const SoundPlayer&) = delete;
    SoundPlayer& operator=(const SoundPlayer&) = delete;

    /// From its beginning, as soon as some of it is there. [setup]
    void play(const PlayOptions& options);

    /// [setup]
    void stop();

    bool is_playing() const noexcept { return playback_ != nullptr; }
    const PlayOptions& options() const noexcept { return options_; }

    /// `sample(frame, channel, value)` for each of them; false when nothing plays or nothing is there yet, and the
    /// block is to be silent. With `waits` it waits for the file, as offline renders want it. [audio]
    template <typename Sample>
    bool pull(std::size_t frames, bool waits, Sample sample)
    {
        if (!playback_) return false;
        Playback& playback = *playback_;
        // A file is begun when two pieces of it are there, or all of it, so that it does not stutter at once.
        const std::size_t needed = playback.is_begun ? 1 : std::max(frames, playback.begins_at);
        const std::size_t awaited = std::max(frames, needed);
        while (waits && playback.ring.filled() < awaited && !playback.has_ended.load(std::memory_order_acquire)) {
            wakeup_.post();
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        const std::size_t there = playback.ring.filled();
        if (!playback.is_begun && there < needed && !playback.has_ended.load(std::memory_order_acquire)) return false;
        playback.is_begun = true;
        const std::size_t count = std::min(frames, there);
        const std::size_t channels = playback.ring.channels();
        playback.ring.take(count, [&](std::size_t frame, const float* in) {
            for (std::size_t channel = 0; channel < channels; ++channel) sample(frame, channel, in[channel]);
        });
        for (std::size_t frame = count; frame < frames; ++frame)
            for (std::size_t channel = 0; channel < channels; ++channel) sample(frame, channel, 0.0F);
        if (playback.ring.room() >= kPieceFrames) wakeup_.post();
        return true;
    }

    /// True once after the last sample, or an error: nothing plays any more. [setup]
    bool take_end(Status& problem);

private:
    struct Playback {
        explicit Playback(const PlayOptions& wanted);
        PlayOptions options;
        FrameRing ring;
        std::size_t begins_at;
        bool is_begun = false;  // of the audio thread
        std::atomic<bool> is_cancelled{false};
        std::atomic<bool> has_ended{false};  // nothing more is put; `problem` is set before
        Status problem;
    };

    void run();
    void read_in(Playback& playback);
    Status read_once(Playback& playback);

    std::shared_ptr<Playback> playback_;  // of Pd's thread
    PlayOptions options_;
    work::Wakeup wakeup_;
    std::mutex mutex_;
    std::shared_ptr<Playback> next_;
    bool leaves_ = false;
    work::FileThread thread_;
};

}  // namespace latentjam::audio
