// Hears signals: how loud, where its tone is, how it begins, once a latent frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/spectrum.h"
#include "score/agents/hearing.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::score::agents {

/// Collects samples; a frame's signals are analysed one a call, so that no tick bears them all.
class Listener {
public:
    static constexpr int kFrame = 2048;
    static constexpr int kLevelWindow = 2 * kFrame;
    static constexpr int kBands = 8;

    /// [setup]
    void prepare(int signals, double sample_rate);
    int signals() const noexcept { return static_cast<int>(ears_.size()); }

    /// Samples of all signals. At most kFrame at once. [audio]
    template <typename Sample>
    void add(std::span<const Sample* const> inputs, int count) noexcept;

    /// The last frame ends here: its signals are analysed by the coming calls of analyse_next(). [audio]
    void end_frame() noexcept;

    /// Analyses one signal of the last frame; true when it was the last of them. [audio]
    bool analyse_next() noexcept;

    const Hearing& hearing(int signal) const noexcept { return ears_[static_cast<std::size_t>(signal)].hearing; }

private:
    static constexpr int kRing = 4 * kFrame;
    static constexpr double kOnsets_s = 8;
    static constexpr int kMostOnsets = 64;  // 8 s at 150 ms

    struct Ear {
        std::vector<float> ring = std::vector<float>(kRing);
        std::array<double, kBands> bands_db{};
        std::array<double, kMostOnsets> onsets_s{};  ///< the last ones, in a ring
        int onsets = 0;
        double last_onset_s = -1;
        double silent_share = 1;
        Hearing hearing;
    };

    void analyse(Ear& ear) noexcept;
    double read(Ear& ear) noexcept;
    void find_onset(Ear& ear, std::span<const float> power) noexcept;
    void find_tone(Ear& ear, std::span<const float> power) const noexcept;
    double hz(std::size_t bin) const noexcept { return static_cast<double>(bin) * sample_rate_ / kFrame; }

    std::vector<Ear> ears_;
    audio::Spectrum spectrum_;
    std::vector<float> window_ = std::vector<float>(kFrame);
    std::array<std::size_t, kBands + 1> edges_{};
    double sample_rate_ = 44100;
    double frame_s_ = kFrame / 44100.0;
    std::int64_t frames_ = 0;
    std::size_t at_ = 0;  ///< where the next sample goes
    std::size_t frame_end_ = 0;
    int pending_ = 0;  ///< the next signal to analyse; signals(): none
};

}  // namespace latentjam::score::agents
