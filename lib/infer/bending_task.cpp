// SPDX-License-Identifier: BSD-3-Clause
#include "infer/bending_task.h"

#include "base/finite.h"
#include "base/huge_pages.h"
#include "bend/names.h"
#include "random/random.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <span>
#include <utility>

namespace latentjam::infer {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(100);  // for the state: a block of the model

std::vector<std::string> names_of(const Model& model)
{
    std::vector<std::string> names;
    for (const auto& parameter : model.parameters()) names.push_back(parameter.name);
    return names;
}

bool is_one_name(const std::string& name) { return name.find_first_of("*?") == std::string::npos; }

// Of equally many. Without a branch: a layer has millions of weights.
Difference difference(std::span<const float> own, std::span<const float> bent)
{
    Difference found;
    AllFinite finite;
    for (std::size_t i = 0; i < bent.size(); ++i) {
        finite.add(bent[i]);
        found.changed += bent[i] != own[i] ? 1U : 0U;
    }
    found.is_finite = finite.holds();
    return found;
}

bool are_pointwise(const bend::Entries& entries)
{
    return std::all_of(entries.begin(), entries.end(),
                       [](const auto& entry) { return bend::is_pointwise(*entry->operation()); });
}

Status why_not(const bend::Entry& entry, const Parameter& parameter)
{
    if (entry.activation()) {
        if (parameter.has_output) return {};
        return Status::error(
            "it is no weight of a layer of ours; libtorch computes with it, so its output cannot be "
            "bent, its weights can");
    }
    if (!parameter.obstacle.empty()) return Status::error(parameter.obstacle);
    return bend::fits(*entry.operation(), parameter.shape, entry.values ? entry.values->size() : 0);
}

// The place of the same parameter in another model; nothing when it has none of that name and shape.
std::optional<std::size_t> same_in(const Model& other, const Parameter& wanted)
{
    const auto all = other.parameters();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Parameter& parameter) {
        return parameter.name == wanted.name && parameter.shape == wanted.shape && parameter.obstacle.empty();
    });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

}  // namespace

Result<std::size_t> parameter_named(const std::string& name, const Model& model)
{
    const auto names = names_of(model);
    const auto places = bend::find_names(name, names);
    if (places.empty()) return Status::error(bend::no_such_name(name, names));
    return places.front();
}

Result<std::vector<std::size_t>> parameters_of(const bend::Entry& entry, const Model& model)
{
    const auto names = names_of(model);
    auto places = bend::find_names(entry.name, names);
    if (places.empty() && entry.activation()) places = bend::find_names(entry.name + ".weight", names);
    if (places.empty()) return Status::error(bend::no_such_name(entry.name, names));
    const auto parameters = model.parameters();
    if (is_one_name(entry.name)) {
        const auto& parameter = parameters[places.front()];
        const Status status = why_not(entry, parameter);
        if (!status) return Status::error(parameter.name + ": " + status.message());
        return places;
    }
    std::string first;
    std::erase_if(places, [&](std::size_t place) {
        const Status status = why_not(entry, parameters[place]);
        if (!status && first.empty()) first = parameters[place].name + ": " + status.message();
        return !status;
    });
    if (places.empty()) return Status::error("nothing that '" + entry.name + "' means can be bent so: " + first);
    return places;
}

std::size_t Applied::weights_changed() const noexcept
{
    return std::accumulate(changed.begin(), changed.end(), std::size_t{0});
}

void BendingTask::set(Applied before, bend::Entries entries, std::shared_ptr<BendingMemory> memory, LoadOptions load,
                      std::map<std::string, std::string> paths)
{
    before_ = std::move(before);
    after_.entries = std::move(entries);
    memory_ = std::move(memory);
    load_ = load;
    paths_ = std::move(paths);
}

void BendingTask::sort_by_parameter()
{
    after_.by_parameter.assign(model_->parameters().size(), {});
    for (const auto& entry : after_.entries) {
        if (!entry->is_on || entry->activation()) continue;
        const auto places = parameters_of(*entry, *model_);
        if (!places) continue;  // a list made for another model: what does not fit is left out
        for (const auto place : *places) after_.by_parameter[place].push_back(entry);
    }
}

