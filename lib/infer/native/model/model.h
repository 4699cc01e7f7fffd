// A loaded model: weights that its instances share, and its description.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/native/model/module_reader.h"
#include "infer/native/model/parameters.h"
#include "infer/native/run/packing.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::infer::native {

class NativeInstance;
class PlayedSizes;

class NativeModel final : public Model, public std::enable_shared_from_this<NativeModel> {
public:
    NativeModel(Module module, const LoadOptions& options);
    ~NativeModel() override;

    /// Asks the module what it is and tries its methods. The error says what this runtime lacks. Before anything else.
    /// Throws ScriptError. [worker]
    Status prepare();

    const Description& description() const override { return description_; }
    Result<std::unique_ptr<Instance>> instantiate() noexcept override;
    bool is_streaming() const override { return is_streaming_; }
    std::vector<std::string> remarks() const override { return remarks_; }
    std::span<const Parameter> parameters() const override { return parameters_.list(); }
    bool uses(const Method& method, std::size_t parameter) const override
    {
        return parameters_.is_read_by(method.name, parameter);
    }
    Result<std::vector<float>> weights(std::size_t parameter) noexcept override;
    Result<std::shared_ptr<const Bent>> bend(std::shared_ptr<const Bent> before, std::span<const NewWeights> weights,
                                             std::span<const NewActivations> activations) noexcept override;

private:
    Module module_;
    std::shared_ptr<Packing> packing_;
    Description description_;
    std::vector<std::string> remarks_;
    Parameters parameters_;
    std::shared_ptr<PlayedSizes> sizes_;
    std::unique_ptr<NativeInstance> tried_;  ///< knows what methods write
    std::atomic<bool> was_trimmed_{false};   ///< not again when others are made, while models play
    bool is_streaming_ = false;
};

}  // namespace latentjam::infer::native
