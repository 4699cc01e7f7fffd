// During a crossfade both streams run, each on a worker of its own where the machine has two.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/player.h"

#include <algorithm>
#include <utility>

namespace latentjam::infer {

namespace {
constexpr double kCrossfade_s = 0.02;
}

template <typename Sample>
Player<Sample>::~Player()
{
    retire(std::move(current_));
    retire(std::move(incoming_));
    retire(std::move(outgoing_));
}

template <typename Sample>
void Player<Sample>::retire(std::shared_ptr<Stream> stream)
{
    if (stream) workers_.audio.retire(std::move(stream));
}

template <typename Sample>
void Player<Sample>::arrange(Rows& rows, const Stream& stream) const
{
    rows.in.resize(static_cast<std::size_t>(stream.in_rows()));
    rows.out.resize(static_cast<std::size_t>(stream.out_rows()));
    rows.surplus.resize(static_cast<std::size_t>(host_.block));
}

template <typename Sample>
void Player<Sample>::prepare(const HostTiming& host, int outputs)
{
    if (!(host == host_)) has_processed_ = false;
    host_ = host;
    outputs_ = outputs;
    const auto block = static_cast<std::size_t>(host.block);
    mix_.assign(static_cast<std::size_t>(outputs) * block, Sample{0});
    mix_rows_.resize(static_cast<std::size_t>(outputs));
    for (std::size_t row = 0; row < mix_rows_.size(); ++row) mix_rows_[row] = mix_.data() + row * block;
    crossfade_.prepare(kCrossfade_s * host.sample_rate);
    if (current_) {
        current_->prepare(host);
        arrange(current_rows_, *current_);
    }
    if (incoming_) {
        incoming_->prepare(host);
        arrange(incoming_rows_, *incoming_);
    }
}

template <typename Sample>
void Player<Sample>::replace(std::shared_ptr<Stream> stream)
{
    retire(std::exchange(incoming_, nullptr));
    crossfade_.close_at_once();
    if (!stream) {
        retire(std::exchange(current_, nullptr));
        return;
    }
    stream->prepare(host_);
    stream->enable(enabled_);
    stream->repeat_late(repeats_late_);
    workers_.audio.add(stream);
    Rows& rows = current_ ? incoming_rows_ : current_rows_;
    arrange(rows, *stream);
    if (current_) {
        incoming_ = std::move(stream);
        if (!has_processed_) adopt();  // DSP is off: no crossfade is needed
    } else {
        if (has_processed_) stream->begin_softly();
        current_ = std::move(stream);
    }
}

template <typename Sample>
void Player<Sample>::adopt()
{
    outgoing_.swap(current_);
    current_.swap(incoming_);
    std::swap(current_rows_, incoming_rows_);
}

template <typename Sample>
void Player<Sample>::enable(bool enabled) noexcept
{
    enabled_ = enabled;
    if (current_) current_->enable(enabled);
    if (incoming_) incoming_->enable(enabled);
}

template <typename Sample>
void Player<Sample>::repeat_late(bool repeats) noexcept
{
    repeats_late_ = repeats;
    if (current_) current_->repeat_late(repeats);
    if (incoming_) incoming_->repeat_late(repeats);
}

template <typename Sample>
bool Player<Sample>::has_news() const noexcept
{
    return outgoing_ || (current_ && current_->has_error()) || (incoming_ && incoming_->has_error());
}

template <typename Sample>
std::string Player<Sample>::collect()
{
    retire(std::exchange(outgoing_, nullptr));
    if (incoming_ && incoming_->has_error()) return incoming_->take_error();
    if (current_ && current_->has_error()) return current_->take_error();
    return {};
}

template <typename Sample>
void Player<Sample>::connect_input(Rows& rows, const Stream& stream, const Sample* const* in, int inputs) noexcept
{
    for (int row = 0; row < stream.in_rows(); ++row) rows.in[static_cast<std::size_t>(row)] = in[row % inputs];
}

template <typename Sample>
void Player<Sample>::connect_output(Rows& rows, const Stream& stream, Sample* const* out, int outputs) noexcept
{
    for (int row = 0; row < stream.out_rows(); ++row)
        rows.out[static_cast<std::size_t>(row)] = row < outputs ? out[row] : rows.surplus.data();
}

template <typename Sample>
void Player<Sample>::process(const Sample* const* in, int inputs, Sample* const* out, int outputs, int count,
                             std::int64_t position) noexcept
{
    has_processed_ = true;
    // All input is read before any output is written: Pd may give the same memory for both.
    const bool fading = incoming_ && incoming_->has_begun();
    if (current_) {
        connect_input(current_rows_, *current_, in, inputs);
        current_->take_input(current_rows_.in.data(), count, position);
    }
    if (incoming_) {
        connect_input(incoming_rows_, *incoming_, in, inputs);
        incoming_->take_input(incoming_rows_.in.data(), count, position);
    }

    const int played = current_ ? std::min(outputs, current_->out_rows()) : 0;
    if (current_) {
        connect_output(current_rows_, *current_, out, outputs);
        current_->give_output(current_rows_.out.data(), count, position);
    }
    for (int row = played; row < outputs; ++row) std::fill(out[row], out[row] + count, Sample{0});
    if (!incoming_) return;

    connect_output(incoming_rows_, *incoming_, mix_rows_.data(), outputs);
    incoming_->give_output(incoming_rows_.out.data(), count, position);
    if (!fading) return;  // from the next call on, so that a first block that begins inside a call is not cut

    audio::Fade fade = crossfade_;
    for (int row = 0; row < outputs; ++row) {
        fade = crossfade_;
        const Sample* next = mix_rows_[static_cast<std::size_t>(row)];
        const bool silent = row >= incoming_->out_rows();
        for (int i = 0; i < count; ++i) {
            const auto gain = static_cast<Sample>(fade.next(true));
            out[row][i] += gain * ((silent ? Sample{0} : next[i]) - out[row][i]);
        }
    }
    crossfade_ = fade;
    if (crossfade_.is_open() && !outgoing_) adopt();
}

template class Player<float>;
template class Player<double>;

}  // namespace latentjam::infer
