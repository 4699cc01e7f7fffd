// The sampler against denoisers whose result is known exactly.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/sampler.h"

#include "generate/noise.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::generate;

namespace {

/// v as a function of x, sigma, dim and frame.
class Known final : public Denoiser {
public:
    using Velocity = std::function<double(double x, double sigma, int dim, int frame)>;

    Known(int dims, int window, Velocity v) : dims_(dims), window_(window), v_(std::move(v))
    {
        mean_.resize(static_cast<std::size_t>(dims));
        deviation_.resize(static_cast<std::size_t>(dims));
        normalise_by(0, 1);
    }

    void fail_at(int call) { failing_call_ = call; }
    void normalise_by(float mean, float deviation)
    {
        mean_.assign(mean_.size(), mean);
        deviation_.assign(deviation_.size(), deviation);
    }
    int dims() const noexcept override { return dims_; }
    int window() const noexcept override { return window_; }
    int multiple() const noexcept override { return multiple_; }
    std::span<const float> mean() const override { return mean_; }
    std::span<const float> deviation() const override { return deviation_; }
    double rate_hz() const noexcept override { return 44100.0 / 2048; }
    Status velocity(const Shape& shape, std::span<const float> x, float sigma, std::span<float> v) override
    {
        ++calls_;
        if (calls_ == failing_call_) return Status::error("the network fails");
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto frames = static_cast<std::size_t>(shape.frames);
            v[i] = static_cast<float>(v_(static_cast<double>(x[i]), static_cast<double>(sigma),
                                         static_cast<int>(i / frames % static_cast<std::size_t>(shape.dims)),
                                         static_cast<int>(i % frames)));
        }
        return {};
    }

private:
    int dims_, window_, multiple_ = 4, calls_ = 0, failing_call_ = 0;
    Velocity v_;
    std::vector<float> mean_, deviation_;
};

double alpha(double sigma) { return std::cos(sigma * std::numbers::pi / 2); }
double beta(double sigma) { return std::sin(sigma * std::numbers::pi / 2); }

std::shared_ptr<Known> nothing(int dims = 16, int window = 64)
{
    return std::make_shared<Known>(dims, window, [](double, double, int, int) { return 0; });
}

/// The velocity towards one known sequence: a point mass.
std::shared_ptr<Known> point_mass(double (*mu)(int dim, int frame), int dims = 8, int window = 32)
{
    return std::make_shared<Known>(dims, window, [mu](double x, double sigma, int dim, int frame) {
        const double m = mu(dim, frame);
        return alpha(sigma) / beta(sigma) * (x - alpha(sigma) * m) - beta(sigma) * m;
    });
}

double gauss_variance(int dim) { return 0.04 + 0.16 * dim; }

/// The best predictor of independent normal numbers whose variance differs by dim.
std::shared_ptr<Known> gaussian(int dims = 6, int window = 256)
{
    return std::make_shared<Known>(dims, window, [](double x, double sigma, int dim, int) {
        const double a = alpha(sigma), b = beta(sigma), lambda = gauss_variance(dim);
        return a * b * (1 - lambda) / (a * a * lambda + b * b) * x;
    });
}

latent::Sequence run(const Request& request, std::shared_ptr<Denoiser> denoiser)
{
    REQUIRE(check(request, *denoiser).message().empty());
    Sampler sampler(request, std::move(denoiser));
    while (!sampler.is_done()) REQUIRE(sampler.advance().is_ok());
    return sampler.preview();
}

Request raw(int steps, std::uint64_t seed = 42)
{
    Request request;
    request.steps = steps;
    request.seed = seed;
    request.normalise = false;
    return request;
}

double wave(int dim, int frame) { return std::sin(0.3 * frame + dim) * (dim + 1) / 4; }

latent::Sequence sequence_of(double (*value)(int, int), int dims, int frames)
{
    latent::Sequence sequence(dims, frames, 21.5);
    for (int frame = 0; frame < frames; ++frame)
        for (int dim = 0; dim < dims; ++dim) sequence.at(frame, dim) = static_cast<float>(value(dim, frame));
    return sequence;
}

}  // namespace

TEST_CASE("Without velocity the noise shrinks by the cosine of each step, for 1 to 200 steps")
{
    std::vector<float> noise(16 * 64);
    draw_noise(42, noise);
    const double largest = static_cast<double>(std::abs(
        *std::max_element(noise.begin(), noise.end(), [](float a, float b) { return std::abs(a) < std::abs(b); })));
    for (int steps = 1; steps <= 200; ++steps) {
        const auto result = run(raw(steps), nothing());
        const double gain = std::pow(std::cos(std::numbers::pi / 2 / steps), steps);
        double worst = 0;
        for (int frame = 0; frame < 64; ++frame)
            for (int dim = 0; dim < 16; ++dim)
                worst = std::max(
                    worst, std::abs(static_cast<double>(result.at(frame, dim)) -
                                    gain * static_cast<double>(noise[static_cast<std::size_t>(dim * 64 + frame)])));
        CAPTURE(steps);
        CHECK(worst <= 5e-6 * largest);
    }
    CHECK(std::pow(std::cos(std::numbers::pi / 20), 10) == Catch::Approx(0.8834852).margin(1e-7));
}

