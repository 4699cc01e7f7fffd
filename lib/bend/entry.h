// One bend as it stands in a list or a log: what it is for, and what it does there.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/activation.h"
#include "bend/operation.h"

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace latentjam::bend {

/// In words: bend <name> <operation> | act <layer> <activation> | blend <model> <amount> [<pattern>] |
/// set_weights <name> <numbers>; "off" before it keeps it without effect.
struct Entry {
    std::string name;  ///< a parameter, its number, or a pattern
    Words words;       ///< of the operation, without the numbers of `values`
    std::variant<Operation, Activation> what;
    std::shared_ptr<const std::vector<float>> values;  ///< of `values` and `draw`; never null there
    bool is_on = true;

    const Operation* operation() const { return std::get_if<Operation>(&what); }
    const Activation* activation() const { return std::get_if<Activation>(&what); }
    bool is_blend() const { return operation() && operation()->kind == Kind::kBlend; }
};

/// The error is a line for the person who wrote it. [any]
Result<Entry> read_entry(std::span<const Word> words);

/// "bend <name> <operation>" and so on: what read_entry() reads, the numbers of `values` included when `whole`.
std::string text_of(const Entry& entry, bool whole = true);

/// The same with other arguments for its operation, "on" or "off". The error says what does not fit. [any]
Result<Entry> with_arguments(const Entry& entry, std::span<const Word> arguments);

/// What stands after the operation's name: what with_arguments() takes.
Words arguments_of(const Entry& entry);

/// An entry that adds these numbers to as many stretches of the weights.
Entry draw_entry(const std::string& name, std::vector<float> numbers);

/// Entries in one line, with a "|" between them, and back: what a patch keeps of a list. The error is the first one.
std::string line_of(std::span<const std::shared_ptr<const Entry>> entries);
Result<std::vector<std::shared_ptr<const Entry>>> read_line(std::span<const Word> words);

/// An entry that sets weights from `onset` on.
Entry values_entry(const std::string& name, std::vector<float> values, int onset = 0);

}  // namespace latentjam::bend
