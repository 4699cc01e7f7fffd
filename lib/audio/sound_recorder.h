// Records into .wav files from the audio thread, through a thread of its own.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/frame_ring.h"
#include "audio/wav_writer.h"
#include "work/file_thread.h"
#include "work/wakeup.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace latentjam::audio {

/// One file after the other; each can be read from its first half second on, whatever happens to the process.
class SoundRecorder {
public:
    static constexpr int kMostChannels = 16;
    static constexpr double kRing_s = 4;  ///< how long a disk may make us wait

    struct News {
        enum class Kind { kClosed, kFailed, kLost };
        Kind kind;
        std::string text;  ///< the path; of a failure, its line
        double seconds = 0;
        std::uint64_t frames = 0;  ///< that were lost
    };

    SoundRecorder();

    /// Ends the recording and waits for its file.
    ~SoundRecorder();
    SoundRecorder(const SoundRecorder&) = delete;
    SoundRecorder& operator=(const SoundRecorder&) = delete;

    /// From the next push() on, sound goes into this file; a recording under way is ended. [setup]
    void begin(const std::string& path, const WavForm& form);

    /// The same with a piece of a long recording, whose folder is made where it is missing; the older pieces there keep
    /// at most `others_bytes`, if that is given. [setup]
    void begin_piece(const std::string& path, const WavForm& form, std::optional<std::uint64_t> others_bytes);

    /// Waits until the file of the recording under way is there, or has failed, as offline renders want it. [setup]
    void wait_until_begun() const;

    /// The recording is over; its file is closed soon. [setup]
    void end();

    bool is_recording() const noexcept { return take_ && !take_->has_failed.load(std::memory_order_relaxed); }
    const WavForm& form() const noexcept { return form_; }

    /// `sample(frame, channel)` for each of them. Frames that find no room are lost, and told; with `waits` it waits
    /// for room, as offline renders want it. [audio]
    template <typename Sample>
    void push(std::size_t frames, bool waits, Sample sample)
    {
        if (!is_recording()) return;
        Take& take = *take_;
        while (waits && take.ring.room() < frames && is_recording()) {
            wakeup_.post();
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        const std::size_t count = std::min(frames, take.ring.room());
        take.ring.put(count, [&](std::size_t frame, float* out) {
            for (std::size_t channel = 0; channel < take.ring.channels(); ++channel)
                out[channel] = sample(frame, channel);
        });
        take.frames += count;
        take.lost.fetch_add(frames - count, std::memory_order_relaxed);
    }

    /// Whether another recorder of the process writes this file now. [setup]
    bool is_taken(const std::string& path) const;

    /// Seconds of sound of the recording under way. [setup]
    double seconds() const noexcept;

    /// What happened since the last time. [setup]
    std::vector<News> take_news();

    /// True while a file is being written or news wait. [setup]
    bool is_busy();

    /// Ends all recordings of the process and waits for their files, but not for a disk that hangs. [setup]
    static void finish_all();

private:
    struct Take {
        Take(std::string file, const WavForm& wav_form, std::size_t ring_frames)
            : path(std::move(file)), form(wav_form), ring(static_cast<std::size_t>(wav_form.channels), ring_frames)
        {
        }
        std::string path;
        WavForm form;
        bool is_piece = false;
        std::optional<std::uint64_t> others_bytes;
        FrameRing ring;
        std::uint64_t frames = 0;  // of the audio thread
        std::atomic<std::uint64_t> lost{0};
        std::atomic<bool> has_begun{false};
        std::atomic<bool> has_ended{false};
        std::atomic<bool> has_failed{false};
    };

    void begin(std::shared_ptr<Take> take);
    void run();
    void write_out(Take& take);
    void tell(News news);
    bool wait_until_idle(std::chrono::milliseconds limit);

    std::shared_ptr<Take> take_;  // of Pd's thread
    WavForm form_;
    work::Wakeup wakeup_;
    std::mutex mutex_;
    std::deque<std::shared_ptr<Take>> waiting_;
    std::vector<News> news_;
    bool is_writing_ = false;
    bool leaves_ = false;
    work::FileThread thread_;
};

}  // namespace latentjam::audio
