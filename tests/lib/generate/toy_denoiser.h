// A model that denoises towards a point mass, and a backend that has it under any name.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::test {

/// What its attributes say; tests change it.
struct ToyFacts {
    int dims = 3;
    std::int64_t window = 16;
    std::int64_t multiple = 4;
    std::vector<float> mean{1, 2, 3};
    std::vector<float> deviation{2, 2, 2};
    bool fails = false;
    float mass = 0.5F;  ///< what it denoises towards, in each dim
};

class ToyDenoiser final : public infer::Model {
public:
    explicit ToyDenoiser(std::shared_ptr<ToyFacts> facts) : facts_(std::move(facts))
    {
        description_.methods = {{"denoise", facts_->dims + 1, 1, facts_->dims, 1, {}, {}}};
        for (const char* name : {"window", "multiple", "frame_ratio"})
            description_.attributes.push_back({name, {infer::ValueType::kInt}});
        for (const char* name : {"latent_mean", "latent_std"})
            description_.attributes.push_back({name, {infer::ValueType::kTensor}});
        description_.sample_rate = 44100;
    }

    const infer::Description& description() const override { return description_; }
    Result<std::unique_ptr<infer::Instance>> instantiate() noexcept override
    {
        return std::unique_ptr<infer::Instance>(std::make_unique<Toy>(facts_));
    }

private:
    class Toy final : public infer::Instance {
    public:
        explicit Toy(std::shared_ptr<ToyFacts> facts) : facts_(std::move(facts)) {}

        infer::Outcome process(const infer::Method&, const infer::ConstBlock& in,
                               const infer::Block& out) noexcept override
        {
            if (facts_->fails) return Status::error("the network fails");
            const auto frames = static_cast<std::size_t>(in.frames);
            const auto dims = static_cast<std::size_t>(facts_->dims);
            for (std::size_t row = 0; row < static_cast<std::size_t>(in.voices); ++row)
                for (std::size_t i = 0; i < dims * frames; ++i) {
                    const double sigma =
                        static_cast<double>(in.data[row * (dims + 1) * frames + dims * frames + i % frames]);
                    const double a = std::cos(sigma * std::numbers::pi / 2), b = std::sin(sigma * std::numbers::pi / 2);
                    const double x = static_cast<double>(in.data[row * (dims + 1) * frames + i]);
                    const double mass = static_cast<double>(facts_->mass);
                    out.data[row * dims * frames + i] = static_cast<float>(a / b * (x - a * mass) - b * mass);
                }
            return {};
        }
        Status set(const infer::Attribute&, std::span<const infer::Value>) noexcept override { return {}; }
        Result<std::vector<infer::Value>> get(const infer::Attribute& attribute) noexcept override
        {
            if (attribute.name == "window") return std::vector<infer::Value>{facts_->window};
            if (attribute.name == "multiple") return std::vector<infer::Value>{facts_->multiple};
            if (attribute.name == "frame_ratio") return std::vector<infer::Value>{std::int64_t{2048}};
            return std::vector<infer::Value>{attribute.name == "latent_mean" ? facts_->mean : facts_->deviation};
        }
        void reset() noexcept override {}
        void seed(std::uint64_t) noexcept override {}
        void set_threads(int) noexcept override {}

    private:
        std::shared_ptr<ToyFacts> facts_;
    };

    std::shared_ptr<ToyFacts> facts_;
    infer::Description description_;
};

class ToyBackend final : public infer::Backend {
public:
    explicit ToyBackend(std::shared_ptr<ToyFacts> facts) : facts_(std::move(facts)) {}

    std::string_view name() const noexcept override { return "toy"; }
    std::span<const std::string_view> endings() const noexcept override { return kEndings; }
    Result<infer::Description> describe(const std::string&) const override { return ToyDenoiser(facts_).description(); }
    Result<std::shared_ptr<infer::Model>> load(const std::string&, const infer::LoadOptions&) noexcept override
    {
        return std::shared_ptr<infer::Model>(std::make_shared<ToyDenoiser>(facts_));
    }

private:
    static constexpr std::array<std::string_view, 1> kEndings{".ts"};
    std::shared_ptr<ToyFacts> facts_;
};

}  // namespace latentjam::test
