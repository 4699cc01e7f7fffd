// SPDX-License-Identifier: BSD-3-Clause
#include "bend/make_up.h"

#include <algorithm>
#include <cmath>

namespace latentjam::bend {

namespace {

constexpr double kGlide_s = 0.1;  // of the gain

double db_of(double power) { return 10 * std::log10(std::max(power, 1e-20)); }

/// Sums that do not wait for each other: rave~ measures in every tick.
template <typename Sample>
double power_of(const Sample* row, int count) noexcept
{
    std::array<double, 4> sums{};
    int n = 0;
    for (; n + 4 <= count; n += 4)
        for (int i = 0; i < 4; ++i) {
            const auto value = static_cast<double>(row[n + i]);
            sums[static_cast<std::size_t>(i)] += value * value;
        }
    for (; n < count; ++n) sums[0] += static_cast<double>(row[n]) * static_cast<double>(row[n]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// `sum` and the rows' mean power at each sample.
template <typename Sample>
double add_power(double sum, Sample* const* rows, std::size_t row_count, int begin, int end) noexcept
{
    double power = 0;
    for (std::size_t row = 0; row < row_count; ++row) power += power_of(rows[row] + begin, end - begin);
    return sum + power / static_cast<double>(row_count);
}

}  // namespace

void MakeUp::set_range(double db) noexcept
{
    const bool was_on = range_db_ > 0;
    range_db_ = std::max(0.0, db);
    if (range_db_ > 0 && !was_on) {
        keeps_ = known_ == kPieces && level_db() > kLeastLevel_db;
        kept_db_ = level_db();
    }
    if (range_db_ == 0) target_ = 1;
}

double MakeUp::gain_db() const noexcept { return 2 * db_of(gain_); }

double MakeUp::level_db() const noexcept
{
    double power = 0;
    for (std::size_t i = 0; i < known_; ++i) power += powers_[i];
    return db_of(known_ == 0 ? 0 : power / static_cast<double>(known_));
}

void MakeUp::finish_piece() noexcept
{
    powers_[piece_] = sum_ / counted_;
    piece_ = (piece_ + 1) % kPieces;
    known_ = std::min(known_ + 1, kPieces);
    sum_ = 0;
    counted_ = 0;
    if (range_db_ == 0) return;
    const double level = level_db();
    if (!keeps_) {
        if (known_ < kPieces || level <= kLeastLevel_db) return;
        keeps_ = true;
        kept_db_ = level;
    }
    const double wanted = std::clamp(level, kept_db_ - range_db_, kept_db_ + range_db_) - level;
    target_ = level <= kLeastLevel_db ? 1 : std::pow(10, std::min(wanted, kMostRaised_db) / 20);
}

template <typename Sample>
void MakeUp::process(Sample* const* rows, std::size_t row_count, int count) noexcept
{
    const int piece_samples = std::max(1, static_cast<int>(kWindow_s * rate_hz_ / kPieces));
    const double kept = 1 - std::min(1.0, 1 / (kGlide_s * rate_hz_));
    for (int begin = 0; begin < count;) {
        const int end = begin + std::clamp(piece_samples - counted_, 1, count - begin);
        if (row_count > 0) sum_ = add_power(sum_, rows, row_count, begin, end);
        for (int n = begin; (gain_ != 1 || target_ != 1) && n < end; ++n) {
            gain_ = target_ + (gain_ - target_) * kept;
            for (std::size_t row = 0; row < row_count; ++row)
                rows[row][n] = static_cast<Sample>(static_cast<double>(rows[row][n]) * gain_);
        }
        counted_ += end - begin;
        begin = end;
        if (counted_ >= piece_samples) finish_piece();
    }
}

template void MakeUp::process(float* const*, std::size_t, int) noexcept;
template void MakeUp::process(double* const*, std::size_t, int) noexcept;

}  // namespace latentjam::bend
