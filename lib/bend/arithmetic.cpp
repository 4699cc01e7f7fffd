// The arithmetic of the operations, in double precision.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/operation.h"

#include "random/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace latentjam::bend {

namespace {

constexpr int kDice = 4;  // uniform draws in one of bender's and noise's random numbers

std::size_t place_in(double fraction, std::size_t count)
{
    return std::min(count, static_cast<std::size_t>(std::lround(fraction * static_cast<double>(count))));
}

std::string count_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " weight" : " weights"); }

// Bender's rule: every (100 / percent)-th of so many, from the end of each such step.
template <typename Visit>
void for_spread(std::size_t all, double percent, Visit&& visit)
{
    const auto count = static_cast<std::size_t>(std::floor(static_cast<double>(all) * percent / 100));
    for (std::size_t j = 1; j <= count; ++j) {
        const auto index = static_cast<std::size_t>(std::trunc(-1 + static_cast<double>(j) * 100 / percent));
        visit(std::min(index, all - 1));
    }
}

double mean_of_dice(random::Random& random)
{
    double sum = 0;
    for (int die = 0; die < kDice; ++die) sum += random.uniform(-1, 1);
    return sum / kDice;
}

double bender_noise(random::Random& random, std::int64_t spread)
{
    if (spread < 1) return 0;
    double sum = 0;
    for (int die = 0; die < kDice; ++die) sum += static_cast<double>(random.integer(-spread, spread));
    return sum / kDice * 1e-4;
}

double deviation(std::span<const float> weights)
{
    const auto count = static_cast<double>(weights.size());
    double sum = 0;
    for (const float weight : weights) sum += static_cast<double>(weight);
    const double mean = sum / count;
    double squares = 0;
    for (const float weight : weights)
        squares += (static_cast<double>(weight) - mean) * (static_cast<double>(weight) - mean);
    return std::sqrt(squares / count);
}

// The axis of a shape as (blocks before it, its length, values behind it).
struct Axis {
    std::size_t outer = 1;
    std::size_t length = 1;
    std::size_t inner = 1;
};

std::optional<Axis> axis_of(Shape shape, int axis)
{
    if (axis < 0 || static_cast<std::size_t>(axis) >= shape.size()) return std::nullopt;
    Axis found;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const auto size = static_cast<std::size_t>(shape[i]);
        if (i < static_cast<std::size_t>(axis))
            found.outer *= size;
        else if (i == static_cast<std::size_t>(axis))
            found.length = size;
        else
            found.inner *= size;
    }
    return found;
}

// Moves slices along an axis: place n gets what was at source[n].
void rearrange(std::span<float> weights, const Axis& axis, const std::vector<std::size_t>& source)
{
    const std::vector<float> before(weights.begin(), weights.end());
    for (std::size_t outer = 0; outer < axis.outer; ++outer)
        for (std::size_t n = 0; n < axis.length; ++n)
            std::copy_n(before.data() + (outer * axis.length + source[n]) * axis.inner, axis.inner,
                        weights.data() + (outer * axis.length + n) * axis.inner);
}

std::vector<std::size_t> rolled(std::size_t length, double fraction)
{
    const auto shift = static_cast<std::size_t>(std::trunc(fraction * static_cast<double>(length)));
    std::vector<std::size_t> source(length);
    for (std::size_t i = 0; i < length; ++i) source[(i + shift) % length] = i;
    return source;
}

std::vector<std::size_t> shuffled(std::size_t length, std::uint64_t seed)
{
    std::vector<std::size_t> order(length);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random::Random random(seed);
    for (std::size_t i = length; i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(i)))]);
    return order;
}

template <typename Change>
void for_each(std::span<float> weights, Change&& change)
{
    for (float& weight : weights) weight = static_cast<float>(change(static_cast<double>(weight)));
}

void tamper(const Operation& o, std::span<float> weights)
{
    const double mult = o.numbers[0] * (o.numbers[4] != 0 ? -1 : 1);
    const auto width = static_cast<std::int64_t>(o.numbers[2]);
    if (width < 1 && o.numbers[3] >= 100) return for_each(weights, [&](double w) { return w * mult + o.numbers[1]; });
    random::Random random(o.seed);
    for_spread(weights.size(), o.numbers[3], [&](std::size_t index) {
        weights[index] =
            static_cast<float>(static_cast<double>(weights[index]) * mult + o.numbers[1] + bender_noise(random, width));
    });
}

