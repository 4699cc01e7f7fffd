// A bank of slots as numbers that go through Pd's single-precision floats and through text unchanged.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pathway/slot.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace latentjam::pathway {

struct Bank {
    std::uint32_t master = 0;
    int selected = 0;
    std::vector<Content> slots;  ///< kSlots
};

/// Values that their recipe would not give again elsewhere, of files and of learnt latents, have to be among those that
/// were changed. [setup]
std::vector<double> numbers_of(const Bank& bank);

/// Errors: it ends early, goes on behind its end, or has a number that is out of its range. [setup]
Result<Bank> bank_of(std::span<const double> numbers);

/// Numbers apart by spaces; each the shortest text of its float32. [setup]
std::string text_of(std::span<const double> numbers);
Result<std::vector<double>> numbers_in(const std::string& text);

}  // namespace latentjam::pathway
