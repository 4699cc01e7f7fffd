// swapper: random values of A and B change places.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"
#include "random/random.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

namespace latentjam::pattern {

namespace {

constexpr int kMostSteps = 1 << 16;

/// k steps, all drawn in advance so that any state can be looked up: each draws a row, then a dimension, and swaps the
/// two values there. A value that is drawn again goes back.
class Swapper final : public Stepped {
public:
    static Status check(const Plan& plan)
    {
        if (plan.length <= kMostSteps) return {};
        return Status::error("swapper of " + std::to_string(plan.length) + " frames: at most " +
                             std::to_string(kMostSteps));
    }

    explicit Swapper(const Plan& plan) : Stepped(plan, plan.length, 1)
    {
        random::Random random(plan.seed);
        drawn_.reserve(static_cast<std::size_t>(plan.length));
        for (int step = 0; step < plan.length; ++step) {
            const int row = static_cast<int>(random.integer(0, plan.length));
            drawn_.push_back({row, static_cast<int>(random.integer(0, plan.dims()))});
        }

        std::vector<std::size_t> steps(drawn_.size());
        std::iota(steps.begin(), steps.end(), std::size_t{0});
        std::sort(steps.begin(), steps.end(), [&](std::size_t x, std::size_t y) {
            return std::tuple(drawn_[x].row, drawn_[x].dim, x) < std::tuple(drawn_[y].row, drawn_[y].dim, y);
        });
        begins_.assign(drawn_.size() + 1, 0);
        for (const std::size_t step : steps) {
            swaps_.push_back({drawn_[step].dim, static_cast<int>(step) + 1});
            ++begins_[static_cast<std::size_t>(drawn_[step].row) + 1];
        }
        std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    }

    Cell changed_at(std::int64_t step) const noexcept override { return drawn_[static_cast<std::size_t>(step - 1)]; }

private:
    struct Swap {
        int dim;
        int step;  // from 1
    };

    void write_state(std::int64_t step, int row, std::span<const float> a, std::span<const float> b,
                     FrameWriter& out) const noexcept override
    {
        out.copy(a);
        const std::size_t end = begins_[static_cast<std::size_t>(row) + 1];
        for (std::size_t i = begins_[static_cast<std::size_t>(row)]; i < end;) {
            const int dim = swaps_[i].dim;
            bool is_swapped = false;
            for (; i < end && swaps_[i].dim == dim; ++i) is_swapped ^= swaps_[i].step <= step;
            if (is_swapped) out.set(static_cast<std::size_t>(dim), b[static_cast<std::size_t>(dim)]);
        }
    }

    std::vector<Cell> drawn_;
    std::vector<Swap> swaps_;          // of all rows, by dimension and then by step
    std::vector<std::size_t> begins_;  // of each row in swaps_
};

}  // namespace

extern const Kind kSwapper;
constinit const Kind kSwapper = kind_of<Swapper>(
    {.name = "swapper",
     .description = "k times a random value of A changes places with B's, and each state is heard n times.",
     .uses_seed = true});

}  // namespace latentjam::pattern
