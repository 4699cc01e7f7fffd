// blender: A becomes B, one value after the other.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

namespace {

/// After s steps the first s values are those of B: frame by frame, and in a frame dimension by dimension.
class Blender final : public Stepped {
public:
    explicit Blender(const Plan& plan) noexcept
        : Stepped(plan, std::int64_t{plan.length} * plan.dims(), 0), dims_(plan.dims())
    {
    }

    Cell changed_at(std::int64_t step) const noexcept override
    {
        return {static_cast<int>((step - 1) / dims_), static_cast<int>((step - 1) % dims_)};
    }

private:
    void write_state(std::int64_t step, int row, std::span<const float> a, std::span<const float> b,
                     FrameWriter& out) const noexcept override
    {
        const std::int64_t changed = step - std::int64_t{row} * dims_;
        for (std::size_t dim = 0; dim < a.size(); ++dim)
            out.set(dim, static_cast<std::int64_t>(dim) < changed ? b[dim] : a[dim]);
    }

    int dims_;
};

}  // namespace

extern const Kind kBlender;
constinit const Kind kBlender =
    kind_of<Blender>({.name = "blender",
                      .description = "A, n times. Then A becomes B value by value, and each state is heard n times."});

}  // namespace latentjam::pattern
