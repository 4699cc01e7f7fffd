// Maps between the latent spaces of two models.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/gauge.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::pathway {

Status Gauge::learn_left(const latent::Sequence& frames)
{
    auto moments = spoor::moments_of(frames);
    if (!moments) return moments.status();
    take_left(*std::move(moments));
    return {};
}

void Gauge::take_left(spoor::Moments moments)
{
    left_ = std::move(moments);
    join();
}

Status Gauge::learn_right(const latent::Sequence& frames)
{
    auto moments = spoor::moments_of(frames);
    if (!moments) return moments.status();
    take_right(*std::move(moments));
    return {};
}

void Gauge::take_right(spoor::Moments moments)
{
    right_ = std::move(moments);
    join();
}

void Gauge::join()
{
    if (!right_) return;
    if (left_)
        transport_ = spoor::Transport::between(*left_, *right_);
    else
        transport_ = spoor::Transport::between(spoor::usual_moments(right_->dims()), *right_);
}

void Gauge::apply(Map map, std::span<float> values) const
{
    if (map == Map::kRaw || !right_) return;
    const std::size_t count = std::min(values.size(), right_->dims());
    if (map == Map::kScaled) {
        for (std::size_t i = 0; i < count; ++i) {
            const double deviation = std::sqrt(right_->covariance()(i, i));
            values[i] = static_cast<float>(right_->mean[i] + deviation * static_cast<double>(values[i]));
        }
        return;
    }
    std::vector<double> in(transport_->dims_in(), 0.0), out(transport_->dims_out(), 0.0);
    for (std::size_t i = 0; i < std::min(values.size(), in.size()); ++i)
        in[i] = static_cast<double>(values[i]) - (left_ ? left_->mean[i] : 0.0);
    transport_->map_deviation(in, out);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(out[i]);
}

}  // namespace latentjam::pathway
