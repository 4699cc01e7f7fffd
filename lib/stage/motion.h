// How a control moves: with a knob, between two values, at random.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/random.h"
#include "stage/control.h"

namespace latentjam::stage {

/// Where in its range a value is, 0 to 1, and back: how knobs and arrows move it. Numbers, toggles and words. [setup]
double position_of(const Control& control, const Value& value);
Value at_position(const Control& control, double position);

/// The value a part `x` of the way from `a` to `b`. Where nothing lies between, b from the middle on. [setup]
Value between(const Control& control, const Value& a, const Value& b, double x);

/// A value at random near this one: `amount` 1 moves it by its range, or by a latent's own deviation. [setup]
Value walked(const Control& control, const Value& value, double amount, random::Random& random);

}  // namespace latentjam::stage
