// A hall's loudspeakers: trim and delay of each, and a tone to find them by.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::audio {

/// In place, one line for each loudspeaker.
class Hall {
public:
    static constexpr double kMostTrim_db = 12;
    static constexpr double kLongestDelay_ms = 50;
    static constexpr double kTone_db = -20;  ///< RMS of the pink noise, relative to full scale

    /// Keeps trims, delays and tone. [setup]
    void prepare(int speakers, double sample_rate);
    int speakers() const noexcept { return static_cast<int>(lines_.size()); }

    /// Nothing for a loudspeaker that is not there; values within their limits. [setup]
    void set_trim(int speaker, double db);
    void set_delay(int speaker, double ms);

    /// Pink noise from one loudspeaker in the place of everything else; below 0: none. [setup]
    void set_tone(int speaker) noexcept { tone_ = speaker; }

    double trim_db(int speaker) const noexcept { return lines_[static_cast<std::size_t>(speaker)].trim_db; }
    double delay_ms(int speaker) const noexcept { return lines_[static_cast<std::size_t>(speaker)].delay_ms; }

    /// [audio]
    template <typename Sample>
    void process(std::span<Sample* const> signals, int count) noexcept;

private:
    struct Line {
        double trim_db = 0, delay_ms = 0;
        double gain = 1, gain_now = 1;
        std::size_t delay = 0;
        std::vector<double> ring{};
    };

    double pink() noexcept;
    void update(Line& line) const;

    std::vector<Line> lines_;
    double sample_rate_ = 44100;
    std::size_t at_ = 0;
    int tone_ = -1;
    std::uint32_t white_ = 1;
    std::array<double, 3> pink_{};
};

}  // namespace latentjam::audio
