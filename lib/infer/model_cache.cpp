// One entry per canonical path and way of loading; the entry's lock is what makes concurrent loads one.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"

#include "infer/plugin.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace latentjam::infer {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNoBackend = "no backend is there to open a model";

bool claims(const Backend& backend, std::string_view path)
{
    const auto endings = backend.endings();
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

std::string names_of(const std::vector<Backend*>& backends)
{
    std::string names;
    for (const Backend* backend : backends) names += " " + std::string(backend->name());
    return names;
}

}  // namespace

std::vector<std::string_view> ModelCache::endings() const
{
    std::vector<std::string_view> all;
    for (const Backend* backend : backends_)
        for (const auto ending : backend->endings())
            if (std::find(all.begin(), all.end(), ending) == all.end()) all.push_back(ending);
    return all;
}

std::string ModelCache::endings_text() const
{
    std::string text;
    for (const auto ending : endings()) text += (text.empty() ? "" : " or ") + std::string(ending);
    return text;
}

std::string ModelCache::not_found(const std::string& name) const
{
    return "model '" + name + "' not found beside the patch or on Pd's search path (" + endings_text() +
           " may be left out)";
}

std::vector<Backend*> ModelCache::backends_for(std::string_view path) const
{
    std::vector<Backend*> claiming;
    std::copy_if(backends_.begin(), backends_.end(), std::back_inserter(claiming),
                 [&](const Backend* backend) { return claims(*backend, path); });
    return claiming.empty() ? backends_ : claiming;
}

Result<Description> ModelCache::describe(const std::string& path) const
{
    Result<Description> first = Status::error(kNoBackend);
    bool is_first = true;
    for (const Backend* backend : backends_for(path)) {
        auto answer = backend->describe(path);
        if (answer) return answer;
        if (std::exchange(is_first, false)) first = std::move(answer);
    }
    return first;
}

// The first error stands for all, unless it only says that a runtime is not there.
Result<LoadedModel> ModelCache::first_that_takes(const std::string& path, const LoadOptions& options,
                                                 std::string_view backend) const
{
    std::string first;
    std::string problem = kNoBackend;
    if (!backend.empty()) problem = "the backend " + std::string(backend) + " is not there, only" + names_of(backends_);
    for (Backend* each : backends_for(path)) {
        if (!backend.empty() && each->name() != backend) continue;
        auto model = each->load(path, options);
        const bool is_missing = first.starts_with(kNoRuntime);
        if (model) {
            const auto remark =
                first.empty() || is_missing ? "" : first + "; the " + std::string(each->name()) + " runtime plays it";
            return LoadedModel{*std::move(model), each->name(), remark};
        }
        if (first.empty())
            first = problem = model.message();
        else if (is_missing)
            problem = model.message() + "; " + first;
    }
    return Status::error(problem);
}

Result<std::shared_ptr<Model>> ModelCache::get(const std::string& path, const LoadOptions& options, bool reload)
{
    auto loaded = load(path, options, "", reload);
    if (!loaded) return loaded.status();
    return loaded->model;
}

Result<LoadedModel> ModelCache::load(const std::string& path, const LoadOptions& options, std::string_view backend,
                                     bool reload)
{
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (error) return Status::error("model '" + path + "' not found");
    if (!fs::is_regular_file(canonical, error))
        return Status::error("'" + path + "' is no file but a folder or a device; a model is a " + endings_text() +
                             " file");

    const auto size = fs::file_size(canonical, error);
    const auto written = fs::last_write_time(canonical, error).time_since_epoch().count();
    const std::string version = std::to_string(size) + "/" + std::to_string(written);
    const std::string key = canonical.string() + (options.device == Device::kCuda ? " on cuda" : "") +
                            (!options.optimize                       ? " as it is"
                             : options.precision == Precision::kHalf ? " in half precision"
                                                                     : "") +
                            (options.bends ? "" : " without bends") +
                            (backend.empty() ? "" : " by " + std::string(backend));

    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        auto& slot = entries_[key];
        if (!slot) slot = std::make_shared<Entry>();
        entry = slot;
    }

    const std::scoped_lock lock(entry->loading);
    if (auto model = entry->model.lock(); model && !reload && entry->version == version)
        return LoadedModel{std::move(model), entry->backend, entry->remark};
    auto loaded = first_that_takes(canonical.string(), options, backend);
    if (loaded) {
        entry->model = loaded->model;
        entry->backend = loaded->backend;
        entry->remark = loaded->remark;
        entry->version = version;
    }
    return loaded;
}

}  // namespace latentjam::infer
