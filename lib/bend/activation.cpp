// SPDX-License-Identifier: BSD-3-Clause
#include "bend/activation.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace latentjam::bend {

namespace {

constexpr const char* kForms =
    "gain <channels> <g>, offset <channels> <o>, noise <std> [<seed>], ablate <channels>, "
    "fraction <u> ablate|invert|flip [<seed>], oscillate <Hz> <depth> [<fraction>]; channels are all, 3 or 2-5, a "
    "number may be @name";

std::optional<Amount> amount_of(const Word& word)
{
    Amount amount;
    if (const auto number = number_of(word)) {
        amount.number = *number;
        return amount;
    }
    const auto& text = std::get<std::string>(word);
    if (text.size() < 2 || text[0] != '@') return std::nullopt;
    amount.name = text.substr(1);
    return amount;
}

std::optional<int> whole(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional(number)
                                                                                   : std::nullopt;
}

// False when it is no channel, range or "all"; `channels` stays empty for all.
bool add_channels(const Word& word, std::vector<std::pair<int, int>>& channels)
{
    if (const auto one = index_of(word)) {
        channels.emplace_back(*one, *one);
        return true;
    }
    const auto text = text_of(word);
    if (text == "all") return channels.empty();
    const auto dash = text.find('-');
    const auto first = whole(text.substr(0, dash));
    const auto last = dash == std::string::npos ? first : whole(text.substr(dash + 1));
    if (!first || !last || *first > *last) return false;
    channels.emplace_back(*first, *last);
    return true;
}

std::optional<Activation> read(std::span<const Word> words)
{
    Activation a;
    const auto name = text_of(words[0]);
    const auto given = words.subspan(1);
    const auto amount = [&](std::size_t place, std::size_t to) {
        const auto read = place < given.size() ? amount_of(given[place]) : std::nullopt;
        if (read) a.amounts[to] = *read;
        return read.has_value();
    };
    const auto seed = [&](std::size_t place) {
        if (place >= given.size()) return true;
        const auto read = seed_of(given[place]);
        if (read) a.seed = *read;
        return read.has_value() && given.size() == place + 1;
    };
    using Kind = Activation::Kind;
    if (name == "gain" || name == "offset") {
        a.kind = name == "gain" ? Kind::kGain : Kind::kOffset;
        return given.size() == 2 && add_channels(given[0], a.channels) && amount(1, 0) ? std::optional(a)
                                                                                       : std::nullopt;
    }
    if (name == "noise") {
        a.kind = Kind::kNoise;
        return amount(0, 0) && seed(1) ? std::optional(a) : std::nullopt;
    }
    if (name == "ablate") {
        a.kind = Kind::kAblate;
        const bool fits = !given.empty() && std::all_of(given.begin(), given.end(), [&](const Word& word) {
            return add_channels(word, a.channels);
        });
        return fits ? std::optional(a) : std::nullopt;
    }
    if (name == "fraction") {
        a.kind = Kind::kFraction;
        const auto change = given.size() > 1 ? text_of(given[1]) : "";
        if (change != "ablate" && change != "invert" && change != "flip") return std::nullopt;
        a.change = change == "ablate"   ? Activation::Change::kAblate
                   : change == "invert" ? Activation::Change::kInvert
                                        : Activation::Change::kFlip;
        return amount(0, 0) && seed(2) ? std::optional(a) : std::nullopt;
    }
    if (name == "oscillate") {
        a.kind = Kind::kOscillate;
        a.amounts[2].number = 1;
        const bool has_fraction = given.size() < 3 || amount(2, 2);
        return given.size() <= 3 && amount(0, 0) && amount(1, 1) && has_fraction ? std::optional(a) : std::nullopt;
    }
    return std::nullopt;
}

// visit(first value, values) of each channel that is meant, in each voice.
template <typename Visit>
void for_each_channel(const Activation& a, const ActivationBlock& block, Visit&& visit)
{
    const auto run = [&](int first, int last) {
        for (int voice = 0; voice < block.voices; ++voice)
            for (int channel = first; channel <= std::min(last, block.channels - 1); ++channel)
                visit(block.data + (static_cast<std::ptrdiff_t>(voice) * block.channels + channel) * block.frames,
                      block.frames);
    };
    if (a.channels.empty()) run(0, block.channels - 1);
    for (const auto& [first, last] : a.channels) run(first, last);
}

// The same channels in turn as the fraction grows: one draw each.
template <typename Visit>
void for_each_of_fraction(double fraction, std::uint64_t seed, const ActivationBlock& block, Visit&& visit)
{
    random::Random random(seed);
    for (int channel = 0; channel < block.channels; ++channel) {
        if (random.uniform() >= fraction) continue;
        for (int voice = 0; voice < block.voices; ++voice)
            visit(block.data + (static_cast<std::ptrdiff_t>(voice) * block.channels + channel) * block.frames);
    }
}

void oscillate(const Activation& a, ActivationState& state, const ActivationBlock& block) noexcept
{
    const double cycles = a.amounts[0].now() * block.seconds;  // in this block
    const double depth = a.amounts[1].now();
    for_each_of_fraction(a.amounts[2].now(), a.seed, block, [&](float* x) {
        for (int i = 0; i < block.frames; ++i) {
            const double phase = state.phase + cycles * i / block.frames;
            x[i] += static_cast<float>(depth * std::sin(2 * std::numbers::pi * phase));
        }
    });
    state.phase += cycles;
    state.phase -= std::floor(state.phase);
}

}  // namespace

double Amount::now() const noexcept
{
    if (!control) return number;
    const auto value = static_cast<double>(control->load(std::memory_order_relaxed));
    return std::isfinite(value) ? value : 0;
}

std::vector<std::string> Activation::controls() const
{
    std::vector<std::string> names;
    for (const auto& amount : amounts)
        if (!amount.name.empty()) names.push_back(amount.name);
    return names;
}

Result<Activation> read_activation(std::span<const Word> words)
{
    const auto activation = words.empty() ? std::nullopt : read(words);
    if (activation) return *activation;
    return Status::error("'" + text_of(words) + "' is no bend of a layer's output; there are " + kForms);
}

void apply(const Activation& a, ActivationState& state, const ActivationBlock& block) noexcept
{
    const auto amount = static_cast<float>(a.amounts[0].now());
    switch (a.kind) {
        case Activation::Kind::kGain:
            return for_each_channel(a, block, [&](float* x, int count) {
                for (int i = 0; i < count; ++i) x[i] *= amount;
            });
        case Activation::Kind::kOffset:
            return for_each_channel(a, block, [&](float* x, int count) {
                for (int i = 0; i < count; ++i) x[i] += amount;
            });
        case Activation::Kind::kAblate:
            return for_each_channel(a, block, [](float* x, int count) { std::fill_n(x, count, 0.0F); });
        case Activation::Kind::kNoise:
            return for_each_channel(a, block, [&](float* x, int count) {
                for (int i = 0; i < count; ++i)
                    x[i] += static_cast<float>(static_cast<double>(amount) * state.random.normal());
            });
        case Activation::Kind::kFraction:
            return for_each_of_fraction(a.amounts[0].now(), a.seed, block, [&](float* x) {
                for (int i = 0; i < block.frames; ++i)
                    x[i] = a.change == Activation::Change::kAblate   ? 0
                           : a.change == Activation::Change::kInvert ? 1 - x[i]
                                                                     : -x[i];
            });
        case Activation::Kind::kOscillate:
            return oscillate(a, state, block);
    }
}

}  // namespace latentjam::bend
