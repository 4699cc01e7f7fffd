// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/pace.h"

#include "score/agents/words.h"

#include <cmath>
#include <ctime>
#include <string>

namespace latentjam::score::agents {
namespace {

// Of a frame. A machine that was put right stands near the other limit, and must not be put back by noise.
constexpr double kLimit = .5, kLimitBack = .65;

/// The local time of that day, whatever summer time makes of it.
WallTime on_day(std::time_t day, double seconds)
{
    std::tm local{};
#ifdef _WIN32
    localtime_s(&local, &day);
#else
    localtime_r(&day, &local);
#endif
    local.tm_hour = local.tm_min = 0;
    local.tm_sec = static_cast<int>(seconds);
    local.tm_isdst = -1;
    const auto whole = std::chrono::system_clock::from_time_t(std::mktime(&local));
    const auto rest = std::chrono::microseconds(std::llround((seconds - std::floor(seconds)) * 1e6));
    return std::chrono::time_point_cast<std::chrono::microseconds>(whole) + rest;
}

}  // namespace

Result<WallTime> next_time(std::string_view text, WallTime now)
{
    const Status none =
        Status::error("'" + std::string(text) + "' is no time of day; write 20:15, 20:15:30 or 8:00:00.5");
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2) return none;
    const auto hours = number_of(text.substr(0, colon));
    std::string rest(text.substr(colon + 1));
    if (rest.size() < 2) return none;
    if (rest.find(':') == std::string::npos) rest += ":00";
    const auto minutes_s = time_of(rest);
    if (!hours || *hours < 0 || *hours > 23 || std::floor(*hours) != *hours || !minutes_s || *minutes_s >= 3600)
        return none;
    const double seconds = *hours * 3600 + *minutes_s;
    const std::time_t today = std::chrono::system_clock::to_time_t(now);
    const WallTime then = on_day(today, seconds);
    constexpr std::time_t kDay_s = 86400;
    return then > now ? then : on_day(today + kDay_s, seconds);
}

void Pace::start(WallTime begin, double frame_s)
{
    begin_ = begin;
    frame_s_ = frame_s;
    frame_ = -1;
    late_s_ = 0;
    last_ = 0;
}

int Pace::frames_due(WallTime now)
{
    const double since_s = -seconds_to_begin(now);
    if (is_waiting()) {
        if (since_s < -frame_s_ / 2) return 0;
        frame_ = 0;
        return 1;
    }
    ++frame_;
    late_s_ += (since_s - static_cast<double>(frame_) * frame_s_ - late_s_) / kMemory;
    const int way = late_s_ > 0 ? 1 : -1;
    if (std::abs(late_s_) < frame_s_ * (way == -last_ ? kLimitBack : kLimit)) return 1;
    frame_ += way;
    late_s_ -= way * frame_s_;
    last_ = way;
    return 1 + way;
}

}  // namespace latentjam::score::agents
