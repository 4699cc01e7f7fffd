// What the tests of the torch plug-in share: toys on disk, loaded models, blocks.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/backend.h"
#include "support/toy_models.h"

// Torch's logging has a CHECK of its own, which aborts: include torch first, this header last.
#undef CHECK
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace latentjam::playing {

using namespace infer;

/// A folder of this process's own, gone with it.
inline const std::filesystem::path& folder()
{
    struct Folder {
        std::filesystem::path path =
            std::filesystem::temp_directory_path() / ("latentjam-torch-" + std::to_string(std::random_device()()));
        Folder() { std::filesystem::create_directories(path); }
        ~Folder()
        {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
    };
    static const Folder kFolder;
    return kFolder.path;
}

inline std::string toy(const std::string& name) { return toys::save(name, folder()).string(); }

inline std::shared_ptr<Model> load(const std::string& path)
{
    auto model = torch_backend::backend().load(path, Device::kCpu);
    INFO((model ? "" : model.message()));
    REQUIRE(model.is_ok());
    return *model;
}

inline std::unique_ptr<Instance> instantiate(Model& model)
{
    auto instance = model.instantiate();
    REQUIRE(instance.is_ok());
    return std::move(*instance);
}

/// Deterministic test signal: a block of `count` values that depends on `number`.
inline std::vector<float> signal(std::size_t count, unsigned number)
{
    std::mt19937 generator(number);
    std::vector<float> values(count);
    for (auto& value : values) value = static_cast<float>(generator() % 2001) / 1000.0F - 1.0F;
    return values;
}

/// Infinite where lengths differ or something is not a number.
inline double largest_difference(const std::vector<float>& a, const std::vector<float>& b)
{
    double largest = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
    }
    return largest;
}

/// Runs `samples` samples of audio through a method; an error's message is returned in `error`, else required absent.
inline std::vector<float> play(Instance& instance, const Method& method, int samples, const std::vector<float>& in,
                               int voices = 1, std::string* error = nullptr)
{
    const int in_frames = samples / method.in_ratio;
    const int out_frames = samples / method.out_ratio;
    std::vector<float> out(static_cast<std::size_t>(voices * method.out_channels * out_frames));
    const auto status = instance.process(method, {in, voices, method.in_channels, in_frames},
                                         {out, voices, method.out_channels, out_frames});
    if (error != nullptr) {
        *error = status.message();
    } else {
        INFO(status.message());
        REQUIRE(status.is_ok());
    }
    return out;
}

/// The same on the test signal `number`.
inline std::vector<float> play(Instance& instance, const Method& method, int samples, unsigned number, int voices = 1)
{
    return play(instance, method, samples,
                signal(static_cast<std::size_t>(voices * method.in_channels * (samples / method.in_ratio)), number),
                voices);
}

}  // namespace latentjam::playing
