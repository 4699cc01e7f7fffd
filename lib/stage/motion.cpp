// How a control moves: with a knob, between two values, at random.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/motion.h"

#include <algorithm>
#include <cmath>

namespace latentjam::stage {
namespace {

double rounded(const Control& control, double value) { return control.is_whole ? std::round(value) : value; }

/// A number at a part x of the way from a to b.
double mixed(const Control& control, double a, double b, double x)
{
    if (control.is_logarithmic && a > 0 && b > 0) return rounded(control, a * std::pow(b / a, x));
    return rounded(control, a + x * (b - a));
}

/// The value of a dim at a place between two frames.
double at_place(const latent::Sequence& sequence, double place, int dim)
{
    const int first = std::min(static_cast<int>(place), sequence.frames() - 1);
    const int second = std::min(first + 1, sequence.frames() - 1);
    const double x = place - first;
    return (1 - x) * static_cast<double>(sequence.at(first, dim)) + x * static_cast<double>(sequence.at(second, dim));
}

/// Frame by frame; where one is longer, the length lies between too, and the shorter one is stretched to it.
Content mixed(const latent::Sequence& a, const latent::Sequence& b, double x)
{
    const int frames = static_cast<int>(std::lround((1 - x) * a.frames() + x * b.frames()));
    auto result = std::make_shared<latent::Sequence>(a.dims(), frames, x < 0.5 ? a.rate_hz() : b.rate_hz());
    const auto step = [frames](const latent::Sequence& s) {
        return s.frames() == frames ? 1.0 : static_cast<double>(s.frames()) / frames;
    };
    for (int frame = 0; frame < frames; ++frame)
        for (int dim = 0; dim < a.dims(); ++dim)
            result->at(frame, dim) =
                static_cast<float>((1 - x) * at_place(a, frame * step(a), dim) + x * at_place(b, frame * step(b), dim));
    return result;
}

/// Back into the range, as from a mirror.
double reflected(double value, double least, double most)
{
    const double width = most - least;
    double place = std::fmod(std::abs(value - least), 2 * width);
    if (place > width) place = 2 * width - place;
    return least + place;
}

Content walked(const Content& content, double amount, random::Random& random)
{
    auto result = std::make_shared<latent::Sequence>(*content);
    for (int dim = 0; dim < result->dims(); ++dim) {
        double sum = 0, squares = 0;
        for (int frame = 0; frame < result->frames(); ++frame) {
            const auto value = static_cast<double>(result->at(frame, dim));
            sum += value;
            squares += value * value;
        }
        const double mean = sum / std::max(1, result->frames());
        const double deviation = std::sqrt(std::max(0.0, squares / std::max(1, result->frames()) - mean * mean));
        for (int frame = 0; frame < result->frames(); ++frame)
            result->at(frame, dim) += static_cast<float>(amount * deviation * random.normal());
    }
    return result;
}

}  // namespace

double position_of(const Control& control, const Value& value)
{
    const double number = number_at(value.atoms, 0).value_or(0);
    if (control.kind == ControlKind::kToggle) return number != 0 ? 1 : 0;
    if (control.kind == ControlKind::kWords) {
        const auto place = std::find(control.words.begin(), control.words.end(), text_of(value.atoms));
        if (place == control.words.end()) return 0;
        return static_cast<double>(place - control.words.begin()) / static_cast<double>(control.words.size() - 1);
    }
    if (control.is_logarithmic && number > 0)
        return std::log(number / control.least) / std::log(control.most / control.least);
    return (number - control.least) / (control.most - control.least);
}

Value at_position(const Control& control, double position)
{
    const double x = std::clamp(position, 0.0, 1.0);
    if (control.kind == ControlKind::kToggle) return value_of(x < 0.5 ? 0 : 1);
    if (control.kind == ControlKind::kWords)
        return value_of(
            control.words[static_cast<std::size_t>(std::lround(x * static_cast<double>(control.words.size() - 1)))]);
    return value_of(mixed(control, control.least, control.most, x));
}

Value between(const Control& control, const Value& a, const Value& b, double x)
{
    if (x <= 0) return a;
    if (x >= 1) return b;
    const Value& nearer = x < 0.5 ? a : b;
    if (control.jumps || control.kind == ControlKind::kToggle || control.kind == ControlKind::kWords) return nearer;
    if (a.latent && b.latent) {
        if (a.latent->dims() != b.latent->dims() || a.latent->is_empty() || b.latent->is_empty()) return nearer;
        return {.latent = mixed(*a.latent, *b.latent, x)};
    }
    if (a.atoms.size() != b.atoms.size() || a.latent || b.latent) return nearer;
    Value result = nearer;
    for (std::size_t i = 0; i < a.atoms.size(); ++i) {
        const auto from = number_at(a.atoms, i), to = number_at(b.atoms, i);
        if (from && to) result.atoms[i] = mixed(control, *from, *to, x);
    }
    return result;
}

Value walked(const Control& control, const Value& value, double amount, random::Random& random)
{
    const double step = amount * random.normal();
    const double luck = random.uniform();
    switch (control.kind) {
        case ControlKind::kNumber:
            return at_position(control, reflected(position_of(control, value) + step, 0, 1));
        case ControlKind::kToggle:
            return luck < amount / 2 ? value_of(position_of(control, value) < 0.5 ? 1 : 0) : value;
        case ControlKind::kWords: {
            if (luck >= amount) return value;
            return value_of(control.words[static_cast<std::size_t>(
                random.integer(0, static_cast<std::int64_t>(control.words.size())))]);
        }
        case ControlKind::kLatent:
            return value.latent && !value.latent->is_empty() ? Value{.latent = walked(value.latent, amount, random)}
                                                             : value;
        case ControlKind::kText:
        case ControlKind::kAct:
            break;
    }
    return value;
}

}  // namespace latentjam::stage
