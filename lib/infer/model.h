// The backend interface: what a runtime must offer so that the real-time stream can play its models.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "bend/activation.h"
#include "kernel/precision.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace latentjam::infer {

using kernel::Precision;

/// One playable method. A ratio is the number of audio samples per value: 1 for audio, e.g. 2048 for latents.
struct Method {
    std::string name;
    int in_channels = 1;
    int in_ratio = 1;
    int out_channels = 1;
    int out_ratio = 1;
    std::vector<std::string> in_labels;   ///< empty, or one per channel
    std::vector<std::string> out_labels;  ///< empty, or one per channel
};

/// Type codes as in the `<attribute>_params` tensors of nn~ models.
enum class ValueType { kBool = 0, kInt = 1, kFloat = 2, kString = 3, kTensor = 4, kBuffer = 5 };

/// Sound handed to a buffer attribute: samples of one channel and their rate in Hz (0 = unknown).
struct BufferValue {
    std::vector<float> samples;
    double sample_rate = 0;
};

using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<float>, BufferValue>;

struct Attribute {
    std::string name;
    std::vector<ValueType> types;  ///< one per argument of its setter
};

/// What can be known of a model without running it.
struct Description {
    std::vector<Method> methods;
    std::vector<Attribute> attributes;
    double sample_rate = 0;  ///< Hz; 0 = the model does not say
    int min_block = 0;       ///< fewest samples a call accepts; 0 = one ratio

    const Method* find_method(std::string_view name) const;
    const Attribute* find_attribute(std::string_view name) const;
};

/// `voices x channels x frames` float32 values, contiguous, frames fastest.
struct ConstBlock {
    std::span<const float> data;
    int voices = 1;
    int channels = 1;
    int frames = 1;
};

struct Block {
    std::span<float> data;
    int voices = 1;
    int channels = 1;
    int frames = 1;
};

/// What became of a block: played, refused with an error, or silenced. In a silenced block every value that was not
/// finite is 0; it is worth a line, and no reason to give the model up.
class [[nodiscard]] Outcome : public Status {
public:
    Outcome() = default;
    Outcome(Status status) : Status(std::move(status)) {}

    static Outcome silenced(std::string message)
    {
        Outcome outcome(error(std::move(message)));
        outcome.is_silenced_ = true;
        return outcome;
    }

    /// There is a block to go on with.
    bool has_block() const noexcept { return is_ok() || is_silenced_; }

private:
    bool is_silenced_ = false;
};

/// A tensor of numbers that an instance may play with changed.
struct Parameter {
    std::string name;
    std::vector<std::int64_t> shape;  ///< empty: a single number
    bool is_buffer = false;           ///< not learned, and nothing changes it
    bool has_output = false;          ///< the weights of a layer whose output can be bent
    std::string obstacle;             ///< why it cannot be bent, or ""

    std::size_t count() const noexcept
    {
        std::size_t numbers = 1;
        for (const auto size : shape) numbers *= static_cast<std::size_t>(size);
        return numbers;
    }
};

/// What instances play with instead of their model's own weights. Never changes; shared by those who play with it.
class Bent {
public:
    virtual ~Bent() = default;
};

/// Other numbers for a parameter, in row-major order; null: the model's own again.
struct NewWeights {
    /// Makes so many numbers from the model's own, each by itself. Called for pieces, in any order.
    using Change = std::function<void(std::span<const float> own, std::span<float> bent)>;

    std::size_t parameter = 0;
    std::shared_ptr<const std::vector<float>> values = {};
    Change change = {};  ///< instead of values, where Model::changes_in_place() allows it
};

/// What becomes of the output of the layer that has this parameter, in this order.
struct NewActivations {
    std::size_t parameter = 0;
    std::vector<std::shared_ptr<const bend::Activation>> activations;
};

/// A copy of what an instance carries from block to block.
class InstanceState {
public:
    virtual ~InstanceState() = default;
};

/// One streaming state of a model. Calls come from one thread at a time, but not always from the same one.
class Instance {
public:
    virtual ~Instance() = default;

    /// Runs one block. `method` is an entry of the model's description; a runtime's exceptions become errors. Without a
    /// block the content of `out` is unspecified; the state may have advanced. [worker]
    virtual Outcome process(const Method& method, const ConstBlock& in, const Block& out) noexcept = 0;

    /// Sets an attribute; refuses wrong types, wrong counts and what the model's setter refuses. [worker]
    virtual Status set(const Attribute& attribute, std::span<const Value> values) noexcept = 0;

    /// Reads an attribute. [worker]
    virtual Result<std::vector<Value>> get(const Attribute& attribute) noexcept = 0;

