// stutter: A at half its resolution.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

namespace {

class Stutter final : public OneSource {
public:
    explicit Stutter(const Plan& plan) noexcept : OneSource(plan) {}

    std::int64_t loops() const noexcept override { return 1; }

    Place place(std::int64_t frame) const noexcept override
    {
        const Place place = OneSource::place(frame);
        return {place.loop, place.row - place.row % 2};
    }

private:
    void write(Place, std::span<const float> a, FrameWriter& out) const noexcept override { out.copy(a); }
};

}  // namespace

extern const Kind kStutter;
constinit const Kind kStutter = kind_of<Stutter>(
    {.name = "stutter", .description = "Every other frame of A, each of them twice. All of it n times."});

}  // namespace latentjam::pattern
