// What a control has: words and numbers, or a latent.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace latentjam::stage {

using Atom = std::variant<double, std::string>;
using Atoms = std::span<const Atom>;
using AtomList = std::vector<Atom>;
using Content = std::shared_ptr<const latent::Sequence>;

struct Value;

/// Controls of a patch, by name.
using State = std::map<std::string, Value>;
using Snapshot = std::shared_ptr<const State>;

/// A control's value: its atoms, or the content of a latent; or what is in a slot. Empty before anything was said.
struct Value {
    AtomList atoms{};
    Content latent{};
    Snapshot snapshot{};

    bool is_empty() const noexcept { return atoms.empty() && !latent && !snapshot; }
};

/// Numbers are compared as Pd's single-precision floats, which all of them went through; latents and slots by their
/// content.
bool operator==(const Value& a, const Value& b);

Value value_of(double number);
Value value_of(std::string word);

/// The number at `index`; nothing for a word or when it is missing.
std::optional<double> number_at(Atoms atoms, std::size_t index);
std::optional<int> whole_at(Atoms atoms, std::size_t index);

/// A word, or a number as text without superfluous digits.
std::string text_of(const Atom& atom);
std::string text_of(Atoms atoms);

/// "8 x 16 frames" for a latent.
std::string text_of(const Value& value);

/// "a, b and c" for messages.
std::string list_of(std::span<const std::string> words);

}  // namespace latentjam::stage
