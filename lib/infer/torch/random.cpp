// How the stream reaches the operators: a dispatch key that nothing else uses, switched on for the calling thread only.
// Every operator falls through it at no cost, except those with a generator argument, which get a kernel of ours that
// fills the argument in and passes the call on. The scheme reads the operators' own schemas, so it covers the random
// operators of later versions of torch too, and it needs no change to a model's graph.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <mutex>
#include <random>

namespace latentjam::infer::torch_backend {

namespace {

constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

thread_local RandomStream* current_stream = nullptr;

bool is_generator(const c10::Argument& argument)
{
    return argument.type()->kind() == c10::TypeKind::GeneratorType ||
           (argument.type()->kind() == c10::TypeKind::OptionalType && argument.type()->str() == "Generator?");
}

bool takes_generator(const c10::FunctionSchema& schema)
{
    for (const auto& argument : schema.arguments())
        if (is_generator(argument)) return true;
    return false;
}

// The device an operator works on: its device argument, else that of its first tensor, else the CPU.
c10::Device device_of_call(const c10::IValue* arguments, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        if (arguments[i].isDevice()) return arguments[i].toDevice();
    for (std::size_t i = 0; i < count; ++i)
        if (arguments[i].isTensor() && arguments[i].toTensor().defined()) return arguments[i].toTensor().device();
    return c10::kCPU;
}

void fill_in_generator(const c10::OperatorHandle& op, c10::DispatchKeySet keys, torch::jit::Stack* stack)
{
    const auto& schema = op.schema().arguments();
    auto* arguments = stack->data() + (stack->size() - schema.size());
    for (std::size_t i = 0; i < schema.size(); ++i) {
        if (!is_generator(schema[i]) || !arguments[i].isNone()) continue;
        if (auto generator = RandomScope::current(device_of_call(arguments, schema.size())); generator.defined())
            arguments[i] = std::move(generator);
    }
    op.redispatchBoxed(keys & c10::DispatchKeySet(c10::DispatchKeySet::FULL_AFTER, kKey), stack);
}

void register_kernels()
{
    auto& dispatcher = c10::Dispatcher::singleton();
    // The registrations last as long as these objects: never destroyed, because workers may still run at exit.
    static auto& every = *new torch::Library(torch::Library::IMPL, "_", kKey, __FILE__, __LINE__);
    static auto& aten = *new torch::Library(torch::Library::IMPL, "aten", kKey, __FILE__, __LINE__);
    if (!dispatcher.hasBackendFallbackForDispatchKey(kKey)) every.fallback(torch::CppFunction::makeFallthrough());
    for (const auto& name : dispatcher.getAllOpNames()) {
        if (!name.name.starts_with("aten::")) continue;
        const auto op = dispatcher.findSchema(name);
        if (!op || !takes_generator(op->schema())) continue;
        auto local = name.name.substr(6);
        if (!name.overload_name.empty()) local += "." + name.overload_name;
        aten.impl(local.c_str(), torch::CppFunction::makeFromBoxedFunction<&fill_in_generator>());
    }
}

std::uint64_t entropy()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

}  // namespace

bool enable_owned_randomness() noexcept
{
    static const bool kEnabled = [] {
        try {
            register_kernels();
            return true;
        } catch (...) {
            return false;
        }
    }();
    return kEnabled;
}

RandomStream::RandomStream(c10::Device device) : cpu_(at::make_generator<at::CPUGeneratorImpl>()), device_(cpu_)
{
    // A clone of the device's default generator: of the right class, without naming it.
    if (!device.is_cpu()) device_ = at::globalContext().defaultGenerator(device).clone();
    seed(entropy());
}

void RandomStream::seed(std::uint64_t seed)
{
    cpu_.set_current_seed(seed);
    if (device_ != cpu_) device_.set_current_seed(seed);
}

RandomScope::RandomScope(RandomStream& stream) : outer_(current_stream), key_(kKey) { current_stream = &stream; }

RandomScope::~RandomScope() { current_stream = outer_; }

at::Generator RandomScope::current(c10::Device device)
{
    if (current_stream == nullptr) return {};
    return device.is_cpu() ? current_stream->cpu_ : current_stream->device_;
}

}  // namespace latentjam::infer::torch_backend
