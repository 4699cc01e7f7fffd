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
#include <vector>

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

bool has_plugin()
{
    std::error_code error;
    return std::filesystem::exists(plugin_path(), error);
}

void runtime_opened()
{
    static std::once_flag registered;
    std::call_once(registered, work::rest_at_exit);
}

}  // namespace

infer::ModelCache& models()
{
    // In order of preference; the first one's error is what is told. Never destroyed: workers may still ask while the
    // process ends.
    static auto& torchscript = *new infer::TorchScriptBackend(plugin_path(), runtime_opened);
    static auto& native = *new infer::NativeBackend;
    static auto& cache = *new infer::ModelCache(has_plugin() ? std::vector<infer::Backend*>{&torchscript, &native}
                                                             : std::vector<infer::Backend*>{&native});
    return cache;
}

std::string backends_there() { return has_plugin() ? "libtorch native" : "native"; }

Result<std::string> find_model(const t_canvas* canvas, const std::string& name)
{
    return look_up(canvas, name, models().endings(), models().not_found(name));
}

}  // namespace latentjam::pd
