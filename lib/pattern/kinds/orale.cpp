// orale: a line is said three times and then moved, and so are verses of lines, three deep.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"
#include "pattern/spread.h"
#include "random/random.h"

#include <array>
#include <vector>

namespace latentjam::pattern {

namespace {

/// Three vectors u, uniform within -spread to spread of each dimension, drawn dimension by dimension. Written in base
/// 4, the number of a loop has three digits: the lowest is 3 in every fourth loop, which is A - u1; the next is 3 in
/// every fourth four, + u2; the highest in the last sixteen, - u3.
class Orale final : public OneSource {
public:
    explicit Orale(const Plan& plan) : OneSource(plan), dims_(static_cast<std::size_t>(plan.dims())), sums_(8 * dims_)
    {
        std::vector<double> own;
        if (plan.spread.empty()) own = spread_of(plan.a, plan.length);
        const std::span<const double> spread = own.empty() ? plan.spread : std::span<const double>(own);
        random::Random random(plan.seed);
        for (std::size_t u = 0; u < 3; ++u) {
            const double sign = u == 1 ? 1 : -1;
            for (std::size_t dim = 0; dim < dims_; ++dim) {
                const double value = sign * random.uniform(-spread[dim], spread[dim]);
                for (std::size_t row = 0; row < 8; ++row)
                    if (row >> u & 1) sums_[row * dims_ + dim] += value;
            }
        }
    }

    std::int64_t loops() const noexcept override { return 64; }

private:
    void write(Place place, std::span<const float> a, FrameWriter& out) const noexcept override
    {
        std::size_t row = 0;
        std::int64_t digits = place.loop;
        for (std::size_t u = 0; u < 3; ++u, digits /= 4)
            if (digits % 4 == 3) row |= std::size_t{1} << u;
        for (std::size_t dim = 0; dim < dims_; ++dim)
            out.set(dim, static_cast<float>(static_cast<double>(a[dim]) + sums_[row * dims_ + dim]));
    }

    std::size_t dims_;
    std::vector<double> sums_;  // eight rows: whether u1, u2 and u3 count, as bits
};

}  // namespace

extern const Kind kOrale;
constinit const Kind kOrale = kind_of<Orale>(
    {.name = "orale",
     .description = "A three times and once moved; that three times and once moved; and that again. All of it n times.",
     .uses_seed = true});

}  // namespace latentjam::pattern