TEST_CASE("A point mass is found exactly, for 1 to 200 steps")
{
    for (int steps = 1; steps <= 200; ++steps) {
        const auto result = run(raw(steps), point_mass(wave));
        double worst = 0;
        for (int frame = 0; frame < 32; ++frame)
            for (int dim = 0; dim < 8; ++dim)
                worst = std::max(worst, std::abs(static_cast<double>(result.at(frame, dim)) - wave(dim, frame)));
        CAPTURE(steps);
        CHECK(worst <= 5e-6 * 2);
    }
}

TEST_CASE("Normal data come out with the deviations that the exact loop gives, for 1 to 200 steps")
{
    for (int steps = 1; steps <= 200; ++steps) {
        const auto result = run(raw(steps, 3), gaussian());
        std::vector<float> noise(6 * 256);
        draw_noise(3, noise);
        double worst = 0;
        for (int dim = 0; dim < 6; ++dim) {
            double gain = 1;  // each step multiplies by cos - sin * (v / x)
            for (int i = 0; i < steps; ++i) {
                const double sigma = 1 - static_cast<double>(i) / steps, a = alpha(sigma), b = beta(sigma);
                const double slope = a * b * (1 - gauss_variance(dim)) / (a * a * gauss_variance(dim) + b * b);
                gain *= std::cos(std::numbers::pi / 2 / steps) - std::sin(std::numbers::pi / 2 / steps) * slope;
            }
            for (int frame = 0; frame < 256; ++frame)
                worst = std::max(
                    worst, std::abs(static_cast<double>(result.at(frame, dim)) -
                                    gain * static_cast<double>(noise[static_cast<std::size_t>(dim * 256 + frame)])));
        }
        CAPTURE(steps);
        CHECK(worst <= 5e-6 * 4);
    }
}

TEST_CASE("With few steps the deviation falls short by what is known, and normalising repairs it")
{
    const auto ratio = [](int steps, double variance) {
        const auto known = std::make_shared<Known>(1, 1024, [=](double x, double sigma, int, int) {
            const double a = alpha(sigma), b = beta(sigma);
            return a * b * (1 - variance) / (a * a * variance + b * b) * x;
        });
        const auto result = run(raw(steps), known);
        double power = 0;
        std::vector<float> noise(1024);
        draw_noise(42, noise);
        double of_noise = 0;
        for (int i = 0; i < 1024; ++i) {
            power += std::pow(static_cast<double>(result.at(i, 0)), 2);
            of_noise += std::pow(static_cast<double>(noise[static_cast<std::size_t>(i)]), 2);
        }
        return std::sqrt(power / of_noise / variance);
    };
    CHECK(ratio(5, 0.04) == Catch::Approx(0.50).margin(0.006));
    CHECK(ratio(10, 0.25) == Catch::Approx(0.86).margin(0.006));
    CHECK(ratio(20, 1.0) == Catch::Approx(0.94).margin(0.006));
    CHECK(ratio(100, 0.25) == Catch::Approx(0.99).margin(0.006));

    Request request = raw(5);
    request.normalise = true;
    request.scale = 0.7F;
    const auto result = run(request, gaussian());
    double mean = 0, power = 0;
    for (const float value : result.values())
        mean += static_cast<double>(value) / static_cast<double>(result.values().size());
    for (const float value : result.values()) power += std::pow(static_cast<double>(value) - mean, 2);
    CHECK(std::sqrt(power / static_cast<double>(result.values().size() - 1)) == Catch::Approx(0.7).epsilon(1e-4));
}

TEST_CASE("Temperature multiplies the noise, together and dim by dim")
{
    Request request = raw(10);
    const auto plain = run(request, nothing(4));
    request.temperature = 0.5F;
    request.dim_temperature = {1, 2, 0, 4};
    const auto hot = run(request, nothing(4));
    for (int dim = 0; dim < 4; ++dim)
        CHECK(hot.at(5, dim) == Catch::Approx(0.5 * std::vector{1, 2, 0, 4}[static_cast<std::size_t>(dim)] *
                                              static_cast<double>(plain.at(5, dim)))
                                    .margin(1e-6));
}

TEST_CASE("Two seeds lead from the first to the second; equal ones give the one")
{
    Request request = raw(10, 1);
    const auto a = run(request, nothing(8, 64));
    const auto b = run(raw(10, 2), nothing(8, 64));
    request.seed_b = 2;
    const auto way = run(request, nothing(8, 64));
    for (int dim = 0; dim < 8; ++dim) {
        CHECK(way.at(0, dim) == Catch::Approx(a.at(0, dim)).margin(1e-5));
        CHECK(way.at(63, dim) == Catch::Approx(b.at(63, dim)).margin(1e-5));
    }
    request.seed_b = 1;
    const auto same = run(request, nothing(8, 64));
    for (std::size_t i = 0; i < same.values().size(); ++i)
        CHECK(same.values()[i] == Catch::Approx(a.values()[i]).margin(1e-5));
    request.seed_b = 2;
    request.morph = 1.0F;
    CHECK(run(request, nothing(8, 64)).at(7, 3) == Catch::Approx(b.at(7, 3)).margin(1e-5));
}

