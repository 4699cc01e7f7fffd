// SPDX-License-Identifier: BSD-3-Clause
#include "bend/strength.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace latentjam::bend {

namespace {

/// Which number of its words is the strength of a bend, and what it is when the bend does nothing.
struct Neutral {
    std::size_t place;
    double value;
};

std::vector<Neutral> neutral(const Operation& operation)
{
    switch (operation.kind) {
        case Kind::kScale:
        case Kind::kSqueeze:
        case Kind::kMask:
            return {{0, 1}};
        case Kind::kOffset:
        case Kind::kNoise:
        case Kind::kNormal:
        case Kind::kRelativeNormal:
        case Kind::kRoll:
            return {{0, 0}};
        case Kind::kTamper:
            return {{0, 1}, {1, 0}, {2, 0}};
        case Kind::kBlend:
            return {{1, 0}};  // after the model
        default:
            return {};
    }
}

std::vector<Neutral> neutral(const Activation& activation)
{
    switch (activation.kind) {
        case Activation::Kind::kGain:
            return {{1, 1}};  // after the channels
        case Activation::Kind::kOffset:
        case Activation::Kind::kOscillate:
            return {{1, 0}};
        case Activation::Kind::kNoise:
        case Activation::Kind::kFraction:
            return {{0, 0}};
        default:
            return {};
    }
}

std::vector<Neutral> neutral(const Entry& entry)
{
    return entry.activation() ? neutral(*entry.activation()) : neutral(*entry.operation());
}

}  // namespace

Entry at_strength(const Entry& entry, double strength)
{
    Entry weak = entry;
    const auto places = neutral(entry);
    if (places.empty()) {
        weak.is_on = entry.is_on && strength >= kWhole;
        return weak;
    }
    Words arguments = arguments_of(entry);
    for (const Neutral& each : places) {
        const auto number = each.place < arguments.size() ? number_of(arguments[each.place]) : std::nullopt;
        if (!number) continue;
        arguments[each.place] = shortest(static_cast<float>(each.value + (*number - each.value) * strength));
    }
    if (auto changed = with_arguments(entry, arguments)) weak = *std::move(changed);
    weak.is_on = entry.is_on && strength > 0;
    return weak;
}

Entries at_strength(const Entries& entries, double strength)
{
    Entries weak;
    for (const EntryPtr& entry : entries) {
        Entry each = at_strength(*entry, std::clamp(strength, 0.0, 1.0));
        if (each.is_on) weak.push_back(std::make_shared<const Entry>(std::move(each)));
    }
    return weak;
}

Entries at_rest(const Entries& entries)
{
    Entries all;
    for (const EntryPtr& entry : entries) {
        const Operation* const operation = entry->operation();
        if (operation == nullptr || neutral(*operation).empty()) continue;
        const bool inverts_at_any_strength = operation->kind == Kind::kTamper && operation->numbers[4] != 0;
        if (inverts_at_any_strength) continue;
        Entry each = at_strength(*entry, 0);
        each.is_on = entry->is_on;
        if (each.is_on) all.push_back(std::make_shared<const Entry>(std::move(each)));
    }
    return all;
}

}  // namespace latentjam::bend
