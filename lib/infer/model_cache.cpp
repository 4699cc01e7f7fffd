// One entry per canonical path and way of loading; the entry's lock is what makes concurrent loads one.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace latentjam::infer {

namespace fs = std::filesystem;

namespace {

bool claims(const Backend& backend, std::string_view path)
{
    const auto endings = backend.endings();
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

// Asks one backend after the other; the first error stands for all.
template <typename T, typename Ask>
Result<T> first_answer(const std::vector<Backend*>& backends, Ask&& ask)
{
    Result<T> first = Status::error("no backend is there to open a model");
    for (std::size_t i = 0; i < backends.size(); ++i) {
        Result<T> answer = ask(*backends[i]);
        if (answer) return answer;
        if (i == 0) first = std::move(answer);
    }
    return first;
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
    return first_answer<Description>(backends_for(path),
                                     [&](const Backend& backend) { return backend.describe(path); });
}

Result<std::shared_ptr<Model>> ModelCache::get(const std::string& path, const LoadOptions& options, bool reload)
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
                            (options.bends ? "" : " without bends");

    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        auto& slot = entries_[key];
        if (!slot) slot = std::make_shared<Entry>();
        entry = slot;
    }

    const std::scoped_lock lock(entry->loading);
    if (auto model = entry->model.lock(); model && !reload && entry->version == version) return model;
    auto model = first_answer<std::shared_ptr<Model>>(
        backends_for(canonical.string()), [&](Backend& backend) { return backend.load(canonical.string(), options); });
    if (model) {
        entry->model = *model;
        entry->version = version;
    }
    return model;
}

}  // namespace latentjam::infer