TEST_CASE("What is kept stays bit for bit, whatever the network makes of the rest")
{
    const auto source = std::make_shared<latent::Sequence>(sequence_of(wave, 8, 32));
    for (const bool loop : {false, true}) {
        Request request = raw(10);
        request.source = source;
        request.loop = loop;
        request.kept = {{0, 10, {}}, {20, 5, {true, false, true}}};
        const auto result = run(request, nothing(8, 32));
        int changed = 0;
        for (int frame = 0; frame < 32; ++frame)
            for (int dim = 0; dim < 8; ++dim) {
                const bool kept = frame < 10 || (frame >= 20 && frame < 25 && (dim == 0 || dim == 2));
                if (kept) CHECK(result.at(frame, dim) == source->at(frame, dim));
                changed += !kept && result.at(frame, dim) != source->at(frame, dim);
            }
        CHECK(changed == 32 * 8 - 10 * 8 - 5 * 2);
    }
}

TEST_CASE("A variation of 0 is the source; of 1, nothing of it is left")
{
    Request request = raw(20);
    request.source = std::make_shared<latent::Sequence>(sequence_of(wave, 8, 32));
    request.variation = 0;
    const auto same = run(request, nothing(8, 32));
    for (std::size_t i = 0; i < same.values().size(); ++i)
        CHECK(same.values()[i] == Catch::Approx(request.source->values()[i]).margin(1e-6));
    double before = 0;
    for (const float variation : {0.25F, 0.5F, 0.75F}) {
        request.variation = variation;
        const auto varied = run(request, nothing(8, 32));
        double away = 0;
        for (std::size_t i = 0; i < varied.values().size(); ++i)
            away += std::pow(static_cast<double>(varied.values()[i] - request.source->values()[i]), 2);
        CHECK(away > before);
        before = away;
    }
}

TEST_CASE("Frames that are no multiple of the network's are dreamt to the next one and cut")
{
    Request request = raw(5);
    request.frames = 30;
    const auto result = run(request, nothing(8, 32));
    CHECK(result.frames() == 30);
    CHECK(result.dims() == 8);
    CHECK(result.rate_hz() == Catch::Approx(21.533203));
}

TEST_CASE("The preview is the network's clean estimate on the way, and the result at the end")
{
    Sampler sampler(raw(10), point_mass(wave));
    for (int step = 1; step <= 10; ++step) {
        REQUIRE(sampler.advance().is_ok());
        CHECK(sampler.step() == step);
        const auto rough = sampler.preview();  // of a point mass the estimate is right from the first step on
        CHECK(rough.at(7, 3) == Catch::Approx(wave(3, 7)).margin(1e-4));
    }
    CHECK(sampler.is_done());
}

TEST_CASE("Mean and deviation of the data are put back")
{
    const auto denoiser = point_mass(wave);
    denoiser->normalise_by(3, 2);
    const auto result = run(raw(4), denoiser);
    CHECK(result.at(9, 2) == Catch::Approx(3 + 2 * wave(2, 9)).margin(1e-4));
}

TEST_CASE("A network that fails ends the job with its words")
{
    const auto denoiser = nothing();
    denoiser->fail_at(3);
    Sampler sampler(raw(10), denoiser);
    CHECK(sampler.advance().is_ok());
    CHECK(sampler.advance().is_ok());
    CHECK(sampler.advance().message() == "the network fails");
}

TEST_CASE("What cannot be dreamt is told before anything is computed")
{
    const auto denoiser = nothing(8, 32);
    const auto told = [&](const std::function<void(Request&)>& change) {
        Request request;
        change(request);
        return check(request, *denoiser).message();
    };
    CHECK(told([](Request&) {}).empty());
    CHECK(told([](Request& r) { r.steps = 0; }) == "steps 0: it takes 1 to 1000");
    CHECK(told([](Request& r) { r.steps = 1001; }) == "steps 1001: it takes 1 to 1000");
    CHECK(told([](Request& r) { r.dim_temperature = {1, 2}; }) == "temperatures of 2 dims: the model has 8");
    CHECK(told([](Request& r) { r.variation = 0.5F; }) == "there is no latent to vary or keep frames of");
    CHECK(told([](Request& r) { r.morph = 0.5F; }) == "morph needs a second seed: seed_b <n>");
    const auto source = std::make_shared<latent::Sequence>(5, 32);
    CHECK(told([&](Request& r) { r.source = source, r.variation = 0.5F; }) == "the latent has 5 dims, the model 8");
    const auto brief = std::make_shared<latent::Sequence>(8, 16);
    CHECK(told([&](Request& r) { r.source = brief, r.variation = 0.5F; }).find("set frames to fewer") !=
          std::string::npos);
    CHECK(told([&](Request& r) { r.source = brief, r.kept = {{10, 10, {}}}; }) == "keep 10 10: there are 16 frames");
}
