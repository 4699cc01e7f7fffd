// From a recorded run to a plan: what is constant goes, elementwise steps join, and memory is shared in time.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/plan/plan.h"

#include "infer/native/operators/convolution.h"
#include "infer/native/plan/fusion.h"
#include "infer/native/plan/liveness.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace latentjam::infer::native {

namespace {

constexpr std::size_t kAlignment = 64;

/// A storage of the plan's own, from the first step that touches it to the last one.
struct Use {
    std::shared_ptr<Storage> storage;
    std::size_t first = 0, last = 0;
    std::size_t place = 0;  ///< in the arena
};

std::size_t padded(std::size_t bytes)
{
    return (std::max<std::size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
}

// The lowest place that no other one takes at the same time.
std::size_t free_place(const std::vector<Use*>& placed, const Use& use)
{
    std::map<std::size_t, std::size_t> taken;  // by beginning
    for (const auto* other : placed)
        if (other->first <= use.last && use.first <= other->last) {
            auto& end = taken[other->place];
            end = std::max(end, other->place + padded(other->storage->bytes()));
        }
    std::size_t place = 0;
    for (const auto& [begin, end] : taken) {
        if (begin >= place + padded(use.storage->bytes())) break;
        place = std::max(place, end);
    }
    return place;
}

}  // namespace

std::unique_ptr<Plan> Plan::make(Recorder& recorder, const Tensor& input, const Tensor& output, const Kept& kept)
{
    auto steps = recorder.take_steps();
    const auto changing = varying(steps, input.storage().get(), kept);
    for (const auto& reading : recorder.readings())
        if (changing.count(reading.storage().get()) != 0) return nullptr;
    drop_needless(steps, changing, output.storage().get(), kept);
    for (const auto& step : steps)
        if (auto* convolution = dynamic_cast<ConvolutionStep*>(step.get()))
            if (changing.count(convolution->weight().storage().get()) == 0) convolution->keep_weights();
    fuse_pointwise(steps, changing, output.storage().get(), kept);
    std::unique_ptr<Plan> plan(new Plan(input, output));
    plan->steps_ = std::move(steps);
    auto pinned = kept;
    pinned.insert(input.storage().get());
    if (changing.count(output.storage().get()) == 0) pinned.insert(output.storage().get());
    for (const auto& step : plan->steps_)
        for (const auto& tensor : step->reads())
            if (changing.count(tensor.storage().get()) == 0) pinned.insert(tensor.storage().get());
    plan->place(pinned);
    return plan;
}

void Plan::place(const Kept& pinned)
{
    std::vector<Use> uses;
    std::map<const Storage*, std::size_t> known;
    const auto touch = [&](const Tensor& tensor, std::size_t step) {
        if (pinned.count(tensor.storage().get()) != 0) return;
        const auto [found, is_new] = known.emplace(tensor.storage().get(), uses.size());
        if (is_new) uses.push_back({tensor.storage(), step, step, 0});
        uses[found->second].last = step;
    };
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        for (const auto& tensor : steps_[i]->reads()) touch(tensor, i);
        for (const auto& tensor : steps_[i]->writes()) touch(tensor, i);
    }
    touch(output_, steps_.size());
    std::vector<Use*> order, placed;
    for (auto& use : uses) order.push_back(&use);
    std::stable_sort(order.begin(), order.end(),
                     [](const Use* a, const Use* b) { return a->storage->bytes() > b->storage->bytes(); });
    for (auto* use : order) {
        use->place = free_place(placed, *use);
        placed.push_back(use);
        arena_bytes_ = std::max(arena_bytes_, use->place + padded(use->storage->bytes()));
    }
    arena_ = std::make_shared<Storage>(arena_bytes_, nullptr);
    std::memset(arena_->data(), 0, arena_bytes_);  // the system finds it now, and not in the first block
    for (const auto& use : uses) use.storage->move_to(arena_->data() + use.place);
}

void Plan::run()
{
    for (const auto& step : steps_) step->run();
}

}  // namespace latentjam::infer::native