void BendingTask::run(const CancelFlag& cancelled)
{
    sort_by_parameter();
    std::vector<NewWeights> weights;
    status_ = count_matches();
    if (status_) status_ = compute(weights, cancelled);
    if (!status_ || cancelled) return;
    const auto activations = this->activations();
    const bool is_plain = activations.empty() && std::all_of(after_.by_parameter.begin(), after_.by_parameter.end(),
                                                             [](const auto& list) { return list.empty(); });
    if (is_plain) {
        memory_->trial = nullptr;  // memory is what it was before the first bend
        memory_->own = nullptr;
        memory_->bent = nullptr;
        memory_->parameter = static_cast<std::size_t>(-1);
        is_tried_ = true;
        return;
    }
    auto bent = model_->bend(before_.bent, weights, activations);
    if (!bent) {
        status_ = bent.status();
        return;
    }
    after_.bent = std::move(*bent);
    status_ = look_at_changes();
    if (status_ && is_tried_) status_ = try_out();
    // Beside a box at rest it would wait for the next bend with a state as large as the one that plays.
    if (!settings_.offline) memory_->trial = nullptr;
}

Status BendingTask::compute(std::vector<NewWeights>& weights, const CancelFlag& cancelled)
{
    const auto count = model_->parameters().size();
    before_.by_parameter.resize(count);
    before_.changed.resize(count);
    after_.changed = before_.changed;
    for (std::size_t parameter = 0; parameter < count; ++parameter) {
        const auto& entries = after_.by_parameter[parameter];
        if (entries == before_.by_parameter[parameter]) continue;
        if (cancelled) return {};
        if (entries.empty()) {
            weights.push_back({parameter, nullptr});
            after_.changed[parameter] = 0;
            continue;
        }
        if (are_pointwise(entries) && model_->changes_in_place(parameter)) {
            weights.push_back({parameter, nullptr, change_with(entries, parameter)});
            continue;
        }
        auto& bent = memory_->bent;
        if (!bent || bent.use_count() > 1)
            bent = std::make_shared<std::vector<float>>();
        else
            std::atomic_thread_fence(std::memory_order_acquire);  // behind what its last user read, on another thread
        if (const Status made = make_weights(parameter, entries, *bent); !made) return made;
        const auto own = own_weights(parameter);
        if (!own) return own.status();
        const auto found = difference(**own, *bent);
        if (!found.is_finite) return not_finite(parameter, entries);
        after_.changed[parameter] = found.changed;
        weights.push_back({parameter, bent});
    }
    return {};
}

// The task outlives the call of Model::bend() that it is for.
NewWeights::Change BendingTask::change_with(const bend::Entries& entries, std::size_t parameter)
{
    auto& found = in_place_[parameter];
    return [&entries, &found](std::span<const float> own, std::span<float> bent) {
        std::copy(own.begin(), own.end(), bent.begin());
        for (const auto& entry : entries) static_cast<void>(bend::apply(*entry->operation(), bent, {}));
        const auto here = difference(own, bent);
        found.is_finite = found.is_finite && here.is_finite;
        found.changed += here.changed;
    };
}

Status BendingTask::look_at_changes()
{
    for (const auto& [parameter, found] : in_place_) {
        if (!found.is_finite) return not_finite(parameter, after_.by_parameter[parameter]);
        after_.changed[parameter] = found.changed;
    }
    return {};
}

Result<std::shared_ptr<const std::vector<float>>> BendingTask::own_weights(std::size_t parameter)
{
    if (!memory_->own || memory_->parameter != parameter) {
        auto numbers = model_->weights(parameter);
        if (!numbers) return numbers.status();
        memory_->own = std::make_shared<const std::vector<float>>(std::move(*numbers));
        memory_->parameter = parameter;
    }
    return memory_->own;
}

Status BendingTask::make_weights(std::size_t parameter, const bend::Entries& entries, std::vector<float>& weights)
{
    const auto own = own_weights(parameter);
    if (!own) return own.status();
    reserve_on_huge_pages(weights, (*own)->size());
    weights = **own;
    for (const auto& entry : entries) {
        const auto& operation = *entry->operation();
        bend::Beside beside;
        std::vector<float> other;
        if (entry->values) beside.values = *entry->values;
        if (entry->is_blend()) {
            auto numbers = other_weights(operation.model, parameter);
            if (!numbers) return numbers.status();
            if (numbers->empty()) continue;  // it has none of that name and shape
            other = std::move(*numbers);
            beside.other = other;
        }
        const Status status = bend::apply(operation, weights, model_->parameters()[parameter].shape, beside);
        if (!status) {
            culprit_ = entry;
            return Status::error(model_->parameters()[parameter].name + ": " + status.message());
        }
    }
    return {};
}

