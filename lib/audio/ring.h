// Sources on a ring of loudspeakers: each between the two neighbours of its angle, at constant power.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>
#include <vector>

namespace latentjam::audio {

inline constexpr int kMostSpeakers = 16;
inline constexpr int kMostSources = 64;

/// 7.0 in the order of a .wav file's channels: L R C Lrs Rrs Lss Rss (ITU-R BS.2051 system 0+7+0).
inline constexpr std::array<double, 7> kSevenSpeakers_deg{-30, 30, 0, -135, 135, -90, 90};

/// Angles in degrees, 0 in front, -90 left. A plain value. [any]
class SpeakerRing {
public:
    /// 1 to kMostSpeakers angles in the order of channels, any angles in any order. [setup]
    explicit SpeakerRing(std::span<const double> angles_deg);

    int count() const noexcept { return static_cast<int>(angles_.size()); }

    /// True when more than half of the circle has no loudspeaker: what is behind then sounds from in front, 1.5 dB
    /// softer.
    bool folds() const noexcept { return folds_; }

    /// One gain for each loudspeaker. `width_deg` spreads the source over so much of the circle. [audio]
    void gains(double angle_deg, double width_deg, std::span<float> gains) const noexcept;

    /// How far behind a source is, where that sounds from in front: 0 to 1. [audio]
    double behind(double angle_deg) const noexcept;

private:
    void add(double angle_deg, double amount, std::span<float> gains) const noexcept;

    std::vector<double> angles_;  ///< sorted, within -180 and 180
    std::vector<int> channels_;   ///< of the sorted angles
    bool folds_ = false;
};

/// m sources to n loudspeakers; gains glide over 5 ms, sources behind a folding ring lose their treble above 6 kHz.
class RingMixer {
public:
    static constexpr double kSmoothing_ms = 5;
    static constexpr double kBehind_hz = 6000;

    RingMixer() : ring_(kSevenSpeakers_deg) {}

    /// [setup]
    void prepare(int sources, double sample_rate);
    void set_ring(const SpeakerRing& ring);

    const SpeakerRing& ring() const noexcept { return ring_; }
    int sources() const noexcept { return static_cast<int>(sources_.size()); }

    /// Nothing for sources that are not there. [setup]
    void set_angle(int source, double angle_deg);
    void set_width(int source, double width_deg);
    double angle(int source) const noexcept { return sources_[static_cast<std::size_t>(source)].angle_deg; }

    /// Outputs may not overlap inputs. [audio]
    template <typename Sample>
    void process(std::span<const Sample* const> inputs, std::span<Sample* const> outputs, int count) noexcept;

private:
    struct Source {
        double angle_deg = 0;
        double width_deg = 0;
        double behind = 0, behind_now = 0;
        double low = 0;  ///< of the one-pole low-pass
        std::array<float, kMostSpeakers> wanted{};
        std::array<float, kMostSpeakers> now{};
    };

    void aim(Source& source) const noexcept;

    SpeakerRing ring_;
    std::vector<Source> sources_;
    float smooth_ = 1;
    double treble_ = 1;
    bool is_fresh_ = true;
};

}  // namespace latentjam::audio
