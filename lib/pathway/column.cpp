// Places, loops and glides of a column.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/column.h"

#include <algorithm>
#include <cmath>

namespace latentjam::pathway {
namespace {

constexpr double kSame = 1e-6;  // places and rates that differ by less are meant to be equal

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

double snapped(double place) noexcept
{
    const double whole = std::round(place);
    return std::abs(place - whole) < kSame ? whole : place;
}

}  // namespace

double exact_rate(double rate) noexcept
{
    for (int below = 1; below <= 4; ++below) {
        const double above = std::round(rate * below);
        if (std::abs(rate - above / below) < kSame) return above / below;
    }
    return rate;
}

void Column::prepare(int dims)
{
    dims_ = dims;
    values_.assign(static_cast<std::size_t>(dims), 0.0F);
    for (auto& frame : around_) frame.assign(static_cast<std::size_t>(dims), 0.0F);
}

double Column::total_rate(const Slots& slots) const noexcept
{
    const double rate = exact_rate(rate_ * slots[static_cast<std::size_t>(slot_)].recipe().rate);
    return std::clamp(rate, -kMostRate, kMostRate);
}

Column::Loop Column::loop(const Slots& slots, std::int64_t round, std::uint32_t count) const
{
    const Slot& slot = slots[static_cast<std::size_t>(slot_)];
    const Recipe& recipe = slot.recipe();
    const auto values = [&](const Slot& of, std::uint32_t at) {
        return std::make_shared<const latent::Sequence>(of.values(dims_, at));
    };
    const auto other =
        recipe.walk == Walk::kBlender ? values(slots[static_cast<std::size_t>(recipe.with)], 0) : nullptr;
    return {round, count, std::make_shared<const Route>(recipe, values(slot, count), other)};
}

std::uint32_t Column::next_count(const Slots& slots) const noexcept
{
    const Recipe& recipe = slots[static_cast<std::size_t>(slot_)].recipe();
    const bool moves = recipe.is_randomised && recipe.walk != Walk::kOnce;
    return here_.count + (moves ? 1 : 0);
}

/// Loop 0 is built anew, `place` frames in.
void Column::restart(const Slots& slots, double place)
{
    here_ = loop(slots, 0, here_.count);
    const auto length = static_cast<double>(here_.route->length());
    place -= length * std::floor(place / length);
    anchor_ = place_ = place;
    steps_ = 0;
    behind_ = here_;
    behind_.round = -direction_;
    ahead_ = next_count(slots) == here_.count ? here_ : loop(slots, direction_, next_count(slots));
    ahead_.round = direction_;
}

void Column::select(const Slots& slots, int slot)
{
    slot_ = std::clamp(slot, 0, kSlots - 1);
    here_.count = 0;
    step_ = total_rate(slots);
    direction_ = step_ < 0 ? -1 : 1;
    restart(slots, 0);
    anchor_ = place_ = phase_ * static_cast<double>(length());
    is_at_start_ = true;
}

void Column::set_rate(double rate) { rate_ = rate; }

void Column::set_phase(const Slots& slots, double phase)
{
    const double moved = (phase - phase_) * static_cast<double>(length());
    phase_ = phase;
    restart(slots, place_ + moved);
}

void Column::renew(const Slots& slots) { restart(slots, place()); }

double Column::place() const noexcept { return place_ - static_cast<double>(here_.round * here_.route->length()); }

double Column::loop_frames() const noexcept { return static_cast<double>(length()) / std::max(1e-6, std::abs(step_)); }

std::uint32_t Column::seed(const Slots& slots) const noexcept
{
    return (slots[static_cast<std::size_t>(slot_)].recipe().seed + here_.count) % kSeeds;
}

int Column::row() const noexcept
{
    const auto at = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(place())), 0, length() - 1);
    return here_.route->row(here_.round, at);
}

bool Column::advance(const Slots& slots)
{
    if (is_at_start_) {
        is_at_start_ = false;
        return go_to(slots, place_), true;
    }
    const double step = total_rate(slots);
    if (step != step_) {
        anchor_ = place_;
        steps_ = 0;
        step_ = step;
    }
    ++steps_;
    return go_to(slots, anchor_ + step_ * static_cast<double>(steps_));
}

bool Column::follow(const Slots& slots, const Column& leader)
{
    const bool is_first = is_at_start_;
    is_at_start_ = false;
    step_ = total_rate(slots) * (leader.step_ < 0 ? -1 : 1);
    const double place = leader.place_ * exact_rate(rate_) + phase_ * static_cast<double>(length());
    const bool began = go_to(slots, place);
    anchor_ = place_;  // from here it would go on alone
    steps_ = 0;
    return began || is_first;
}

void Column::join(const Slots& slots, const Column& leader)
{
    slot_ = leader.slot_;
    here_.count = leader.here_.count;
    restart(slots, 0);
    // Loops before this one have passed; what counts from now on is the leader's.
    here_.round = behind_.round = ahead_.round = leader.here_.round;
    behind_.round -= direction_;
    ahead_.round += direction_;
}

bool Column::go_to(const Slots& slots, double place)
{
    place_ = snapped(place);
    const auto round = floor_div(static_cast<std::int64_t>(std::floor(place_)), length());
    const int direction = step_ < 0 ? -1 : 1;
    const bool crossed = round != here_.round;
    if (crossed || direction != direction_) {
        if (crossed) {
            behind_ = here_;
            const std::uint32_t next = next_count(slots);  // the mode may have changed since `ahead_` was made
            here_ = next == here_.count ? here_ : next == ahead_.count ? ahead_ : loop(slots, round, next);
            here_.round = round;
        }
        direction_ = direction;
        const std::uint32_t next = next_count(slots);
        ahead_ = next == here_.count ? here_ : loop(slots, round, next);
        ahead_.round = here_.round + direction;
    }
    read(slots[static_cast<std::size_t>(slot_)].recipe().glide);
    return crossed;
}

void Column::frame(std::int64_t index, std::span<float> out) const noexcept
{
    const std::int64_t round = floor_div(index, length());
    const Loop& loop = round == here_.round ? here_ : round == ahead_.round ? ahead_ : behind_;
    const std::int64_t length = loop.route->length();
    loop.route->frame(round, std::clamp<std::int64_t>(index - round * this->length(), 0, length - 1), out);
}

void Column::read(Glide glide)
{
    const double floor = std::floor(place_);
    const auto x = static_cast<float>(place_ - floor);
    const auto index = static_cast<std::int64_t>(floor);
    if (glide == Glide::kOff || x == 0) return frame(index, values_);
    const bool is_cubic = glide == Glide::kCubic;
    for (int i = is_cubic ? 0 : 1; i < (is_cubic ? 4 : 3); ++i)
        frame(index + i - 1, around_[static_cast<std::size_t>(i)]);
    const auto& [a, b, c, d] = around_;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i] = b[i] + x * (c[i] - b[i]);
        if (!is_cubic) continue;
        // Catmull and Rom's: through b and c, with the slopes of their neighbours.
        const float bent =
            (c[i] - a[i]) + x * (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i] + x * (3 * (b[i] - c[i]) + d[i] - a[i]));
        values_[i] = b[i] + .5F * x * bent;
    }
}

}  // namespace latentjam::pathway
