// Keeps a bent model near the level that it had: within so many decibels, by what was heard over two seconds.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

namespace latentjam::bend {

/// One gain for all rows. It is 1 while the level stays within the range of the level that is kept; beyond, it brings
/// the level back to the nearer end. What is almost silent is not raised. [audio]
class MakeUp {
public:
    static constexpr double kWindow_s = 2;
    static constexpr double kMostRaised_db = 24;
    static constexpr double kLeastLevel_db = -70;  ///< RMS against full scale; quieter than that counts as silence

    void set_rate(double rate_hz) noexcept { rate_hz_ = rate_hz; }

    /// How far the level may move; 0: off. Turned on it keeps the level of the last two seconds, or of the first two
    /// that are to come.
    void set_range(double db) noexcept;
    double range_db() const noexcept { return range_db_; }

    double gain_db() const noexcept;

    /// `rows` of `count` samples, in place.
    template <typename Sample>
    void process(Sample* const* rows, std::size_t row_count, int count) noexcept;

private:
    static constexpr std::size_t kPieces = 20;  // of the window

    void finish_piece() noexcept;
    double level_db() const noexcept;

    double rate_hz_ = 44100;
    double range_db_ = 0;
    double kept_db_ = 0;
    bool keeps_ = false;  // kept_db_ is known
    double gain_ = 1, target_ = 1;

    std::array<double, kPieces> powers_{};
    std::size_t piece_ = 0;
    std::size_t known_ = 0;  // pieces
    double sum_ = 0;
    int counted_ = 0;  // samples of the piece under way
};

extern template void MakeUp::process(float* const*, std::size_t, int) noexcept;
extern template void MakeUp::process(double* const*, std::size_t, int) noexcept;

}  // namespace latentjam::bend
