// Model files, each loaded once per process and shared for as long as anybody plays it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace latentjam::infer {

class ModelCache {
public:
    /// `open_backend` is called when the first model is wanted, on a worker; it may be slow and it may fail.
    explicit ModelCache(std::function<Result<Backend*>()> open_backend);

    /// The model of a file; two callers that want the same file at once share one load. A file that was written
    /// to since, or `reload`, gives a new model; who holds the old one keeps it. [worker]
    Result<std::shared_ptr<Model>> get(const std::string& path, const LoadOptions& options, bool reload = false);

private:
    struct Entry {
        std::mutex loading;
        std::weak_ptr<Model> model;
        std::string version;
    };

    std::function<Result<Backend*>()> open_backend_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>> entries_;
};

}  // namespace latentjam::infer
