// Windows that go on from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/endless.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace latentjam::generate {
namespace {

latent::Sequence part_of(const latent::Sequence& whole, int first, int frames)
{
    latent::Sequence part(whole.dims(), frames, whole.rate_hz());
    for (int i = 0; i < frames; ++i) std::ranges::copy(whole.frame(first + i), part.frame(i).begin());
    return part;
}

double step_between(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d)
        sum += std::pow(static_cast<double>(b[d]) - static_cast<double>(a[d]), 2);
    return std::sqrt(sum);
}

/// What is dreamt after frames that are kept fixed sometimes begins with a leap that none of its own steps has. Then
/// the first frames lean towards the last kept one, each half as much as the one before, so that the step over the
/// seam is no larger than the 75th percentile of the steps inside.
void soften_seam(latent::Sequence& whole, int kept)
{
    constexpr double kPlace = 0.75;
    constexpr int kReach = 6;
    if (kept < 1 || whole.frames() - kept < 4) return;
    std::vector<double> inside;
    for (int i = kept + 1; i < whole.frames(); ++i) inside.push_back(step_between(whole.frame(i - 1), whole.frame(i)));
    const auto place = inside.begin() + static_cast<std::ptrdiff_t>(kPlace * static_cast<double>(inside.size()));
    std::nth_element(inside.begin(), place, inside.end());
    const double step = step_between(whole.frame(kept - 1), whole.frame(kept));
    if (step <= *place) return;
    std::vector<float> lean(static_cast<std::size_t>(whole.dims()));
    for (std::size_t d = 0; d < lean.size(); ++d)
        lean[d] = static_cast<float>(1 - *place / step) * (whole.frame(kept - 1)[d] - whole.frame(kept)[d]);
    for (int i = kept; i < std::min(whole.frames(), kept + kReach); ++i)
        for (std::size_t d = 0; d < lean.size(); ++d) {
            whole.frame(i)[d] += lean[d];
            lean[d] /= 2;
        }
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
    soften_seam(whole, kept);
    latent::Sequence fresh = part_of(whole, kept, whole.frames() - kept);
    last_ = std::move(whole);
    return fresh;
}

}  // namespace latentjam::generate
