// fibo: beginnings of A that grow as the Fibonacci numbers do.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

#include <algorithm>
#include <vector>

namespace latentjam::pattern {

namespace {

/// A loop for each Fibonacci number up to k. Frames are looked up in the sums of these numbers: 142 for a k of 55.
class Fibo final : public OneSource {
public:
    explicit Fibo(const Plan& plan) : OneSource(plan)
    {
        for (std::int64_t here = 1, next = 2; here <= plan.length; next += here, here = next - here)
            begins_.push_back(begins_.back() + here);
    }

    std::int64_t loops() const noexcept override { return static_cast<std::int64_t>(begins_.size()) - 1; }

    std::int64_t begin(std::int64_t loop) const noexcept override { return begins_[static_cast<std::size_t>(loop)]; }

    Place place(std::int64_t frame) const noexcept override
    {
        const std::int64_t loop = std::upper_bound(begins_.begin(), begins_.end(), frame) - begins_.begin() - 1;
        return {loop, static_cast<int>(frame - begin(loop))};
    }

private:
    void write(Place, std::span<const float> a, FrameWriter& out) const noexcept override { out.copy(a); }

    std::vector<std::int64_t> begins_{0};  // and the end
};

}  // namespace

extern const Kind kFibo;
constinit const Kind kFibo =
    kind_of<Fibo>({.name = "fibo",
                   .description = "The first 1, 2, 3, 5, 8, 13 ... frames of A, as far as k goes. All of it n times.",
                   .loops_vary = true,
                   .fewest_latents = 55});

}  // namespace latentjam::pattern
