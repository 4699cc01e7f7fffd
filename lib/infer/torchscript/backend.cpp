// What is known of libtorch without it.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/backend.h"

#include "infer/torchscript/description.h"

#include <cstdlib>

namespace latentjam::infer {

namespace {

// OpenBLAS and OpenMP read these when they are loaded; without them one block would use every core.
void limit_blas_threads()
{
    for (const auto* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}) {
        if (std::getenv(name) != nullptr) continue;
#ifdef _WIN32
        _putenv_s(name, "1");
#else
        setenv(name, "1", 0);
#endif
    }
}

}  // namespace

std::span<const std::string_view> torchscript_endings() noexcept
{
    static constexpr std::string_view kEndings[] = {".ts"};
    return kEndings;
}

const PluginHelp& libtorch_help()
{
    static const PluginHelp kHelp{
        "libtorch",
        "build latentjam with libtorch (Debian, Ubuntu: sudo apt install libtorch-dev libopenblas0-pthread, then build "
        "again)",
        "install libtorch (Debian, Ubuntu: sudo apt install libtorch-dev libopenblas0-pthread; elsewhere unpack "
        "libtorch's archive from pytorch.org where the plug-in was told to look when it was built)",
        limit_blas_threads};
    return kHelp;
}

Result<Description> TorchScriptBackend::describe(const std::string& path) const { return read_description(path); }

Result<std::shared_ptr<Model>> TorchScriptBackend::load(const std::string& path, const LoadOptions& options) noexcept
{
    const auto runtime = open_plugin(plugin_, libtorch_help());
    if (!runtime) return runtime.status();
    if (opened_) opened_();
    return (*runtime)->load(path, options);
}

}  // namespace latentjam::infer
