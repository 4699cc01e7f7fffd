// loop: A as it is.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

namespace {

class Loop final : public OneSource {
public:
    explicit Loop(const Plan& plan) noexcept : OneSource(plan) {}

    std::int64_t loops() const noexcept override { return 1; }

private:
    void write(Place, std::span<const float> a, FrameWriter& out) const noexcept override { out.copy(a); }
};

}  // namespace

extern const Kind kLoop;
constinit const Kind kLoop = kind_of<Loop>({.name = "loop", .description = "A, n times."});

}  // namespace latentjam::pattern
