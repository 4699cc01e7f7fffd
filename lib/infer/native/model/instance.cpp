// Running a method: floats in, floats out.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/instance.h"

#include "infer/native/model/attributes.h"
#include "infer/native/model/guard.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

namespace latentjam::infer::native {

namespace {

constexpr std::size_t kMostBytes = std::size_t{2} << 30U;  // of an instance's tensors

/// Copies of all that is state.
struct NativeState final : InstanceState {
    std::vector<std::pair<std::size_t, Value>> values;  // by slot
};

template <typename AnyBlock>
bool is_whole(const AnyBlock& block)
{
    return block.voices > 0 && block.channels > 0 && block.frames > 0 &&
           block.data.size() == static_cast<std::size_t>(block.voices) * static_cast<std::size_t>(block.channels) *
                                    static_cast<std::size_t>(block.frames);
}

template <typename AnyBlock>
Dims shape_of(const AnyBlock& block)
{
    return {block.voices, block.channels, block.frames};
}

constexpr std::size_t kMostPlans = 8;

constexpr double kUsualRate_hz = 44100;

/// While it lives, a witness is told of what a machine computes.
class Witnessed {
public:
    Witnessed(Machine& machine, Witness& witness) : machine_(machine) { machine_.set_witness(&witness); }
    ~Witnessed() { machine_.set_witness(nullptr); }
    Witnessed(const Witnessed&) = delete;
    Witnessed& operator=(const Witnessed&) = delete;

private:
    Machine& machine_;
};

// The model's answer, or what is wrong with it.
Result<Tensor> accepted(const Value& answer, const Dims& wanted)
{
    if (!answer.is_tensor())
        return Status::error(std::string("it returned a ") + answer.kind() + ", not a tensor of " + text_of(wanted));
    const auto& tensor = answer.tensor();
    if (!is_float(tensor.type()))
        return Status::error(std::string("it returned numbers of type ") + name_of(tensor.type()) + ", not floats");
    if (!(tensor.sizes() == wanted))
        return Status::error("it returned " + text_of(tensor.sizes()) + " values (voices x channels x frames), not " +
                             text_of(wanted));
    return tensor;
}

}  // namespace

void PlayedSizes::note(const Size& size)
{
    constexpr std::size_t kMost = 4;
    const std::scoped_lock lock(mutex_);
    std::erase_if(sizes_,
                  [&](const Size& known) { return known.method.name == size.method.name && known.in == size.in; });
    if (sizes_.size() >= kMost) sizes_.erase(sizes_.begin());
    sizes_.push_back(size);
}

std::vector<PlayedSizes::Size> PlayedSizes::all() const
{
    const std::scoped_lock lock(mutex_);
    return sizes_;
}

NativeInstance::NativeInstance(std::shared_ptr<const Model> owner, const Module& module, const Parameters& parameters,
                               std::shared_ptr<Packing> packing, std::shared_ptr<PlayedSizes> sizes)
    : owner_(std::move(owner)),
      parameters_(parameters),
      sizes_(std::move(sizes)),
      rate_hz_(owner_ && owner_->description().sample_rate > 0 ? owner_->description().sample_rate : kUsualRate_hz),
      name_(module.name),
      machine_(std::make_shared<Budget>(kMostBytes), std::move(packing)),
      interpreter_(machine_),
      own_(module.root, machine_)
{
    interpreter_.use_constants(module.constants);
    interpreter_.on_set([this](Object& object, std::size_t slot) { own_.assigns(object, slot, is_setting_); });
}

Value NativeInstance::call(const std::string& method, Tensor input, const std::vector<Value>& before)
{
    const auto* function = own_.root()->type->find_method(method);
    if (function == nullptr) throw ScriptError("there is no such method");
    Value answer;
    try {
        answer = interpreter_.call(own_.root(), *function, {std::move(input)});
    } catch (...) {
        own_.note_writes(false, before);
        drop_plans();
        throw;
    }
    own_.note_writes(false, before);
    return answer;
}

bool NativeInstance::try_method(const Method& method, int frames, Reading& reading)
{
    constexpr int kMultiples[] = {1, 8};  // some want several frames at once
    for (const int multiple : kMultiples) {
        const auto silence = machine_.empty(Type::kFloat, {1, method.in_channels, std::int64_t{frames} * multiple});
        std::fill_n(silence.data<float>(), silence.count(), 0.0F);
        try {
            const Witnessed witnessed(machine_, reading);
            call(method.name, silence, own_.values());
            return true;
        } catch (const Unknown&) {
            throw;
        } catch (const ScriptError&) {  // of these sizes, perhaps
        }
    }
    return false;
}

// Float32 and contiguous.
Result<Tensor> NativeInstance::play(const Method& method, const ConstBlock& in, const Dims& wanted)
{
    const auto shape = shape_of(in);
    auto planned = std::find_if(plans_.begin(), plans_.end(),
                                [&](const Planned& each) { return each.method == method.name && each.shape == shape; });
    if (planned != plans_.end() && planned->exchanges != own_.exchanges()) {
        plans_.clear();
        planned = plans_.end();
    }
    if (planned != plans_.end() && planned->plan) {
        auto& plan = *planned->plan;
        std::memcpy(plan.input().data<float>(), in.data.data(), in.data.size_bytes());
        plan.run();
        return accepted(plan.output(), wanted);
    }
    // A copy of the input: a model may keep a part of it, or write to it.
    const auto input = machine_.empty(Type::kFloat, shape);
    std::memcpy(input.data<float>(), in.data.data(), in.data.size_bytes());
    if (planned == plans_.end()) {
        std::unique_ptr<Plan> plan;
        auto output = record(method, input, wanted, plan);
        if (!output) return output;
        if (plans_.size() >= kMostPlans) plans_.erase(plans_.begin());
        plans_.push_back({method.name, shape, std::move(plan), own_.exchanges()});
        sizes_->note({method, shape, wanted});
        return output;
    }
    ActingRecorder recorder(acting_, seconds_of(method, shape));
    std::optional<Witnessed> witnessed;
    if (!acting_.is_empty()) witnessed.emplace(machine_, recorder);
    const auto before = own_.values();
    const auto answer = accepted(call(method.name, input, before), wanted);
    if (!answer) return answer;
    const auto output = heard(*answer, before);
    if (!settle(before)) drop_plans();
    return output;
}

// Contiguous floats that stay when attributes get what the run has put into them.
Tensor NativeInstance::heard(const Tensor& answer, const std::vector<Value>& before)
{
    auto output = machine_.contiguous(machine_.converted(answer, Type::kFloat));
    bool is_kept = false;
    for (const auto& value : before)
        for_each_tensor(value,
                        [&](const Tensor& tensor) { is_kept = is_kept || tensor.storage() == output.storage(); });
    return is_kept ? machine_.cloned(output) : output;
}

// Attributes have changed that are part of plans. Where that happens again and again, methods are interpreted.
void NativeInstance::drop_plans()
{
    constexpr int kMostDrops = 16;
    if (++drops_ <= kMostDrops)
        std::erase_if(plans_, [](const Planned& each) { return each.plan != nullptr; });
    else
        for (auto& each : plans_) each.plan.reset();
}

// Plays a block by the script, and makes a plan of what it did where that can be repeated.
Result<Tensor> NativeInstance::record(const Method& method, const Tensor& input, const Dims& wanted,
                                      std::unique_ptr<Plan>& plan)
{
    const auto before = own_.values();
    ActingRecorder recorder(acting_, seconds_of(method, input.sizes()));
    const Witnessed witnessed(machine_, recorder);
    const auto answer = accepted(call(method.name, input, before), wanted);
    if (!answer) return answer;
    const auto output = heard(*answer, before);
    if (!settle(before)) {
        drop_plans();
        return output;
    }
    // The plan moves what it works on: this block's answer is read before.
    Tensor copy(std::make_shared<Storage>(static_cast<std::size_t>(output.count()) * sizeof(float), nullptr),
                Type::kFloat, output.sizes());
    copy_numbers(copy, output);
    plan = Plan::make(recorder, input, output, own_.storages());
    return copy;
}

// What the run has put into attributes goes into the tensors that were there before, so that the next run finds it
// where this one did. False when that cannot be, or when an attribute that is no tensor has changed.
bool NativeInstance::settle(const std::vector<Value>& before)
{
    std::vector<std::pair<std::size_t, Tensor>> moved;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto& now = own_.slots()[i].value();
        const auto& then = before[i];
        if (!now.is_tensor() || !then.is_tensor()) {
            if (!is_as_before(now, then)) return false;
            continue;
        }
        if (is_same_view(now.tensor(), then.tensor())) continue;
        if (!(now.tensor().sizes() == then.tensor().sizes()) || now.tensor().type() != then.tensor().type() ||
            !then.tensor().is_contiguous())
            return false;
        moved.emplace_back(i, machine_.cloned(now.tensor()));
    }
    for (const auto& [i, tensor] : moved) {
        machine_.copy(before[i].tensor(), tensor);
        own_.slots()[i].value() = before[i];
    }
    return true;
}

