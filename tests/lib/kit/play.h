// Plays an instrument into memory, in blocks as Pd would.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/frames.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::test {

/// An instrument and its way to the outlets.
template <typename Instrument>
class Stage {
public:
    Stage(Instrument& instrument, int channels, bool on_grid, int block = 64)
        : instrument_(instrument), sound_(static_cast<std::size_t>(channels)), block_(block)
    {
        frames_.prepare(channels);
        frames_.set_on_grid(on_grid);
    }

    kit::Frames& frames() { return frames_; }

    /// The input of all channels from now on: index by channel.
    void feed(std::vector<double> input) { input_ = std::move(input); }

    void play(int samples)
    {
        for (int done = 0; done < samples; done += block_) {
            const int length = std::min(block_, samples - done);
            std::vector<std::vector<double>> in;
            for (const double value : input_) in.emplace_back(static_cast<std::size_t>(length), value);
            std::vector<std::vector<double>> out(sound_.size(), std::vector<double>(static_cast<std::size_t>(length)));
            std::vector<const double*> from;
            std::vector<double*> to;
            for (auto& channel : in) from.push_back(channel.data());
            for (auto& channel : out) to.push_back(channel.data());
            frames_.process(instrument_, std::span<const double* const>(from), std::span<double* const>(to), length,
                            position_);
            for (std::size_t i = 0; i < out.size(); ++i)
                sound_[i].insert(sound_[i].end(), out[i].begin(), out[i].end());
            position_ += length;
        }
    }

    const std::vector<double>& channel(int index) const { return sound_[static_cast<std::size_t>(index)]; }
    double at(int channel, std::int64_t sample) const
    {
        return sound_[static_cast<std::size_t>(channel)][static_cast<std::size_t>(sample)];
    }
    std::int64_t position() const { return position_; }
    void clear()
    {
        for (auto& channel : sound_) channel.clear();
    }

private:
    Instrument& instrument_;
    kit::Frames frames_;
    std::vector<std::vector<double>> sound_;
    std::vector<double> input_;
    std::int64_t position_ = 0;
    int block_;
};

}  // namespace latentjam::test
