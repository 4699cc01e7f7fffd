// One control of a patch: its name, and what it takes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "stage/value.h"

#include <string>
#include <vector>

namespace latentjam::stage {

enum class ControlKind { kNumber, kToggle, kWords, kText, kAct, kLatent };

struct Control {
    std::string name;  ///< in its patch, where a second one is "name-2"
    std::string word;  ///< as its box has it
    ControlKind kind = ControlKind::kNumber;
    double least = 0, most = 1;      ///< of a number
    std::vector<std::string> words;  ///< of a choice
    std::string latent;              ///< the name of the latent, or of the array
    bool is_array = false;
    Value fallback;  ///< what it begins with; empty: nothing is sent
    std::string unit;
    std::string gui;     ///< in the names of its GUI object, where that is not the control's own name
    int controller = 0;  ///< MIDI by default; 0 is none
    int note = 0;
    bool is_whole = false;        ///< no fractions
    bool is_logarithmic = false;  ///< moves by ratio
    bool is_live = false;         ///< not in snapshots, walks and undo
    bool moves_itself = false;    ///< what changes it without an act is no act
    bool answers_late = false;    ///< a worker computes what an act asks of it
    bool is_silent = false;       ///< sends no default: takes what it hears first
    Value assumed;                ///< what a silent one has while it has heard nothing; empty: unknown
    bool jumps = false;           ///< never between two values

    bool has_state() const noexcept { return kind != ControlKind::kAct; }
    bool is_in_snapshots() const noexcept { return has_state() && !is_live; }
};

/// From what follows `control` in its box. Errors name the word and what would work. [setup]
Result<Control> read_control(Atoms arguments);

/// A message's arguments as this control's value: numbers in its range, words by name or by place, toggles also by
/// nothing. The error names the value and what is accepted. An act and a text take anything. [setup]
Result<Value> accept(const Control& control, Atoms arguments);

/// "100 to 200 bpm", "off, linear and cubic".
std::string accepts(const Control& control);

}  // namespace latentjam::stage
