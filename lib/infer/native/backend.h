// The library's own runtime: plays TorchScript models without libtorch.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

namespace latentjam::infer {

/// Plays on the CPU what its operators know, the same as libtorch does. A model that wants more is refused when it is
/// loaded, in a line that names the operator and its place in the script.
class NativeBackend final : public Backend {
public:
    std::string_view name() const noexcept override { return "native"; }
    std::span<const std::string_view> endings() const noexcept override;
    Result<Description> describe(const std::string& path) const override;
    Result<std::shared_ptr<Model>> load(const std::string& path, const LoadOptions& options) noexcept override;
};

}  // namespace latentjam::infer
