// An agent's chances: draws that it counts by purpose.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/counter.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace latentjam::score::agents {

enum class Purpose : std::uint32_t {
    kDecide,     ///< to begin or to leave
    kTime,       ///< sway of a pulse, delay of an answer
    kBehaviour,  ///< and what goes with it
    kMood,
    kDrift,
    kFail,
    kSpace,
    kScore,
    kModel,  ///< the model's own noise
};
inline constexpr std::size_t kPurposes = static_cast<std::size_t>(Purpose::kModel) + 1;

/// A plain value. [any]
class Luck {
public:
    Luck() = default;
    Luck(std::uint64_t seed, std::uint32_t owner) noexcept : counter_(seed), owner_(owner) {}

    double uniform(Purpose purpose) noexcept { return counter_.uniform(owner_, of(purpose), next(purpose)); }
    double uniform(Purpose purpose, double low, double high) noexcept { return low + (high - low) * uniform(purpose); }
    double normal(Purpose purpose) noexcept { return counter_.normal(owner_, of(purpose), next(purpose)); }
    std::uint64_t bits(Purpose purpose) noexcept { return counter_.bits(owner_, of(purpose), next(purpose)); }

    /// The place of one of the weights, which are not all 0, drawn in their proportion.
    std::size_t choose(Purpose purpose, std::span<const double> weights) noexcept
    {
        double sum = 0;
        for (const double weight : weights) sum += weight;
        double at = uniform(purpose) * sum;
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            if (at < weights[i]) return i;
            at -= weights[i];
        }
        return weights.size() - 1;
    }

    /// How many draws there were. [any]
    std::uint64_t count(Purpose purpose) const noexcept { return counts_[of(purpose)]; }

private:
    static constexpr std::uint32_t of(Purpose purpose) noexcept { return static_cast<std::uint32_t>(purpose); }
    std::uint64_t next(Purpose purpose) noexcept { return counts_[of(purpose)]++; }

    random::Counter counter_;
    std::uint32_t owner_ = 0;
    std::array<std::uint64_t, kPurposes> counts_{};
};

}  // namespace latentjam::score::agents
