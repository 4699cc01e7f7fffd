// One entry per canonical path and way of loading; the entry's lock is what makes concurrent loads one.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace latentjam::infer {

namespace fs = std::filesystem;

ModelCache::ModelCache(std::function<Result<Backend*>()> open_backend) : open_backend_(std::move(open_backend)) {}

Result<std::shared_ptr<Model>> ModelCache::get(const std::string& path, const LoadOptions& options, bool reload)
{
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (error) return Status::error("model '" + path + "' not found");
    if (!fs::is_regular_file(canonical, error))
        return Status::error("'" + path + "' is no file but a folder or a device; a model is a .ts file");

    const auto size = fs::file_size(canonical, error);
    const auto written = fs::last_write_time(canonical, error).time_since_epoch().count();
    const std::string version = std::to_string(size) + "/" + std::to_string(written);
    const std::string key = canonical.string() + (options.device == Device::kCuda ? " on cuda" : "") +
                            (!options.optimize                       ? " as it is"
                             : options.precision == Precision::kHalf ? " in half precision"
                                                                     : "");

    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        auto& slot = entries_[key];
        if (!slot) slot = std::make_shared<Entry>();
        entry = slot;
    }

    const std::scoped_lock lock(entry->loading);
    if (auto model = entry->model.lock(); model && !reload && entry->version == version) return model;
    auto backend = open_backend_();
    if (!backend) return backend.status();
    auto model = (*backend)->load(canonical.string(), options);
    if (model) {
        entry->model = *model;
        entry->version = version;
    }
    return model;
}

}  // namespace latentjam::infer
