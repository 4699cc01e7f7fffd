// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_recorder.h"

#include "audio/pieces.h"
#include "base/realtime.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace latentjam::audio {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLook_ns = 50'000'000;     // how often the ring is emptied
constexpr std::int64_t kHeader_ns = 500'000'000;  // how much a killed process may lose
constexpr std::size_t kPieceFrames = 4096;

struct Registry {
    std::mutex mutex;
    std::vector<SoundRecorder*> recorders;
};

Registry& registry()
{
    static auto* const all = new Registry;  // outlives every recorder, whatever is destroyed first at exit
    return *all;
}

}  // namespace

SoundRecorder::SoundRecorder()
{
    const std::lock_guard lock(registry().mutex);
    registry().recorders.push_back(this);
}

SoundRecorder::~SoundRecorder()
{
    {
        const std::lock_guard lock(registry().mutex);
        std::erase(registry().recorders, this);
    }
    end();
    {
        const std::lock_guard lock(mutex_);
        leaves_ = true;
    }
    wakeup_.post();
    thread_.join();
}

namespace {

std::size_t ring_frames(const WavForm& form)
{
    return std::max<std::size_t>(static_cast<std::size_t>(SoundRecorder::kRing_s * form.rate_hz), 65536);
}

/// Before a piece begins.
Status prepare_folder(const std::string& path, std::optional<std::uint64_t> others_bytes)
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Status::error("cannot make the folder " + folder + ": " + error.message());
    return others_bytes ? keep_pieces(folder, *others_bytes) : Status();
}

}  // namespace

void SoundRecorder::begin(const std::string& path, const WavForm& form)
{
    begin(std::make_shared<Take>(path, form, ring_frames(form)));
}

void SoundRecorder::begin_piece(const std::string& path, const WavForm& form, std::optional<std::uint64_t> others_bytes)
{
    auto take = std::make_shared<Take>(path, form, ring_frames(form));
    take->is_piece = true;
    take->others_bytes = others_bytes;
    begin(std::move(take));
}

void SoundRecorder::begin(std::shared_ptr<Take> take)
{
    end();
    form_ = take->form;
    take_ = std::move(take);
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(take_);
        is_writing_ = true;
    }
    if (!thread_.has_started()) thread_.start([this] { run(); });
    wakeup_.post();
}

void SoundRecorder::end()
{
    if (!take_) return;
    take_->has_ended.store(true, std::memory_order_release);
    take_.reset();
    wakeup_.post();
}

void SoundRecorder::wait_until_begun() const
{
    while (take_ && !take_->has_begun.load(std::memory_order_acquire)) std::this_thread::sleep_for(1ms);
}

bool SoundRecorder::is_taken(const std::string& path) const
{
    const std::lock_guard lock(registry().mutex);
    return std::any_of(registry().recorders.begin(), registry().recorders.end(), [&](const SoundRecorder* other) {
        return other != this && other->is_recording() && other->take_->path == path;
    });
}

double SoundRecorder::seconds() const noexcept
{
    return take_ ? static_cast<double>(take_->frames) / take_->form.rate_hz : 0;
}

void SoundRecorder::tell(News news)
{
    const std::lock_guard lock(mutex_);
    news_.push_back(std::move(news));
}

std::vector<SoundRecorder::News> SoundRecorder::take_news()
{
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
}

bool SoundRecorder::is_busy()
{
    const std::lock_guard lock(mutex_);
    return is_writing_ || !news_.empty();
}

void SoundRecorder::run()
{
    for (;;) {
        std::shared_ptr<Take> take;
        {
            const std::lock_guard lock(mutex_);
            if (!waiting_.empty()) {
                take = std::move(waiting_.front());
                waiting_.pop_front();
            }
            is_writing_ = take != nullptr;
            if (!take && leaves_) return;
        }
        if (take)
            write_out(*take);
        else
            wakeup_.wait();
    }
}

void SoundRecorder::write_out(Take& take)
{
    Status status = take.is_piece ? prepare_folder(take.path, take.others_bytes) : Status();
    auto writer = status ? WavWriter::create(take.path, take.form) : Result<WavWriter>(status);
    if (status) status = writer.status();
    if (!status) {
        take.has_failed.store(true, std::memory_order_relaxed);
        tell({News::Kind::kFailed, status.message()});
        return take.has_begun.store(true, std::memory_order_release);
    }
    take.has_begun.store(true, std::memory_order_release);
    std::vector<float> piece(kPieceFrames * take.ring.channels());
    std::int64_t header_at = wall_clock_ns() + kHeader_ns;
    std::uint64_t told_lost = 0;
    while (status) {
        const bool is_last = take.has_ended.load(std::memory_order_acquire);  // before looking at what is there
        while (const std::size_t count = std::min(take.ring.filled(), kPieceFrames)) {
            const std::size_t channels = take.ring.channels();
            take.ring.take(count, [&](std::size_t frame, const float* in) {
                std::copy_n(in, channels, piece.data() + frame * channels);
            });
            status = writer->write(std::span<const float>(piece).first(count * channels));
            if (!status) break;
        }
        if (const auto lost = take.lost.load(std::memory_order_relaxed); lost > told_lost && take.ring.filled() == 0) {
            tell({News::Kind::kLost, take.path, 0, lost - told_lost});
            told_lost = lost;
        }
        if (!status || is_last) break;
        if (wall_clock_ns() >= header_at) {
            status = writer->update_header();
            header_at = wall_clock_ns() + kHeader_ns;
        }
        wakeup_.wait_until(wall_clock_ns() + kLook_ns);
    }
    take.has_failed.store(!status, std::memory_order_relaxed);
    if (writer) {
        const Status closed = writer->close();
        if (status) status = closed;
    }
    if (!status) tell({News::Kind::kFailed, status.message()});
    if (writer)
        tell({News::Kind::kClosed, take.path, static_cast<double>(writer->frames()) / take.form.rate_hz,
              writer->frames()});
}

bool SoundRecorder::wait_until_idle(std::chrono::milliseconds limit)
{
    for (auto waited = 0ms; waited < limit; waited += 2ms) {
        {
            const std::lock_guard lock(mutex_);
            if (!is_writing_) return true;
        }
        std::this_thread::sleep_for(2ms);
    }
    return false;
}

void SoundRecorder::finish_all()
{
    const std::lock_guard lock(registry().mutex);
    for (SoundRecorder* const recorder : registry().recorders) recorder->end();
    for (SoundRecorder* const recorder : registry().recorders)
        if (!recorder->wait_until_idle(5s)) return;
}

}  // namespace latentjam::audio
