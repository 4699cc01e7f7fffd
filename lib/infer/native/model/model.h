// A loaded model: weights that its instances share, and its description.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/native/model/module_reader.h"
#include "infer/native/run/packing.h"

#include <memory>
#include <string>
#include <vector>

namespace latentjam::infer::native {

class NativeInstance;

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

private:
    Module module_;
    std::shared_ptr<Packing> packing_;
    Description description_;
    std::vector<std::string> remarks_;
    std::unique_ptr<NativeInstance> tried_;  ///< knows what methods write
    bool is_streaming_ = false;
};

}  // namespace latentjam::infer::native
