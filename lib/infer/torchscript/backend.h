// TorchScript models as a backend: described from their files, played by a plug-in that is opened when one is loaded.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/plugin.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace latentjam::infer {

/// ".ts"
std::span<const std::string_view> torchscript_endings() noexcept;

const PluginHelp& libtorch_help();

class TorchScriptBackend final : public Backend {
public:
    /// `plugin` is the file latentjam-torch; `opened` is called each time that it was opened or found open. [setup]
    explicit TorchScriptBackend(std::string plugin, std::function<void()> opened = nullptr)
        : plugin_(std::move(plugin)), opened_(std::move(opened))
    {
    }

    std::string_view name() const noexcept override { return "libtorch"; }
    std::span<const std::string_view> endings() const noexcept override { return torchscript_endings(); }
    Result<Description> describe(const std::string& path) const override;
    Result<std::shared_ptr<Model>> load(const std::string& path, const LoadOptions& options) noexcept override;

private:
    const std::string plugin_;
    const std::function<void()> opened_;
};

}  // namespace latentjam::infer
