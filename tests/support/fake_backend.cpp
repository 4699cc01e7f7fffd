// The fake's arithmetic is simple enough to be predicted by a test, and has a state, so that lost blocks show.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/fake_backend.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace latentjam::infer {

namespace {

struct FakeBent final : Bent {
    explicit FakeBent(std::shared_ptr<FakeScript> of) : script(std::move(of)) { ++script->bends_alive; }
    ~FakeBent() override { --script->bends_alive; }
    FakeBent(const FakeBent&) = delete;
    FakeBent& operator=(const FakeBent&) = delete;

    std::shared_ptr<FakeScript> script;
    std::vector<std::vector<float>> weights;
    std::vector<std::shared_ptr<const bend::Activation>> activations;
};

struct FakeState final : InstanceState {
    std::vector<float> last;
};

class FakeInstance final : public Instance {
public:
    explicit FakeInstance(std::shared_ptr<FakeScript> script) : script_(std::move(script)) { ++script_->instances; }
    ~FakeInstance() override { --script_->instances; }

    Outcome process(const Method& method, const ConstBlock& in, const Block& out) noexcept override
    {
        if (inside_.exchange(true)) ++script_->overlapping_calls;
        ++script_->calls;
        ++calls_;
        if (const auto time = script_->call_ns.load(); time > 0)
            std::this_thread::sleep_for(std::chrono::nanoseconds(time));
        last_.resize(static_cast<std::size_t>(in.voices * in.channels), 0.0f);
        for (int voice = 0; voice < out.voices; ++voice) {
            for (int channel = 0; channel < out.channels; ++channel) {
                const auto row = static_cast<std::size_t>(voice * in.channels + channel % in.channels);
                const auto to =
                    static_cast<std::size_t>(voice * out.channels + channel) * static_cast<std::size_t>(out.frames);
                for (int t = 0; t < out.frames; ++t) {
                    const int from = t * method.out_ratio / method.in_ratio;
                    const float value =
                        in.data[row * static_cast<std::size_t>(in.frames) + static_cast<std::size_t>(from)];
                    const float bent = bent_ ? value * bent_->weights[0][0] + bent_->weights[1][0] : value;
                    out.data[to + static_cast<std::size_t>(t)] = gain_ * bent + FakeBackend::kFeedback * last_[row];
                }
            }
        }
        if (bent_)
            for (const auto& activation : bent_->activations) {
                bend::ActivationState state(activation->seed);
                bend::apply(*activation, state, {out.data.data(), out.voices, out.channels, out.frames, 1});
            }
        for (std::size_t row = 0; row < last_.size(); ++row)
            last_[row] = in.data[row * static_cast<std::size_t>(in.frames) + static_cast<std::size_t>(in.frames) - 1];
        inside_ = false;
        for (const float value : out.data)
            if (!std::isfinite(value)) return Outcome::silenced("fake model: it gave values that are not finite");
        const std::scoped_lock lock(script_->mutex);
        if (script_->failing_calls.count(calls_) > 0) return Status::error("fake model: this call fails");
        if (script_->silenced_calls.count(calls_) > 0) return Outcome::silenced("fake model: this call is silenced");
        return {};
    }

    Status set(const Attribute&, std::span<const Value> values) noexcept override
    {
        const auto* gain = values.size() == 1 ? std::get_if<double>(&values[0]) : nullptr;
        if (!gain) return Status::error("gain takes one float");
        gain_ = static_cast<float>(*gain);
        return {};
    }

    Result<std::vector<Value>> get(const Attribute&) noexcept override
    {
        return std::vector<Value>{static_cast<double>(gain_)};
    }
    void reset() noexcept override { last_.assign(last_.size(), 0.0f); }
    void seed(std::uint64_t) noexcept override {}
    void set_threads(int) noexcept override {}
    void play_with(std::shared_ptr<const Bent> bent) noexcept override
    {
        bent_ = std::static_pointer_cast<const FakeBent>(std::move(bent));
    }
    std::unique_ptr<const InstanceState> state() const noexcept override
    {
        auto copy = std::make_unique<FakeState>();
        copy->last = last_;
        return copy;
    }
    void go_on_from(const InstanceState& state) noexcept override { last_ = static_cast<const FakeState&>(state).last; }
    bool has_finite_state() const noexcept override
    {
        return std::all_of(last_.begin(), last_.end(), [](float value) { return std::isfinite(value); });
    }

private:
    std::shared_ptr<FakeScript> script_;
    std::shared_ptr<const FakeBent> bent_;
    std::vector<float> last_;
    float gain_ = 1.0f;
    int calls_ = 0;
    std::atomic<bool> inside_{false};
};

class FakeModel final : public Model {
public:
    explicit FakeModel(std::shared_ptr<FakeScript> script) : script_(std::move(script)) {}
    const Description& description() const override { return script_->description; }
    Result<std::unique_ptr<Instance>> instantiate() noexcept override
    {
        return std::unique_ptr<Instance>(std::make_unique<FakeInstance>(script_));
    }
    std::span<const Parameter> parameters() const override { return script_->parameters; }
    Result<std::vector<float>> weights(std::size_t parameter) noexcept override { return script_->weights[parameter]; }
    bool changes_in_place(std::size_t) const override { return script_->changes_in_place; }
    Result<std::shared_ptr<const Bent>> bend(std::shared_ptr<const Bent> before, std::span<const NewWeights> weights,
                                             std::span<const NewActivations> activations) noexcept override
    {
        ++script_->bends;
        if (const auto time = script_->bend_ns.load(); time > 0)
            std::this_thread::sleep_for(std::chrono::nanoseconds(time));
        auto bent = std::make_shared<FakeBent>(script_);
        bent->weights = before ? static_cast<const FakeBent&>(*before).weights : script_->weights;
        for (const auto& change : weights) {
            const auto& own = script_->weights[change.parameter];
            auto& there = bent->weights[change.parameter];
            there = change.values ? *change.values : own;
            for (std::size_t i = 0; change.change && i < own.size(); ++i) change.change({&own[i], 1}, {&there[i], 1});
        }
        for (const auto& one : activations)
            bent->activations.insert(bent->activations.end(), one.activations.begin(), one.activations.end());
        return std::shared_ptr<const Bent>(std::move(bent));
    }

private:
    std::shared_ptr<FakeScript> script_;
};

}  // namespace

std::shared_ptr<Model> make_fake_model(std::shared_ptr<FakeScript> script)
{
    return std::make_shared<FakeModel>(std::move(script));
}

Result<Description> FakeBackend::describe(const std::string& path) const
{
    if (script_->refuses) return Status::error(path + ": the fake backend refuses it");
    return script_->description;
}

Result<std::shared_ptr<Model>> FakeBackend::load(const std::string& path, const LoadOptions&) noexcept
{
    if (script_->refuses) return Status::error(path + ": the fake backend refuses it");
    ++script_->loads;
    if (const auto time = script_->load_ns.load(); time > 0)
        std::this_thread::sleep_for(std::chrono::nanoseconds(time));
    return make_fake_model(script_);
}

}  // namespace latentjam::infer
