// What a control has: words and numbers, or a latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/value.h"

#include <cmath>
#include <cstdio>
#include <limits>

namespace latentjam::stage {
namespace {

bool equal(const Atom& a, const Atom& b)
{
    const auto *x = std::get_if<double>(&a), *y = std::get_if<double>(&b);
    if (x && y) return static_cast<float>(*x) == static_cast<float>(*y);
    return a == b;
}

/// The same, or of the same content.
template <typename T>
bool equal(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b)
{
    return a == b || (a && b && *a == *b);
}

}  // namespace

bool operator==(const Value& a, const Value& b)
{
    if (a.atoms.size() != b.atoms.size()) return false;
    for (std::size_t i = 0; i < a.atoms.size(); ++i)
        if (!equal(a.atoms[i], b.atoms[i])) return false;
    return equal(a.latent, b.latent) && equal(a.snapshot, b.snapshot);
}

Value value_of(double number) { return {.atoms = {number}}; }

Value value_of(std::string word) { return {.atoms = {std::move(word)}}; }

std::optional<double> number_at(Atoms atoms, std::size_t index)
{
    if (index >= atoms.size()) return std::nullopt;
    const auto* number = std::get_if<double>(&atoms[index]);
    return number && std::isfinite(*number) ? std::optional(*number) : std::nullopt;
}

std::optional<int> whole_at(Atoms atoms, std::size_t index)
{
    const auto number = number_at(atoms, index);
    if (!number || *number != std::floor(*number) || std::abs(*number) > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(*number);
}

std::string text_of(const Atom& atom)
{
    if (const auto* word = std::get_if<std::string>(&atom)) return *word;
    char text[32];
    const double number = std::get<double>(atom);
    const bool is_whole = number == std::floor(number) && std::abs(number) < 1e9;
    std::snprintf(text, sizeof text, is_whole ? "%.0f" : "%.7g", number);
    return text;
}

std::string text_of(Atoms atoms)
{
    std::string text;
    for (const Atom& atom : atoms) text += (text.empty() ? "" : " ") + text_of(atom);
    return text;
}

std::string text_of(const Value& value)
{
    if (!value.latent) return text_of(value.atoms);
    return std::to_string(value.latent->dims()) + " x " + std::to_string(value.latent->frames()) + " frames";
}

std::string list_of(std::span<const std::string> words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

}  // namespace latentjam::stage
