// Flocking on a circle, after Reynolds 1987.
//
// With no pull and vmax above 0 the flock cruises at two thirds of vmax, so that it turns as a whole (6 degrees a
// second: once in 90 s): separation and alignment alone would leave it where it is.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/space.h"

#include <algorithm>
#include <cmath>

namespace latentjam::score::agents {
namespace {

constexpr double kApart_deg = 30;    // under this they part
constexpr double kSeparation = .02;  // per frame of 46.4 ms, as are the other two
constexpr double kAlignment = .01;
constexpr double kCruise = 2.0 / 3;

}  // namespace

double wrapped_deg(double angle) noexcept
{
    angle = std::fmod(angle + 180, 360);
    return (angle < 0 ? angle + 360 : angle) - 180;
}

Space::Space(std::span<const double> homes_deg, std::uint64_t seed)
{
    for (const double home : homes_deg) {
        Bird bird;
        bird.home_deg = wrapped_deg(home);
        Luck luck(seed, static_cast<std::uint32_t>(birds_.size()));
        bird.angle_deg = wrapped_deg(home + luck.uniform(Purpose::kSpace, -3, 3));  // two of one home can part
        birds_.push_back(bird);
    }
}

void Space::advance(std::span<const Values> values, double now_s, double step_s)
{
    for (std::size_t i = 0; i < birds_.size(); ++i) {
        Bird& bird = birds_[i];
        if (bird.goal_s >= 0) {
            const double left_s = std::max(step_s, bird.goal_s - now_s);
            const double way = wrapped_deg(bird.goal_deg - bird.angle_deg) * step_s / left_s;
            bird.angle_deg =
                wrapped_deg(bird.angle_deg + std::clamp(way, -kFastestDegPerS * step_s, kFastestDegPerS * step_s));
            bird.speed_deg_s = 0;
            if (now_s >= bird.goal_s && !bird.is_gathered) bird.goal_s = -1;
            continue;
        }
        fly(i, values[i], step_s);
    }
}

void Space::fly(std::size_t place, const Values& values, double step_s)
{
    Bird& bird = birds_[place];
    const double frames = step_s / (2048.0 / 44100);
    const double vmax = values[Parameter::kVmax], pull = values[Parameter::kPull];
    if (pull >= 1) {  // at home: as fast as may be
        const double way = wrapped_deg(bird.home_deg - bird.angle_deg);
        const double most = kFastestDegPerS * step_s;
        bird.angle_deg = wrapped_deg(bird.angle_deg + std::clamp(way * .1 * frames, -most, most));
        bird.speed_deg_s = 0;
        return;
    }
    double apart = 0, along = 0;
    for (std::size_t j = 0; j < birds_.size(); ++j) {
        if (j == place) continue;
        const double distance = wrapped_deg(bird.angle_deg - birds_[j].angle_deg);
        if (std::abs(distance) < kApart_deg) apart += (distance < 0 ? -1 : 1) * (kApart_deg - std::abs(distance));
        along += birds_[j].speed_deg_s - bird.speed_deg_s;
    }
    if (birds_.size() > 1) along /= static_cast<double>(birds_.size() - 1);
    double& speed = bird.speed_deg_s;
    const double cruise = kCruise * vmax * (1 - pull) - speed;
    speed += frames * (kSeparation * apart + kAlignment * (along + cruise) +
                       pull * wrapped_deg(bird.home_deg - bird.angle_deg) * step_s);
    const double most = std::min(vmax, kFastestDegPerS);
    speed = std::clamp(speed, -most, most);
    bird.angle_deg = wrapped_deg(bird.angle_deg + speed * step_s);
}

void Space::gather(double angle_deg, double now_s, double seconds)
{
    for (Bird& bird : birds_) {
        bird.goal_deg = wrapped_deg(angle_deg);
        bird.goal_s = now_s + seconds;
        bird.is_gathered = true;
    }
}

void Space::scatter(double now_s, double seconds)
{
    for (Bird& bird : birds_) {
        bird.goal_deg = bird.home_deg;
        bird.goal_s = now_s + seconds;
        bird.is_gathered = false;
    }
}

}  // namespace latentjam::score::agents
