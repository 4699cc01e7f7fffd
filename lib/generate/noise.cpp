// torch's normal numbers for a seed.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/noise.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

namespace latentjam::generate {
namespace {

constexpr std::size_t kGroup = 16;  // of values: eight radii, then eight angles

class Uniform {
public:
    explicit Uniform(std::uint64_t seed) : twister_(static_cast<std::uint32_t>(seed)) {}

    /// 24 bits in [0, 1).
    float next() { return static_cast<float>(twister_() & 0xFFFFFF) * 0x1p-24F; }

private:
    std::mt19937 twister_;
};

void make_normal(std::span<float, kGroup> values)
{
    for (std::size_t i = 0; i < kGroup / 2; ++i) {
        const float radius = std::sqrt(-2 * std::log(1 - values[i]));
        const float angle = 2 * std::numbers::pi_v<float> * values[i + kGroup / 2];
        values[i] = radius * std::cos(angle);
        values[i + kGroup / 2] = radius * std::sin(angle);
    }
}

}  // namespace

void draw_noise(std::uint64_t seed, std::span<float> values)
{
    Uniform uniform(seed);
    for (float& value : values) value = uniform.next();
    std::size_t done = 0;
    for (; done + kGroup <= values.size(); done += kGroup) make_normal(values.subspan(done).first<kGroup>());
    if (done == values.size()) return;
    const auto last = values.last<kGroup>();  // drawn anew, over the end of the group before
    for (float& value : last) value = uniform.next();
    make_normal(last);
}

}  // namespace latentjam::generate
