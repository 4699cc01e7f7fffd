// What the tests of the optimizer share: a model plain and optimized, on the same blocks.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/toy_builder.h"
#include "support/toy_parts.h"

#include "torch/playing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::playing {

inline constexpr double kClose = 1e-5;  // of a block's RMS: sums in another order

inline std::shared_ptr<Model> load_as(const std::string& path, bool optimize, Precision precision = Precision::kFull,
                                      bool bends = true)
{
    LoadOptions options;
    options.optimize = optimize;
    options.precision = precision;
    options.bends = bends;
    auto model = torch_backend::backend().load(path, options);
    INFO((model ? "" : model.message()));
    REQUIRE(model.is_ok());
    return *model;
}

inline std::string saved(toys::Builder builder, const std::string& name)
{
    const auto path = folder() / (name + ".ts");
    builder.module().save(path.string());
    return path.string();
}

/// The largest difference, relative to the RMS of what is expected.
inline double distance(const std::vector<float>& a, const std::vector<float>& expected)
{
    if (a.size() != expected.size()) return INFINITY;
    double largest = 0, power = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(expected[i])));
        power += static_cast<double>(expected[i]) * static_cast<double>(expected[i]);
    }
    if (!std::isfinite(largest)) return INFINITY;
    return largest / std::sqrt(power / static_cast<double>(expected.size()) + 1e-12);
}

/// A model plain and optimized, side by side on the same blocks.
struct Pair {
    std::shared_ptr<Model> plain, optimized;
    std::unique_ptr<Instance> reference, instance;

    explicit Pair(const std::string& path, Precision precision = Precision::kFull, bool bends = true)
        : plain(load_as(path, false)), optimized(load_as(path, true, precision, bends))
    {
        reference = instantiate(*plain);
        instance = instantiate(*optimized);
        seed(5);
    }

    const Method& method(const std::string& name) const { return *plain->description().find_method(name); }

    void seed(std::uint64_t number)
    {
        reference->seed(number);
        instance->seed(number);
    }

    double play_both(const Method& m, int samples, unsigned number, int voices = 1)
    {
        const auto expected = play(*reference, m, samples, number, voices);
        return distance(play(*instance, m, samples, number, voices), expected);
    }

    void set(const std::string& name, double value)
    {
        const auto& attribute = *plain->description().find_attribute(name);
        const std::vector<Value> values{value};
        REQUIRE(reference->set(attribute, values).is_ok());
        REQUIRE(instance->set(attribute, values).is_ok());
    }
};

}  // namespace latentjam::playing
