// Where the plug-in lies and what must happen after it was opened.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/models.h"

#include "infer/plugin.h"
#include "pd/host.h"
#include "work/worker_pool.h"

#include <mutex>

namespace latentjam::pd {

namespace {

#if defined(_WIN32)
constexpr const char* kPluginFile = "/latentjam-torch.dll";
#else
constexpr const char* kPluginFile = "/latentjam-torch.so";
#endif

Result<infer::Backend*> open_backend()
{
    auto backend = infer::open_plugin(library_folder() + kPluginFile);
    static std::once_flag registered;
    if (backend) std::call_once(registered, work::WorkerPool::rest_at_exit);
    return backend;
}

}  // namespace

infer::ModelCache& models()
{
    static infer::ModelCache& cache = *new infer::ModelCache(open_backend);
    return cache;
}

Result<std::string> find_model(const t_canvas* canvas, const std::string& name)
{
    std::string path = find_file(canvas, name, ".ts");
    if (!path.empty()) return path;
    return Status::error("model '" + name +
                         "' not found beside the patch or on Pd's search path (.ts may be left out)");
}

}  // namespace latentjam::pd