Outcome NativeInstance::process(const Method& method, const ConstBlock& in, const infer::Block& out) noexcept
{
    Outcome outcome;
    const Status thrown = guarded(name_ + ": " + method.name, [&] {
        outcome = run(method, in, out);
        return Status();
    });
    return thrown ? outcome : Outcome(thrown);
}

Outcome NativeInstance::run(const Method& method, const ConstBlock& in, const infer::Block& out)
{
    const auto failure = [&](const std::string& what) {
        return Status::error(name_ + ": " + method.name + ": " + what);
    };
    if (!is_whole(in) || !is_whole(out)) return failure("a block's data is not voices x channels x frames values");
    has_played_ = true;
    const auto output = play(method, in, shape_of(out));
    if (!output) return failure(output.message());
    std::copy_n(output->data<float>(), out.data.size(), out.data.begin());

    const auto is_bad = [](float value) { return !std::isfinite(value); };
    const auto bad = std::count_if(out.data.begin(), out.data.end(), is_bad);
    if (bad == 0) return {};
    // As in the torch plug-in: nothing but NaN ends the stream, some NaN takes its parts of the state.
    if (static_cast<std::size_t>(bad) == out.data.size())
        own_.reset();
    else
        own_.reset_where_not_finite();
    std::replace_if(out.data.begin(), out.data.end(), is_bad, 0.0F);
    return Outcome::silenced(
        failure("it gave values that are not finite (NaN or infinity); they are silent").message());
}

