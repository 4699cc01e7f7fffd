// weave: frames of A and B by turns.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

namespace {

class Weave final : public TwoSources {
public:
    explicit Weave(const Plan& plan) noexcept : TwoSources(plan) {}

    std::int64_t loops() const noexcept override { return 2; }

private:
    void write(Place place, std::span<const float> a, std::span<const float> b,
               FrameWriter& out) const noexcept override
    {
        out.copy((place.loop + place.row) % 2 == 0 ? a : b);
    }
};

}  // namespace

extern const Kind kWeave;
constinit const Kind kWeave = kind_of<Weave>(
    {.name = "weave", .description = "Frames of A and B by turns, first from A, then from B. All of it n times."});

}  // namespace latentjam::pattern
