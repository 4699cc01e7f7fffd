// From a file name to a stream that is ready to sound: load, choose the method, warm up.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model_cache.h"
#include "infer/stream.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

inline constexpr int kLongestBuffer = 1 << 20;  ///< samples: 24 s at 44.1 kHz, and gigabytes for a large model beyond

struct AttributeSetting {
    std::string name;
    std::vector<Value> values;  ///< as the patch wrote them, see match_values()
};

struct OpenRequest {
    std::string path;
    LoadOptions load;
    std::string backend;  ///< the name of the one that is to play; "": the first that takes the file
    bool reload = false;
    bool ends_bends = false;  ///< a model that is loaded begins with its own weights
    std::string method = "forward";
    int buffer = -1;        ///< samples; -1 = the shortest, 0 = synchronous with the shortest
    StreamSettings stream;  ///< its `buffer` is filled in
    std::uint64_t seed = 0;
    int threads = 1;
    std::vector<AttributeSetting> attributes;  ///< applied before the first block
};

struct Opened {
    std::shared_ptr<Model> model;
    std::string_view backend;          ///< the name of the one that plays it
    std::shared_ptr<Stream> stream;    ///< its instance is a FadingInstance
    std::vector<std::string> remarks;  ///< worth a line on the console, not errors
};

/// Matches types, then sets. [worker]
Status set_attribute(Instance& instance, const Attribute& attribute, std::span<const Value> loose);

/// A stream for these workers. Gives up between two steps when `cancelled`. [worker]
Result<Opened> open_stream(ModelCache& cache, work::Workers& workers, const OpenRequest& request,
                           const CancelFlag& cancelled);

}  // namespace latentjam::infer
