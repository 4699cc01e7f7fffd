// Not a pattern: it says nowhere how many latents it reads.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/kind.h"

namespace latentjam::pattern {

class WrongForm final : public Form {
public:
    explicit WrongForm(const Plan& plan) noexcept : Form(plan) {}
    std::int64_t loops() const noexcept override { return 1; }
    void write_frame(Place, const latent::Sequence&, const latent::Sequence*, FrameWriter&) const noexcept override {}
};

extern const Kind kWrongForm;
constinit const Kind kWrongForm = kind_of<WrongForm>({.name = "wrong", .description = "Wrong."});

}  // namespace latentjam::pattern
