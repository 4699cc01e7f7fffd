// Not a pattern: a form of one latent that reads two.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

class WrongSources final : public OneSource {
public:
    explicit WrongSources(const Plan& plan) noexcept : OneSource(plan) {}
    std::int64_t loops() const noexcept override { return 1; }

private:
    void write(Place, std::span<const float>, std::span<const float> b, FrameWriter& out) const noexcept
    {
        out.copy(b);
    }
};

extern const Kind kWrongSources;
constinit const Kind kWrongSources = kind_of<WrongSources>({.name = "wrong", .description = "Wrong."});

}  // namespace latentjam::pattern
