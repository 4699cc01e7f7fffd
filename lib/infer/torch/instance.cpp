// Running a method: floats in, floats out, exceptions become errors.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/instance.h"

#include "infer/torch/attributes.h"
#include "infer/torch/blas.h"
#include "infer/torch/guard.h"
#include "infer/torch/sharing.h"

#include <ATen/ATen.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace latentjam::infer::torch_backend {

namespace {

constexpr int kMostThreads = 256;
constexpr double kUsualRate_hz = 44100;  // of models that do not say theirs

std::string shape_text(at::IntArrayRef sizes)
{
    std::string text;
    for (const auto size : sizes) text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "a single number" : text;
}

template <typename AnyBlock>
bool is_whole(const AnyBlock& block)
{
    return block.voices > 0 && block.channels > 0 && block.frames > 0 &&
           block.data.size() == static_cast<std::size_t>(block.voices) * static_cast<std::size_t>(block.channels) *
                                    static_cast<std::size_t>(block.frames);
}

template <typename AnyBlock>
std::array<std::int64_t, 3> shape_of(const AnyBlock& block)
{
    return {block.voices, block.channels, block.frames};
}

// "addmm_impl_cpu_" not implemented for 'Half'
bool is_lacking_half(const std::string& message)
{
    return message.find("not implemented for 'Half'") != std::string::npos;
}

// The model's answer as contiguous float32 on the CPU, or what is wrong with it.
Result<at::Tensor> accepted(const c10::IValue& answer, at::IntArrayRef wanted)
{
    if (!answer.isTensor() || !answer.toTensor().defined())
        return Status::error("it returned a " + answer.tagKind() + ", not a tensor of " + shape_text(wanted));
    const auto& tensor = answer.toTensor();
    if (!at::isFloatingType(tensor.scalar_type()))
        return Status::error(std::string("it returned numbers of type ") + c10::toString(tensor.scalar_type()) +
                             ", not floats");
    if (tensor.sizes() != wanted)
        return Status::error("it returned " + shape_text(tensor.sizes()) +
                             " values (voices x channels x frames), not " + shape_text(wanted));
    return tensor.to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace

TorchInstance::TorchInstance(std::shared_ptr<const Model> owner, const torch::jit::Module& original,
                             const std::vector<StatePlace>& state, const Parameters& parameters,
                             const std::map<std::string, OptimizedMethod>& optimized, c10::Device device,
                             std::string name)
    : owner_(std::move(owner)),
      name_(std::move(name)),
      device_(device),
      module_(share_weights(original)),
      original_(original),
      parameters_(parameters),
      state_(state, original, module_),
      random_(device)
{
    for (const auto& [method, code] : optimized) optimized_.try_emplace(method, code, module_);
    state_.reset();  // exported models still hold the export's last block in their caches
}

Outcome TorchInstance::process(const Method& method, const ConstBlock& in, const Block& out) noexcept
{
    Outcome outcome;
    const Status thrown = guarded(name_ + ": " + method.name, [&] {
        outcome = run(method, in, out);
        return Status();
    });
    if (thrown) return outcome;
    if (!is_lacking_half(thrown.message())) return thrown;
    return Status::error(name_ + ": " + method.name + ": it computes in half precision (float16), which libtorch " +
                         TORCH_VERSION + " cannot do on the CPU: export the model in float32 (module.float())");
}

Outcome TorchInstance::run(const Method& method, const ConstBlock& in, const Block& out)
{
    const auto failure = [&](const std::string& what) {
        return Status::error(name_ + ": " + method.name + ": " + what);
    };
    if (!is_whole(in) || !is_whole(out)) return failure("a block's data is not voices x channels x frames values");

    const RandomScope random(random_);
    use_threads(threads_);
    // A copy of the input: a model may keep a part of it, or write to it.
    const auto shape = shape_of(in);
    auto input = at::empty(shape, at::kFloat);
    std::memcpy(input.data_ptr<float>(), in.data.data(), in.data.size_bytes());
    const auto optimized = optimized_.find(method.name);
    static const TorchBent kPlain;
    const auto& bent = bent_ ? *bent_ : kPlain;
    const double rate = owner_->description().sample_rate > 0 ? owner_->description().sample_rate : kUsualRate_hz;
    const BendingScope bending(bent.layers, activations_, in.frames * method.in_ratio / rate);
    const auto answer = optimized != optimized_.end()
                            ? optimized->second(std::move(input), bent.tensors)
                            : module_.get_method(method.name)({device_.is_cpu() ? input : input.to(device_)});

    const auto output = accepted(answer, shape_of(out));
    if (!output) return failure(output.message());
    const auto* values = output->data_ptr<float>();
    std::copy_n(values, out.data.size(), out.data.begin());
    const auto is_bad = [](float value) { return !std::isfinite(value); };
    const auto bad = std::count_if(out.data.begin(), out.data.end(), is_bad);
    if (bad == 0) return {};
    // NaN in the caches would stay there for ever. A block of nothing but NaN ends the stream; one with some numbers
    // (the frames of silence of a model that divides by the level) goes on with those parts of its state that are
    // finite.
    if (static_cast<std::size_t>(bad) == out.data.size())
        state_.reset();
    else
        state_.reset_where_not_finite();
    std::replace_if(out.data.begin(), out.data.end(), is_bad, 0.0F);
    return Outcome::silenced(
        failure("it gave values that are not finite (NaN or infinity); they are silent").message());
}

Status TorchInstance::set(const Attribute& attribute, std::span<const Value> values) noexcept
{
    return guarded(name_ + ": attribute '" + attribute.name + "'", [&] {
        const RandomScope random(random_);
        use_threads(threads_);
        auto status = set_attribute(module_, attribute, values);
        return status ? status : Status::error(name_ + ": " + status.message());
    });
}

Result<std::vector<Value>> TorchInstance::get(const Attribute& attribute) noexcept
{
    std::vector<Value> values;
    auto status = guarded(name_ + ": attribute '" + attribute.name + "'", [&] {
        const RandomScope random(random_);
        use_threads(threads_);
        auto result = get_attribute(module_, attribute);
        if (!result) return Status::error(name_ + ": " + result.message());
        values = std::move(*result);
        return Status();
    });
    if (!status) return status;
    return values;
}

void TorchInstance::reset() noexcept
{
    // Zeroing memory that exists does not fail for any reason that a user could remedy.
    (void)guarded(name_, [&] {
        state_.reset();
        return Status();
    });
}

void TorchInstance::seed(std::uint64_t seed) noexcept
{
    (void)guarded(name_, [&] {
        random_.seed(seed);
        return Status();
    });
}

void TorchInstance::play_with(std::shared_ptr<const Bent> bent) noexcept
{
    (void)guarded(name_, [&] {
        auto next = std::static_pointer_cast<const TorchBent>(std::move(bent));
        exchange_tensors(bent_.get(), next.get(), parameters_, original_, module_);
        activations_.follow(next ? next->layers : std::vector<BentLayer>());
        bent_ = std::move(next);
        return Status();
    });
}

std::unique_ptr<const InstanceState> TorchInstance::state() const noexcept
{
    std::unique_ptr<const InstanceState> copy;
    (void)guarded(name_, [&] {
        copy = std::make_unique<const TorchState>(state_.values());
        return Status();
    });
    return copy;
}

void TorchInstance::go_on_from(const InstanceState& state) noexcept
{
    (void)guarded(name_, [&] {
        state_.take(static_cast<const TorchState&>(state).values);
        return Status();
    });
}

bool TorchInstance::has_finite_state() const noexcept
{
    bool is_finite = true;
    (void)guarded(name_, [&] {
        is_finite = state_.is_finite();
        return Status();
    });
    return is_finite;
}

void TorchInstance::set_threads(int count) noexcept
{
    threads_ = std::clamp(count, 1, kMostThreads);
    use_blas_threads(threads_);
}

}  // namespace latentjam::infer::torch_backend