Status NativeInstance::set(const Attribute& attribute, std::span<const infer::Value> values) noexcept
{
    return guarded(name_ + ": attribute '" + attribute.name + "'", [&] {
        drops_ = 0;
        plans_.clear();  // numbers and switches are part of them
        const auto before = own_.values();
        is_setting_ = true;
        Status status;
        try {
            status = set_attribute(interpreter_, own_.root(), attribute, values);
        } catch (...) {
            is_setting_ = false;
            throw;
        }
        is_setting_ = false;
        own_.note_writes(true, before);
        if (!has_played_) prepare();
        return status ? status : Status::error(name_ + ": " + status.message());
    });
}

double NativeInstance::seconds_of(const Method& method, const Dims& shape) const
{
    return static_cast<double>(shape[2] * method.in_ratio) / rate_hz_;
}

void NativeInstance::prepare() noexcept
{
    const auto random = machine_.random();
    (void)guarded(name_, [&] {
        for (const auto& [method, in, out] : sizes_->all()) {
            const auto silence = machine_.empty(Type::kFloat, in);
            std::fill_n(silence.data<float>(), silence.count(), 0.0F);
            std::unique_ptr<Plan> plan;
            const auto answer = record(method, silence, out, plan);
            if (answer && plan) plans_.push_back({method.name, in, std::move(plan), own_.exchanges()});
        }
        return Status();
    });
    reset();
    machine_.random() = random;
    drops_ = 0;
}

void NativeInstance::play_with(std::shared_ptr<const Bent> bent) noexcept
{
    (void)guarded(name_, [&] {
        auto next = std::static_pointer_cast<const NativeBent>(std::move(bent));
        for (std::size_t i = 0; i < parameters_.list().size(); ++i) {
            const bool was = bent_ && bent_->tensors.count(i) != 0, will = next && next->tensors.count(i) != 0;
            if (was || will) parameters_.put(i, will ? next->tensors.at(i) : parameters_.own(i), own_.root());
        }
        std::map<const Storage*, Acting::Activations> layers;
        if (next)
            for (const auto& [parameter, activations] : next->activations)
                layers[parameters_.in(parameter, own_.root()).storage().get()] = activations;
        acting_.follow(layers);
        bent_ = std::move(next);
        plans_.clear();  // weights are part of them
        return Status();
    });
}

Result<std::vector<infer::Value>> NativeInstance::get(const Attribute& attribute) noexcept
{
    std::vector<infer::Value> values;
    auto status = guarded(name_ + ": attribute '" + attribute.name + "'", [&] {
        auto result = get_attribute(interpreter_, own_.root(), attribute);
        if (!result) return Status::error(name_ + ": " + result.message());
        values = std::move(*result);
        return Status();
    });
    if (!status) return status;
    return values;
}

void NativeInstance::reset() noexcept
{
    // Memory that exists is overwritten; what else may fail leaves the state as it is.
    (void)guarded(name_, [&] {
        own_.reset();
        return Status();
    });
}

void NativeInstance::seed(std::uint64_t seed) noexcept { machine_.random().seed(seed); }

std::unique_ptr<const InstanceState> NativeInstance::state() const noexcept
{
    std::unique_ptr<NativeState> copy;
    (void)guarded(name_, [&] {
        copy = std::make_unique<NativeState>();
        for (std::size_t i = 0; i < own_.slots().size(); ++i)
            if (own_.slots()[i].is_state()) copy->values.emplace_back(i, deep_copy(own_.slots()[i].value()));
        return Status();
    });
    return copy;
}

void NativeInstance::go_on_from(const InstanceState& state) noexcept
{
    (void)guarded(name_, [&] {
        for (const auto& [i, value] : static_cast<const NativeState&>(state).values) {
            const auto& own = own_.slots()[i].value();
            const bool fits = own.is_tensor() && value.is_tensor() && own.tensor().sizes() == value.tensor().sizes() &&
                              own.tensor().type() == value.tensor().type();
            if (fits)
                copy_numbers(own.tensor(), value.tensor());
            else
                own_.exchange(own_.slots()[i], deep_copy(value));
        }
        return Status();
    });
}

bool NativeInstance::has_finite_state() const noexcept
{
    bool is_finite = true;
    (void)guarded(name_, [&] {
        is_finite = own_.is_finite();
        return Status();
    });
    return is_finite;
}

}  // namespace latentjam::infer::native
