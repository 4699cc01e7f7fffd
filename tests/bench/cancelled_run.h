// A step run as [unravel] runs it, and cancelled.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/realtime.h"
#include "latent/file.h"
#include "steps/model_source.h"
#include "steps/step.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace latentjam::bench {

inline double ms_since(std::int64_t begin_ns) { return static_cast<double>(wall_clock_ns() - begin_ns) / 1e6; }

/// What is known of a step from outside. Written on workers.
struct Watch {
    std::atomic<std::int64_t> destroyed_ns{0};
    std::atomic<bool> is_in_first{false};     // advance(), which loads the model
    std::atomic<std::int64_t> first_ns{0};    // how long that took
    std::atomic<std::int64_t> longest_ns{0};  // of the others
};

struct Case {
    std::string name;
    std::function<std::unique_ptr<steps::Step>()> make;
    bool loads;  // its first piece is the load of a model, which libtorch cannot break off
};

struct Outcome {
    bool had_ended = false;
    bool was_loading = false;
    double heard_ms = 0;
    double stopped_ms = 0;
    double longest_ms = 0;
    std::int64_t news_after = 0;
};

/// What a step may write to, and the model that it loads.
struct Traces {
    std::filesystem::path folder;
    std::shared_ptr<steps::HeldModel> held = std::make_shared<steps::HeldModel>();

    /// Files that are not whole, by their name or when they are read.
    int partial_files() const
    {
        int partial = 0;
        if (!std::filesystem::exists(folder)) return 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const std::string extension = entry.path().extension().string();
            if (extension == ".npy")
                partial += latent::read(entry.path().string()).is_ok() ? 0 : 1;
            else if (extension != ".wav" || std::filesystem::file_size(entry.path()) == 0)
                ++partial;
        }
        return partial;
    }

    void clear() const { std::filesystem::remove_all(folder); }
};

/// Runs a step and cancels it after so long; a negative time lets it end.
Outcome run(const Case& what, double cancel_after_ms, Watch& seen);

}  // namespace latentjam::bench