// Which entry it was.
Status BendingTask::not_finite(std::size_t parameter, const bend::Entries& entries)
{
    std::vector<float> weights;
    for (std::size_t count = 1; count <= entries.size(); ++count) {
        const bend::Entries first(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(count));
        if (make_weights(parameter, first, weights) && difference(weights, weights).is_finite) continue;
        culprit_ = entries[count - 1];
        break;
    }
    return Status::error("'" + (culprit_ ? bend::text_of(*culprit_, false) : std::string("bend")) +
                         "' makes weights that are not finite in " + model_->parameters()[parameter].name +
                         "; it is left out");
}

Result<std::vector<float>> BendingTask::read(std::size_t parameter)
{
    sort_by_parameter();
    std::vector<float> weights;
    const Status made = make_weights(parameter, after_.by_parameter[parameter], weights);
    return made ? Result<std::vector<float>>(std::move(weights)) : Result<std::vector<float>>(made);
}

// ---- another model ---------------------------------------------------------------------------------------------

Result<std::shared_ptr<Model>> BendingTask::other_model(const std::string& name)
{
    const auto path = paths_.find(name);
    if (path == paths_.end()) return Status::error("blend: model '" + name + "' is not found");
    auto& known = memory_->others[path->second];
    if (!known) {
        auto loaded = models_.get(path->second, load_);
        if (!loaded) return loaded.status();
        known = std::move(*loaded);
    }
    return known;
}

Status BendingTask::count_matches()
{
    std::map<std::string, std::shared_ptr<Model>> used;
    for (const auto& entry : after_.entries) {
        if (!entry->is_blend() || !entry->is_on) continue;
        const auto& name = entry->operation()->model;
        const auto other = other_model(name);
        if (!other) {
            culprit_ = entry;
            return other.status();
        }
        used[paths_[name]] = *other;
        const auto places = parameters_of(*entry, *model_);
        if (!places) continue;
        Blend blend{name, 0, places->size()};
        for (const auto place : *places) blend.matched += same_in(**other, model_->parameters()[place]) ? 1U : 0U;
        blends_.push_back(blend);
        if (blend.matched > 0) continue;
        culprit_ = entry;
        return Status::error("blend " + name + ": none of " + std::to_string(blend.total) +
                             " parameters is there under the same name and with the same shape");
    }
    memory_->others = std::move(used);
    return {};
}

Result<std::vector<float>> BendingTask::other_weights(const std::string& name, std::size_t parameter)
{
    const auto other = other_model(name);
    if (!other) return other.status();
    const auto place = same_in(**other, model_->parameters()[parameter]);
    return place ? (*other)->weights(*place) : Result<std::vector<float>>(std::vector<float>());
}

// ---- layers' outputs, and the trial ----------------------------------------------------------------------------

std::vector<NewActivations> BendingTask::activations() const
{
    std::map<std::size_t, NewActivations> by_parameter;
    for (const auto& entry : after_.entries) {
        if (!entry->is_on || !entry->activation()) continue;
        const auto places = parameters_of(*entry, *model_);
        if (!places) continue;
        for (const auto place : *places) {
            auto& all = by_parameter[place];
            all.parameter = place;
            all.activations.emplace_back(entry, entry->activation());
        }
    }
    std::vector<NewActivations> list;
    for (auto& [place, all] : by_parameter) list.push_back(std::move(all));
    return list;
}

// One block of noise, from the state that the playing instance had a moment ago.
Status BendingTask::try_out()
{
    if (!memory_->trial) {
        auto made = model_->instantiate();
        if (!made) return made.status();
        memory_->trial = std::move(*made);
    }
    auto future = state_.get_future();
    if (future.wait_for(kPatience) == std::future_status::ready)
        if (const auto state = future.get()) memory_->trial->go_on_from(*state);
    memory_->trial->play_with(after_.bent);
    const int in_frames = settings_.buffer / method_.in_ratio, out_frames = settings_.buffer / method_.out_ratio;
    const auto values = [&](int channels, int frames) {
        return static_cast<std::size_t>(settings_.voices) * static_cast<std::size_t>(channels) *
               static_cast<std::size_t>(frames);
    };
    std::vector<float> in(values(method_.in_channels, in_frames)), out(values(method_.out_channels, out_frames));
    random::Random random(1);
    for (float& value : in) value = static_cast<float>(random.uniform(-1, 1));
    const Outcome outcome = memory_->trial->process(method_, {in, settings_.voices, method_.in_channels, in_frames},
                                                    {out, settings_.voices, method_.out_channels, out_frames});
    if (outcome && memory_->trial->has_finite_state()) return {};
    memory_->trial = nullptr;  // its state is spoilt
    const std::string reason = outcome ? "the model's state is then not finite (NaN or infinity)" : outcome.message();
    return Status::error("this bend is refused, the weights before it play on: " + reason);
}

}  // namespace latentjam::infer
