// What happens between `load` and `ready`.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/open.h"

#include "infer/attribute.h"
#include "infer/conventions.h"
#include "infer/fading_instance.h"
#include "infer/rehearsal.h"

#include <algorithm>
#include <span>
#include <utility>

namespace latentjam::infer {

namespace {

std::string list_names(const std::vector<Method>& methods)
{
    std::string names;
    for (const auto& method : methods) names += (names.empty() ? "" : ", ") + method.name;
    return names;
}

}  // namespace

Status set_attribute(Instance& instance, const Attribute& attribute, std::span<const Value> loose)
{
    const auto values = match_values(attribute, loose);
    return values ? instance.set(attribute, *values) : values.status();
}

namespace {

Result<StreamSettings> settings_for(const OpenRequest& request, const Description& description, const Method& method)
{
    StreamSettings settings = request.stream;
    settings.synchronous = settings.synchronous || request.buffer == 0;
    if (request.buffer > kLongestBuffer)
        return Status::error("buffer of " + std::to_string(request.buffer) + " samples: at most " +
                             std::to_string(kLongestBuffer));
    settings.buffer = fit_buffer(description, method, request.buffer);
    if (settings.voices * std::max(method.in_channels, method.out_channels) > kMostRows)
        return Status::error(std::to_string(settings.voices) + " voices of " + std::to_string(method.in_channels) +
                             " in and " + std::to_string(method.out_channels) + " out: at most " +
                             std::to_string(kMostRows) + " channels");
    return settings;
}

// As the request wants it; attributes that cannot be had are remarks.
Result<std::unique_ptr<Instance>> instance_for(const OpenRequest& request, Model& model,
                                               std::vector<std::string>& remarks)
{
    auto instance = model.instantiate();
    if (!instance) return instance;
    (*instance)->set_threads(request.threads);
    for (const auto& setting : request.attributes) {
        const Attribute* attribute = model.description().find_attribute(setting.name);
        const Status status = attribute ? set_attribute(**instance, *attribute, setting.values)
                                        : Status::error("attribute '" + setting.name + "' not in " + request.path);
        if (!status) remarks.push_back(status.message());
    }
    (*instance)->seed(request.seed);
    return instance;
}

}  // namespace

Result<Opened> open_stream(ModelCache& cache, work::Workers& workers, const OpenRequest& request,
                           const CancelFlag& cancelled)
{
    const auto loaded = cache.load(request.path, request.load, request.backend, request.reload);
    if (!loaded) return loaded.status();
    const auto& model = loaded->model;
    const Description& description = model->description();
    const Method* method = description.find_method(request.method);
    if (!method)
        return Status::error("method '" + request.method + "' not in " + request.path + ": it has " +
                             list_names(description.methods));
    const auto settings = settings_for(request, description, *method);
    if (!settings) return settings.status();

    Opened opened;
    opened.model = model;
    opened.backend = loaded->backend;
    opened.remarks = model->remarks();
    if (!loaded->remark.empty()) opened.remarks.push_back(loaded->remark);
    if (request.buffer > 0 && settings->buffer != request.buffer)
        opened.remarks.push_back("buffer " + std::to_string(request.buffer) +
                                 " is no multiple of what the model takes; it is now " +
                                 std::to_string(settings->buffer) + " samples");

    auto spare = model->instantiate();
    if (!spare) return spare.status();
    (*spare)->set_threads(request.threads);
    if (const Status status = rehearse(workers, std::move(*spare), *method, *settings); !status) return status;
    // What the runtime constructed for its first calls is registered for destruction after our handler of its opening.
    work::rest_at_exit();
    if (cancelled) return Status::error("cancelled");

    auto instance = instance_for(request, *model, opened.remarks);
    if (!instance) return instance.status();
    // Commands on the stream may count on it: Bender's do.
    auto fading = std::make_unique<FadingInstance>(std::move(*instance));
    opened.stream = std::make_shared<Stream>(workers, std::move(fading), *method, *settings);
    return opened;
}

}  // namespace latentjam::infer