    /// Brings the streaming state to what a fresh instance has: all that methods write. Attributes stay. [worker]
    virtual void reset() noexcept = 0;

    /// Restarts the random stream, which belongs to this instance alone. [worker]
    virtual void seed(std::uint64_t seed) noexcept = 0;

    /// Threads inside one call, 1 unless asked. [worker]
    virtual void set_threads(int count) noexcept = 0;

    /// Plays on with these weights, which its own model made; null: with the model's own. [worker]
    virtual void play_with(std::shared_ptr<const Bent> bent) noexcept { (void)bent; }

    /// The streaming state as it is now; null where there is none. [worker]
    virtual std::unique_ptr<const InstanceState> state() const noexcept { return nullptr; }

    /// Goes on from a state of another instance of this model. [worker]
    virtual void go_on_from(const InstanceState& state) noexcept { (void)state; }

    /// False when the streaming state holds a NaN or an infinity. [worker]
    virtual bool has_finite_state() const noexcept { return true; }
};

/// How much of a method runs on our own kernels, in the parts that the runtime counts (TorchScript: convolutions).
struct Optimized {
    int taken = 0;
    int all = 0;
};

/// Weights, loaded once and shared by every instance. Thread-safe.
class Model {
public:
    virtual ~Model() = default;

    virtual const Description& description() const = 0;

    /// A cleared streaming state on the shared weights; it keeps the model alive. [worker]
    virtual Result<std::unique_ptr<Instance>> instantiate() noexcept = 0;

    /// True when calls carry something over to the next one (cached convolutions, the last step of a prior), so that a
    /// long signal may be given in pieces and the result is that of one call.
    virtual bool is_streaming() const { return true; }

    /// Remarks for the person at the console (slow BLAS, device not available, unknown sample rate ...).
    virtual std::vector<std::string> remarks() const { return {}; }

    /// What can be bent, in an order that stays. [any]
    virtual std::span<const Parameter> parameters() const { return {}; }

    /// Whether a method can be heard to use it. [any]
    virtual bool uses(const Method& method, std::size_t parameter) const
    {
        (void)method, (void)parameter;
        return true;
    }

    /// The model's own numbers of a parameter. [worker]
    virtual Result<std::vector<float>> weights(std::size_t parameter) noexcept
    {
        return Status::error("parameter " + std::to_string(parameter) + " cannot be read");
    }

    /// Whether NewWeights::change does for a parameter. [any]
    virtual bool changes_in_place(std::size_t parameter) const
    {
        (void)parameter;
        return false;
    }

    /// `before` (null: the model's own) with these changes. `activations` are all there are. What is not changed is
    /// shared with `before`. Without either there may be memory in it, so that the next bend is quick. [worker]
    virtual Result<std::shared_ptr<const Bent>> bend(std::shared_ptr<const Bent> before,
                                                     std::span<const NewWeights> weights,
                                                     std::span<const NewActivations> activations) noexcept
    {
        (void)before, (void)weights, (void)activations;
        return Status::error("this runtime cannot bend weights");
    }

    /// What the runtime's optimizer did for a method.
    virtual Optimized optimized(std::string_view method) const
    {
        (void)method;
        return {};
    }
};

enum class Device { kCpu, kCuda };

/// False when the environment says LATENTJAM_OPTIMIZE=0. [any]
bool optimizes_by_default() noexcept;

/// How a model is to be loaded; models of one file that are loaded differently are different models.
struct LoadOptions {
    LoadOptions(Device on = Device::kCpu) : device(on) {}

    Device device;
    bool optimize = optimizes_by_default();  ///< the same sound, sooner
    Precision precision = Precision::kFull;  ///< of the weights that the optimizer packs
    bool bends = true;                       ///< weights may be bent; where none will be, more of them are packed
};

/// A runtime for one kind of model files. Thread-safe.
class Backend {
public:
    virtual ~Backend() = default;

    /// The runtime's name: "libtorch". [any]
    virtual std::string_view name() const noexcept = 0;

    /// The endings of the files that it opens, with their dots: ".ts". Several backends may claim one. [any]
    virtual std::span<const std::string_view> endings() const noexcept = 0;

    /// What the file alone tells of its model; milliseconds, and no runtime is opened. [setup]
    virtual Result<Description> describe(const std::string& path) const = 0;

    /// Reads a model file; takes seconds for a large one. Never throws, whatever the file holds. [worker]
    virtual Result<std::shared_ptr<Model>> load(const std::string& path, const LoadOptions& options) noexcept = 0;
};

}  // namespace latentjam::infer
