// The sounding stream and its successor: a new model, method or buffer takes over with a crossfade.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/fade.h"
#include "infer/stream.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace latentjam::infer {

/// `Sample` is Pd's sample type. Everything but process() is called on Pd's thread outside perform.
template <typename Sample>
class Player {
public:
    /// `workers` outlive it. [setup]
    explicit Player(work::Workers& workers) : workers_(workers) {}
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// Adapts to the host; allocates. `outputs` is the number of channels that process() will be given. [setup]
    void prepare(const HostTiming& host, int outputs);

    /// Makes `stream` known to the workers and lets it take over: at once when nothing plays, else by a crossfade as
    /// soon as its first block is there. Null fades nothing in and drops what plays. [setup]
    void replace(std::shared_ptr<Stream> stream);

    /// The stream that messages address: the successor if there is one. May be null. [setup]
    Stream* stream() const noexcept { return incoming_ ? incoming_.get() : current_.get(); }

    /// Plays `count` samples at `position`. Inputs wrap when the stream has more rows, surplus ones are ignored;
    /// outputs without a row are zero. Inputs and outputs may share memory. [audio]
    void process(const Sample* const* in, int inputs, Sample* const* out, int outputs, int count,
                 std::int64_t position) noexcept;

    void enable(bool enabled) noexcept;  // [setup]
    bool is_enabled() const noexcept { return enabled_; }

    void repeat_late(bool repeats) noexcept;  // [setup]
    bool repeats_late() const noexcept { return repeats_late_; }

    /// True when collect() has something to do. [audio]
    bool has_news() const noexcept;

    /// Sends what no longer plays to a worker, where it dies; returns an error line of a model, or "". [setup]
    std::string collect();

private:
    struct Rows {
        std::vector<const Sample*> in;
        std::vector<Sample*> out;
        std::vector<Sample> surplus;  // where rows without an output go
    };

    void arrange(Rows& rows, const Stream& stream) const;
    void connect_input(Rows& rows, const Stream& stream, const Sample* const* in, int inputs) noexcept;
    void connect_output(Rows& rows, const Stream& stream, Sample* const* out, int outputs) noexcept;
    void adopt();

    void retire(std::shared_ptr<Stream> stream);

    work::Workers& workers_;
    std::shared_ptr<Stream> current_;
    std::shared_ptr<Stream> incoming_;
    std::shared_ptr<Stream> outgoing_;  // faded out, waits for collect()
    Rows current_rows_;
    Rows incoming_rows_;
    std::vector<Sample> mix_;  // outputs x block: what the incoming stream plays during a crossfade
    std::vector<Sample*> mix_rows_;
    audio::Fade crossfade_;
    HostTiming host_{};
    int outputs_ = 0;
    bool enabled_ = true;
    bool repeats_late_ = true;
    bool has_processed_ = false;
};

}  // namespace latentjam::infer
