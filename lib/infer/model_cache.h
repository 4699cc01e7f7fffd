// Model files, each loaded once per process and shared for as long as it is in use.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latentjam::infer {

/// A model, which backend plays it, and what a person should know of that.
struct LoadedModel {
    std::shared_ptr<Model> model;
    std::string_view backend;
    std::string remark;  ///< "", or why another backend did not take the file
};

class ModelCache {
public:
    /// `backends` in order of preference, which outlive the cache. Those that claim a file's ending are asked in turn
    /// until one takes the file; a file with another ending is offered to all of them.
    explicit ModelCache(std::vector<Backend*> backends) : backends_(std::move(backends)) {}

    /// The endings of all backends, each once. [any]
    std::vector<std::string_view> endings() const;

    /// The description of the first backend that understands the file, else the error of the first one asked. [setup]
    Result<Description> describe(const std::string& path) const;

    /// The model of a file; two callers that want the same file at once share one load. A file that was written
    /// to since, or `reload`, gives a new model; who holds the old one keeps it. The error is that of the first backend
    /// asked. [worker]
    Result<std::shared_ptr<Model>> get(const std::string& path, const LoadOptions& options, bool reload = false);

    /// The same from one backend alone, by its name; "" asks all, as above. [worker]
    Result<LoadedModel> load(const std::string& path, const LoadOptions& options, std::string_view backend,
                             bool reload = false);

    /// The line for a model that was not found, which says where it was looked for. [any]
    std::string not_found(const std::string& name) const;

private:
    struct Entry {
        std::mutex loading;
        std::weak_ptr<Model> model;
        std::string_view backend;
        std::string remark;
        std::string version;
    };

    std::vector<Backend*> backends_for(std::string_view path) const;
    Result<LoadedModel> first_that_takes(const std::string& path, const LoadOptions& options,
                                         std::string_view backend) const;
    std::string endings_text() const;

    const std::vector<Backend*> backends_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>> entries_;
};

}  // namespace latentjam::infer
