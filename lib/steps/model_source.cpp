// Loads the model that a step works with.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/model_source.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

namespace latentjam::steps {

int ratio_of(const infer::Method& method) { return std::max(method.in_ratio, method.out_ratio); }

Result<std::shared_ptr<infer::Model>> load_model(infer::ModelCache& cache, const std::string& path,
                                                 const infer::LoadOptions& options, HeldModel* held,
                                                 std::vector<News>& news, const CancelFlag& cancelled)
{
    const auto loaded = cache.load(path, options, "");
    if (!loaded) return loaded.status();
    if (cancelled) return gave_up();
    const bool is_new = !held || held->model() != loaded->model;
    if (held) held->hold(loaded->model);
    for (const auto& line : loaded->model->remarks()) news.push_back(News::remark(line));
    if (is_new && !loaded->remark.empty()) news.push_back(News::remark(loaded->remark));
    return loaded->model;
}

Result<LoadedMethod> load_method(const ModelSource& source, const std::string& method, std::vector<News>& news,
                                 const CancelFlag& cancelled)
{
    if (source.path.empty()) return Status::error(method + " needs a model: send model <file> first");
    auto model = load_model(*source.cache, source.path, source.device, source.held.get(), news, cancelled);
    if (!model) return model.status();
    const std::string name = std::filesystem::path(source.path).filename().string();
    const infer::Description& description = (*model)->description();
    const infer::Method* found = description.find_method(method);
    if (!found) {
        std::string names;
        for (const auto& each : description.methods) names += (names.empty() ? "" : ", ") + each.name;
        return Status::error("method '" + method + "' not in " + name + ": it has " + names);
    }
    auto call = ModelCall::create(*model, *found, source.playing);
    if (!call) return Status::error(name + ": " + call.message());
    if (description.sample_rate <= 0)
        news.push_back(News::remark(
            name + " does not tell its sample rate: " + std::to_string(std::lround(kUsualRate_hz)) + " Hz is taken"));
    if (!call->is_streaming())
        news.push_back(
            News::remark(name + " has no streaming state: each file is one call, and takes memory for all of it"));
    const double rate_hz = description.sample_rate > 0 ? description.sample_rate : kUsualRate_hz;
    return LoadedMethod{std::move(*model), std::move(*call), rate_hz};
}

}  // namespace latentjam::steps
