// Which backends there are, and where their plug-ins lie.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/models.h"

#include "infer/native/backend.h"
#include "infer/torchscript/backend.h"
#include "pd/host.h"
#include "pd/look_up.h"
#include "work/departure.h"

#include <filesystem>
#include <mutex>

namespace latentjam::pd {

namespace {

#if defined(_WIN32)
constexpr const char* kPluginFile = "/latentjam-torch.dll";
#else
constexpr const char* kPluginFile = "/latentjam-torch.so";
#endif

/// In a package each processor has a folder of its own, with the runtime beside the plug-in (setup/package.sh).
std::string plugin_path()
{
    std::error_code error;
    const std::string packaged = library_folder() + "/" LATENTJAM_PLATFORM + kPluginFile;
    return std::filesystem::exists(packaged, error) ? packaged : library_folder() + kPluginFile;
}

void runtime_opened()
{
    static std::once_flag registered;
    std::call_once(registered, work::rest_at_exit);
}

}  // namespace

infer::ModelCache& models()
{
    // In order of preference. Never destroyed: workers may still ask while the process ends.
    static auto& torchscript = *new infer::TorchScriptBackend(plugin_path(), runtime_opened);
    static auto& native = *new infer::NativeBackend;
    static auto& cache = *new infer::ModelCache({&torchscript, &native});
    return cache;
}

std::string backends_there()
{
    std::error_code error;
    return std::filesystem::exists(plugin_path(), error) ? "libtorch native" : "native";
}

Result<std::string> find_model(const t_canvas* canvas, const std::string& name)
{
    return look_up(canvas, name, models().endings(), models().not_found(name));
}

}  // namespace latentjam::pd
