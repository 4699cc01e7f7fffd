// One streaming state of a model that plays without libtorch.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/native/model/acting.h"
#include "infer/native/model/module_reader.h"
#include "infer/native/model/own_module.h"
#include "infer/native/model/parameters.h"
#include "infer/native/plan/plan.h"
#include "infer/native/script/interpreter.h"

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace latentjam::infer::native {

/// The sizes of blocks that a model was last played with: a new instance makes its plans for them before it plays.
/// Thread-safe.
class PlayedSizes {
public:
    struct Size {
        Method method;
        Dims in, out;
    };
    void note(const Size& size);
    std::vector<Size> all() const;

private:
    mutable std::mutex mutex_;
    std::vector<Size> sizes_;
};

class NativeInstance final : public Instance {
public:
    /// `owner` keeps `module` and `parameters` alive. Throws ScriptError. [worker]
    NativeInstance(std::shared_ptr<const Model> owner, const Module& module, const Parameters& parameters,
                   std::shared_ptr<Packing> packing, std::shared_ptr<PlayedSizes> sizes);

    Outcome process(const Method& method, const ConstBlock& in, const infer::Block& out) noexcept override;
    Status set(const Attribute& attribute, std::span<const infer::Value> values) noexcept override;
    Result<std::vector<infer::Value>> get(const Attribute& attribute) noexcept override;
    void reset() noexcept override;
    void seed(std::uint64_t seed) noexcept override;
    void set_threads(int) noexcept override {}
    std::unique_ptr<const InstanceState> state() const noexcept override;
    void go_on_from(const InstanceState& state) noexcept override;
    bool has_finite_state() const noexcept override;
    void play_with(std::shared_ptr<const Bent> bent) noexcept override;

    /// Makes plans of the sizes that the model was last played with. It stays as it is: fresh. [worker]
    void prepare() noexcept;

    /// For introspection, before anything is played. [worker]
    Interpreter& interpreter() { return interpreter_; }
    OwnModule& own() { return own_; }

    /// Runs a method on silence, so that what it writes, what it reads and what this runtime lacks are known. Throws
    /// Unknown; false when the script did not like the silence. [worker]
    bool try_method(const Method& method, int frames, Reading& reading);

private:
    Outcome run(const Method& method, const ConstBlock& in, const infer::Block& out);
    Value call(const std::string& method, Tensor input, const std::vector<Value>& before);
    Result<Tensor> play(const Method& method, const ConstBlock& in, const Dims& wanted);
    Result<Tensor> record(const Method& method, const Tensor& input, const Dims& wanted, std::unique_ptr<Plan>& plan);
    double seconds_of(const Method& method, const Dims& shape) const;
    Tensor heard(const Tensor& answer, const std::vector<Value>& before);
    void drop_plans();
    bool settle(const std::vector<Value>& before);

    /// A plan for one size of block, or the knowledge that there is none.
    struct Planned {
        std::string method;
        Dims shape;
        std::unique_ptr<Plan> plan;
        int exchanges = 0;
    };

    std::shared_ptr<const Model> owner_;
    const Parameters& parameters_;
    std::shared_ptr<PlayedSizes> sizes_;
    std::shared_ptr<const NativeBent> bent_;
    Acting acting_;
    double rate_hz_;
    std::string name_;
    Machine machine_;
    Interpreter interpreter_;
    OwnModule own_;
    std::vector<Planned> plans_;
    int drops_ = 0;
    bool is_setting_ = false;
    bool has_played_ = false;
};

}  // namespace latentjam::infer::native
