// Ableton Link's tempo against that of the latent grid, which has only certain tempi.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/link.h"

#include <cmath>

namespace latentjam::stage {
namespace {

constexpr double kSameBpm = 0.005;
constexpr double kAnswer_s = 2;                   // the grid changes at its next loop; later changes are a hand's
constexpr double kContest_s = 5;                  // a pause so long ends a contest
constexpr double kLeastBpm = 20, kMostBpm = 999;  // Link's own limits

}  // namespace

void LinkTempo::join(double bpm) noexcept
{
    *this = LinkTempo();
    is_on_ = true;
    session_bpm_ = bpm;
}

bool LinkTempo::heard(double bpm, double now_s) noexcept
{
    if (!is_on_ || std::abs(bpm - session_bpm_) < kSameBpm) return false;
    session_bpm_ = bpm;
    heard_s_ = now_s;
    return true;
}

std::optional<double> LinkTempo::propose(double true_bpm, double now_s) noexcept
{
    if (!is_on_ || !(true_bpm > 0)) return std::nullopt;
    const bool is_answer = now_s - heard_s_ < kAnswer_s;
    double bpm = true_bpm;
    if (is_answer) bpm *= std::exp2(std::round(std::log2(session_bpm_ / true_bpm)));
    if (std::abs(bpm - session_bpm_) < kSameBpm || bpm < kLeastBpm || bpm > kMostBpm) return std::nullopt;
    if (is_answer) {
        if (now_s - answered_s_ > kContest_s) answers_ = 0;
        if (answers_ == kMostAnswers) return std::nullopt;
        answered_s_ = now_s;
        ++answers_;
    }
    session_bpm_ = bpm;
    return bpm;
}

}  // namespace latentjam::stage
