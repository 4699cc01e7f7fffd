// How a latent moves from frame to frame.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/gait.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::spoor;
using Catch::Approx;

namespace {

latent::Sequence walked(const Gait& gait, Order order, std::size_t dims, int frames)
{
    Past past;
    past.prepare(dims);
    random::Random random(4);
    latent::Sequence made(static_cast<int>(dims), frames);
    std::vector<double> normals(dims), room(dims);
    for (int t = 0; t < frames; ++t) {
        random.fill_normal(normals);
        gait.step(order, past, normals, room);
        for (std::size_t i = 0; i < dims; ++i) made.at(t, static_cast<int>(i)) = static_cast<float>(past.before(0)[i]);
    }
    return made;
}

double lag_correlation(const Moments& moments, std::size_t lag, std::size_t dim)
{
    return moments.lagged[lag](dim, dim) / moments.covariance()(dim, dim);
}

/// A wave of 20 frames with noise on it: one frame does not tell whether it goes up or down.
latent::Sequence swinging_latent(int frames)
{
    random::Random random(8);
    latent::Sequence made(2, frames);
    double phase = 0;
    for (int t = 0; t < frames; ++t) {
        phase += 0.314 + 0.03 * random.normal();
        made.at(t, 0) = static_cast<float>(std::sin(phase) + 0.05 * random.normal());
        made.at(t, 1) = static_cast<float>(2 * random.normal());
    }
    return made;
}

}  // namespace

TEST_CASE("A gait keeps the covariance of a frame and that of neighbours")
{
    const auto source = test::moving_latent(5, 8000, 0.6, 0.8, 1);
    const Moments moments = *moments_of(*source);
    const Moments made = *moments_of(walked(Gait(moments), Order::kOne, 5, 20000));
    for (std::size_t dim = 0; dim < 5; ++dim) {
        CHECK(made.covariance()(dim, dim) == Approx(moments.covariance()(dim, dim)).epsilon(0.12));
        CHECK(lag_correlation(made, 1, dim) == Approx(lag_correlation(moments, 1, dim)).margin(0.05));
    }
}

TEST_CASE("Order four swings like its source, where order one only wavers")
{
    const Moments moments = *moments_of(swinging_latent(4000));
    const Gait gait(moments);
    const Moments one = *moments_of(walked(gait, Order::kOne, 2, 20000));
    const Moments four = *moments_of(walked(gait, Order::kFour, 2, 20000));
    for (std::size_t lag = 1; lag <= kMostLag; ++lag)
        CHECK(lag_correlation(four, lag, 0) == Approx(lag_correlation(moments, lag, 0)).margin(0.06));
    CHECK(std::abs(lag_correlation(one, 4, 0) - lag_correlation(moments, 4, 0)) > 0.2);
}

TEST_CASE("A source that drifts away, or stands still, gives a process that does not grow")
{
    latent::Sequence drifting(2, 400);
    for (int t = 0; t < 400; ++t) drifting.at(t, 0) = drifting.at(t, 1) = static_cast<float>(t);
    const latent::Sequence still(2, 100);
    for (const auto* source : {&std::as_const(drifting), &still}) {
        const Gait gait(*moments_of(*source));
        CHECK(gait.radius() <= 0.98 + 1e-12);
        for (const Order order : {Order::kOne, Order::kFour})
            for (const float value : walked(gait, order, 2, 5000).values()) CHECK(std::abs(value) < 1000);
    }
}
