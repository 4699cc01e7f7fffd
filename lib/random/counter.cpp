// Counter-based draws: rounds of SplitMix64's mixer over the four numbers (Steele, Lea, Flood 2014).
// SPDX-License-Identifier: BSD-3-Clause
#include "random/counter.h"

namespace latentjam::random {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

constexpr std::uint64_t mixed(std::uint64_t x) noexcept
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

}  // namespace

std::uint64_t Counter::bits(std::uint32_t owner, std::uint32_t purpose, std::uint64_t index) const noexcept
{
    const std::uint64_t whose = (std::uint64_t{owner} << 32) | purpose;
    return mixed(mixed(mixed(seed_ + kGolden) + whose * kGolden + 1) + (index + 1) * kGolden);
}

double Counter::normal(std::uint32_t owner, std::uint32_t purpose, std::uint64_t index) const noexcept
{
    std::uint64_t sum = 0;
    for (std::uint64_t part = 0; part < 3; ++part) {
        const std::uint64_t four = bits(owner, purpose, index * 3 + part);
        sum += (four & 0xffff) + ((four >> 16) & 0xffff) + ((four >> 32) & 0xffff) + (four >> 48);
    }
    return (static_cast<double>(sum) + 6.0) * 0x1.0p-16 - 6.0;
}

}  // namespace latentjam::random