void squeeze(std::span<float> weights, double exponent)
{
    double before = 0, after = 0;
    for (float& weight : weights) {
        const double value = static_cast<double>(weight);
        const double squeezed = std::copysign(std::pow(std::abs(value), exponent), value);
        before += value * value;
        after += squeezed * squeezed;
    }
    if (!(after > 0)) return;
    const double keeping = std::sqrt(before / after);
    for_each(weights, [&](double w) { return std::copysign(std::pow(std::abs(w), exponent), w) * keeping; });
}

void quantize(std::span<float> weights, double steps)
{
    double largest = 0;
    for (const float weight : weights) largest = std::max(largest, std::abs(static_cast<double>(weight)));
    if (!(largest > 0)) return;
    const double step = 2 * largest / steps;
    for_each(weights, [step](double w) { return std::round(w / step) * step; });
}

// On weights that are one array, all of them touched. `whole_deviation` is that of the whole parameter.
void apply_flat(const Operation& o, std::span<float> weights, double whole_deviation)
{
    random::Random random(o.seed);
    const double a = o.numbers[0];
    switch (o.kind) {
        case Kind::kScale:
            return for_each(weights, [a](double w) { return w * a; });
        case Kind::kOffset:
            return for_each(weights, [a](double w) { return w + a; });
        case Kind::kNoise:
            return for_each(weights, [&](double w) { return w + a * mean_of_dice(random); });
        case Kind::kNormal:
            return for_each(weights, [&](double w) { return w + a * random.normal(); });
        case Kind::kRelativeNormal:
            return for_each(weights, [&](double w) { return w + a * whole_deviation * random.normal(); });
        case Kind::kTamper:
            return tamper(o, weights);
        case Kind::kRoll:
            return rearrange(weights, {1, weights.size(), 1}, rolled(weights.size(), a));
        case Kind::kFlip:
            return for_each(weights, [](double w) { return -w; });
        case Kind::kReverse:
            return std::reverse(weights.begin(), weights.end());
        case Kind::kAbsolute:
            return for_each(weights, [](double w) { return std::abs(w); });
        case Kind::kSqueeze:
            return squeeze(weights, a);
        case Kind::kClip:
            return for_each(weights, [a](double w) { return std::clamp(w, -a, a); });
        case Kind::kThreshold:
            return for_each(weights, [a](double w) { return std::abs(w) < a ? 0 : w; });
        case Kind::kQuantize:
            return quantize(weights, a);
        // One draw a weight, whatever `keep`: moving it takes away or brings back the same weights in turn.
        case Kind::kMask:
            return for_each(weights, [&](double w) { return random.uniform() < a ? w : 0; });
        case Kind::kPermute:
        case Kind::kValues:
        case Kind::kDraw:
        case Kind::kBlend:
            return;  // not of one array alone
    }
}

Status wrong_axis(int axis, Shape shape)
{
    return Status::error("axis " + std::to_string(axis) + " of a parameter of " + std::to_string(shape.size()) +
                         (shape.size() == 1 ? " dimension" : " dimensions") + ": axes count from 0");
}

// Those that know the shape: computed for all, taken where touched.
Status apply_along_axis(const Operation& o, std::span<float> weights, Shape shape)
{
    const int number = static_cast<int>(o.kind == Kind::kRoll ? o.numbers[1] : o.numbers[0]);
    const auto axis = axis_of(shape, number);
    if (!axis) return wrong_axis(number, shape);
    rearrange(weights, *axis,
              o.kind == Kind::kRoll ? rolled(axis->length, o.numbers[0]) : shuffled(axis->length, o.seed));
    return {};
}

Status fit_values(const Operation& o, std::size_t values, std::size_t weights)
{
    const auto onset = static_cast<std::size_t>(o.numbers[0]);
    if (onset <= weights && values <= weights - onset) return {};
    return Status::error(std::to_string(values) + " values" +
                         (onset > 0 ? " from number " + std::to_string(onset) + " on" : std::string()) +
                         " do not fit into " + count_text(weights));
}

Status fit_draw(std::size_t numbers, std::size_t weights)
{
    if (numbers <= weights) return {};
    return Status::error("draw brings " + std::to_string(numbers) + " numbers for " + count_text(weights) +
                         ": at most one each");
}

Status set_values(const Operation& o, std::span<float> weights, std::span<const float> values)
{
    const auto onset = static_cast<std::size_t>(o.numbers[0]);
    if (const Status status = fit_values(o, values.size(), weights.size()); !status) return status;
    std::copy(values.begin(), values.end(), weights.begin() + static_cast<std::ptrdiff_t>(onset));
    return {};
}

