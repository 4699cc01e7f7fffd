// Windows that go on from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/endless.h"

#include <algorithm>
#include <utility>

namespace latentjam::generate {
namespace {

latent::Sequence part_of(const latent::Sequence& whole, int first, int frames)
{
    latent::Sequence part(whole.dims(), frames, whole.rate_hz());
    for (int i = 0; i < frames; ++i) std::ranges::copy(whole.frame(first + i), part.frame(i).begin());
    return part;
}

}  // namespace

std::shared_ptr<const latent::Sequence> end_of(const latent::Sequence& whole, int frames)
{
    return std::make_shared<const latent::Sequence>(part_of(whole, whole.frames() - frames, frames));
}

void go_on_from(Request& request, const latent::Sequence& whole, int frames)
{
    request.source = end_of(whole, frames);
    request.kept = {{0, frames, {}}};
    request.variation = 1;
    request.loop = false;
}

void Endless::restart() noexcept
{
    index_ = 0;
    last_.reset();
}

/// Half a window at most: the other half must be new.
int Endless::kept_of(const latent::Sequence& whole) const noexcept { return std::min(overlap_, whole.frames() / 2); }

Request Endless::next(const Request& first)
{
    Request request = first;
    request.seed = first.seed + ++index_;
    go_on_from(request, *last_, kept_of(*last_));
    return request;
}

latent::Sequence Endless::arrived(latent::Sequence whole)
{
    const int kept = last_ ? kept_of(*last_) : 0;
    latent::Sequence fresh = part_of(whole, kept, whole.frames() - kept);
    last_ = std::move(whole);
    return fresh;
}

}  // namespace latentjam::generate
