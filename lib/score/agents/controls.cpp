// Glides, and the performer's hand.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/controls.h"

#include <algorithm>
#include <cmath>

namespace latentjam::score::agents {

Controls::Panel::Panel()
{
    for (std::size_t i = 0; i < kParameters; ++i) controls[i].from = controls[i].to = parameters()[i].usual;
}

double Controls::Control::score_value(double now_s) const noexcept
{
    if (now_s >= begin_s + over_s || over_s <= 0) return to;
    const double x = std::max(0.0, (now_s - begin_s) / over_s);
    if (curve == Curve::kExp && from > 0 && to > 0) return from * std::pow(to / from, x);
    if (curve == Curve::kSmooth) return from + (to - from) * x * x * (3 - 2 * x);
    return from + (to - from) * x;
}

double Controls::Control::grip(double now_s) const noexcept
{
    if (!is_touched) return 0;
    if (hold_s < 0) return 1;
    const double held = now_s - touched_s;
    if (held <= hold_s) return 1;
    return hold_s > 0 ? std::clamp(2 - held / hold_s, 0.0, 1.0) : 0;
}

void Controls::set(int agent, Parameter parameter, double value, double now_s, double over_s, Curve curve)
{
    Control& it = control(agent, parameter);
    it.from = it.score_value(now_s);
    it.to = std::clamp(value, facts(parameter).least, facts(parameter).most);
    it.begin_s = now_s;
    it.over_s = over_s;
    it.curve = curve;
}

void Controls::touch(int agent, Parameter parameter, double value, double now_s, double hold_s)
{
    Control& it = control(agent, parameter);
    it.touched = std::clamp(value, facts(parameter).least, facts(parameter).most);
    it.touched_s = now_s;
    it.hold_s = hold_s;
    it.is_touched = true;
}

void Controls::free(int agent)
{
    for (Control& it : agents_[static_cast<std::size_t>(agent)].controls) it.is_touched = false;
}

bool Controls::is_taken(int agent, double now_s) const noexcept
{
    const auto& all = agents_[static_cast<std::size_t>(agent)].controls;
    return std::any_of(all.begin(), all.end(), [&](const Control& it) { return it.grip(now_s) > 0; });
}

double Controls::value(int agent, Parameter parameter, double now_s) const noexcept
{
    const Control& it = agents_[static_cast<std::size_t>(agent)].controls[static_cast<std::size_t>(parameter)];
    const double value = it.score_value(now_s), grip = it.grip(now_s);
    return grip > 0 ? value + (it.touched - value) * grip : value;
}

Values Controls::values(int agent, double now_s) const noexcept
{
    Values values;
    for (std::size_t i = 0; i < kParameters; ++i) {
        const auto parameter = static_cast<Parameter>(i);
        values[parameter] = value(agent, parameter, now_s);
    }
    return values;
}

}  // namespace latentjam::score::agents