// Each number is added to its stretch of the weights.
Status draw(std::span<float> weights, std::span<const float> numbers)
{
    if (numbers.size() > weights.size()) return fit_draw(numbers.size(), weights.size());
    for (std::size_t i = 0; i < weights.size() && !numbers.empty(); ++i)
        weights[i] += numbers[i * numbers.size() / weights.size()];
    return {};
}

Status blend(double amount, std::span<float> weights, std::span<const float> other)
{
    if (other.size() != weights.size())
        return Status::error("the other model has " + count_text(other.size()) + " there, this one " +
                             count_text(weights.size()));
    if (amount >= 1) {
        std::copy(other.begin(), other.end(), weights.begin());
    } else if (amount > 0) {
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = static_cast<float>((1 - amount) * static_cast<double>(weights[i]) +
                                            amount * static_cast<double>(other[i]));
    }
    return {};
}

Status apply_to_all(const Operation& o, std::span<float> weights, Shape shape, const Beside& beside)
{
    if (o.kind == Kind::kPermute || o.has_axis) return apply_along_axis(o, weights, shape);
    if (o.kind == Kind::kValues) return set_values(o, weights, beside.values);
    if (o.kind == Kind::kDraw) return draw(weights, beside.values);
    if (o.kind == Kind::kBlend) return blend(o.numbers[0], weights, beside.other);
    apply_flat(o, weights, o.kind == Kind::kRelativeNormal ? deviation(weights) : 0);
    return {};
}

bool needs_all(const Operation& o)
{
    return o.kind == Kind::kPermute || o.has_axis || o.kind == Kind::kValues || o.kind == Kind::kDraw ||
           o.kind == Kind::kBlend;
}

}  // namespace

Status fits(const Operation& operation, Shape shape, std::size_t values)
{
    std::size_t count = 1;
    for (const auto size : shape) count *= static_cast<std::size_t>(size);
    if (operation.kind == Kind::kValues) return fit_values(operation, values, count);
    if (operation.kind == Kind::kDraw) return fit_draw(values, count);
    const bool has_axis = operation.kind == Kind::kPermute || operation.has_axis;
    const int axis = static_cast<int>(operation.numbers[operation.has_axis ? 1 : 0]);
    if (has_axis && !axis_of(shape, axis)) return wrong_axis(axis, shape);
    if (operation.channels && (shape.empty() || operation.channels->first >= shape[0]))
        return Status::error("channels " + std::to_string(operation.channels->first) + " to " +
                             std::to_string(operation.channels->second) + " of " +
                             std::to_string(shape.empty() ? 1 : shape[0]) + ": they count from 0");
    return {};
}

bool is_pointwise(const Operation& operation) noexcept
{
    if (!operation.is_everything()) return false;
    switch (operation.kind) {
        case Kind::kScale:
        case Kind::kOffset:
        case Kind::kFlip:
        case Kind::kAbsolute:
        case Kind::kClip:
        case Kind::kThreshold:
            return true;
        case Kind::kTamper:
            return operation.numbers[2] < 1 && operation.numbers[3] >= 100;
        default:
            return false;
    }
}

std::vector<std::size_t> touched(const Operation& operation, std::size_t count, Shape shape)
{
    std::size_t first = place_in(operation.part_from, count), end = place_in(operation.part_to, count);
    if (operation.channels && !shape.empty()) {
        const std::size_t row = count / std::max<std::size_t>(1, static_cast<std::size_t>(shape[0]));
        first = std::max(first, std::min(count, static_cast<std::size_t>(operation.channels->first) * row));
        end = std::min(end, (static_cast<std::size_t>(operation.channels->second) + 1) * row);
    }
    std::vector<std::size_t> places;
    if (end <= first) return places;
    places.reserve(end - first);
    for_spread(end - first, std::min(operation.percent, 100.0),
               [&](std::size_t index) { places.push_back(first + index); });
    return places;
}

Status apply(const Operation& operation, std::span<float> weights, Shape shape, const Beside& beside)
{
    if (operation.is_everything()) return apply_to_all(operation, weights, shape, beside);
    const auto places = touched(operation, weights.size(), shape);
    if (needs_all(operation)) {
        std::vector<float> all(weights.begin(), weights.end());
        if (const Status status = apply_to_all(operation, all, shape, beside); !status) return status;
        for (const auto place : places) weights[place] = all[place];
        return {};
    }
    std::vector<float> some;
    some.reserve(places.size());
    for (const auto place : places) some.push_back(weights[place]);
    if (some.empty()) return {};
    apply_flat(operation, some, operation.kind == Kind::kRelativeNormal ? deviation(weights) : 0);
    for (std::size_t i = 0; i < places.size(); ++i) weights[places[i]] = some[i];
    return {};
}

}  // namespace latentjam::bend
