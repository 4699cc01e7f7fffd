// A backend without a runtime: models that are slow, fail or count on command. For tests of everything above it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

/// What a fake model does; the atomics may be changed while it plays.
struct FakeScript {
    Description description;
    std::vector<std::string_view> endings = {".ts"};
    std::atomic<bool> refuses{false};      ///< every file
    std::atomic<std::int64_t> call_ns{0};  ///< how long a call takes (it sleeps)
    std::atomic<std::int64_t> load_ns{0};  ///< how long a load takes
    std::atomic<int> calls{0};             ///< calls of process() by all instances
    std::atomic<int> loads{0};
    std::atomic<int> instances{0};          ///< alive now
    std::atomic<int> overlapping_calls{0};  ///< calls of one instance from two threads at once: must stay 0
    std::mutex mutex;
    std::set<int> failing_calls;   ///< per instance, counted from 1: these return an error
    std::set<int> silenced_calls;  ///< these are silenced, as a block with NaN is
    std::vector<Parameter> parameters = {{"net.weight", {2, 2}, false, true, ""}, {"net.bias", {2}, false, false, ""}};
    std::vector<std::vector<float>> weights = {{1, 2, 3, 4}, {0, 0}};
    bool changes_in_place = false;         ///< as a model with packed weights: NewWeights::change, in pieces of one
    std::atomic<int> bends{0};             ///< calls of bend()
    std::atomic<std::int64_t> bend_ns{0};  ///< how long one takes
    std::atomic<int> bends_alive{0};       ///< weights that are still held
};

/// out[c][t] = gain * in[c mod inputs][t] + feedback * (that channel's last value of the block before), where t is
/// the nearest earlier frame of the other rate. When it is bent, the input is multiplied by the first number of the
/// first parameter, and the first number of the second is added. `gain` is an attribute (float, default 1), feedback is
/// 0.25.
class FakeBackend final : public Backend {
public:
    static constexpr float kFeedback = 0.25f;

    explicit FakeBackend(std::shared_ptr<FakeScript> script) : script_(std::move(script)) {}

    std::string_view name() const noexcept override { return "fake"; }
    std::span<const std::string_view> endings() const noexcept override { return script_->endings; }
    Result<Description> describe(const std::string& path) const override;
    Result<std::shared_ptr<Model>> load(const std::string& path, const LoadOptions& options) noexcept override;

private:
    std::shared_ptr<FakeScript> script_;
};

/// A fake model itself, for tests that need no file.
std::shared_ptr<Model> make_fake_model(std::shared_ptr<FakeScript> script);

}  // namespace latentjam::infer
