// A studio in which steps are run one at a time, and what they tell is kept.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "lib/unravel/studio.h"
#include "steps/step.h"

#include <cstdint>
#include <utility>

namespace latentjam::test {

/// Keeps the news of the last step.
struct Bench : Studio {
    std::vector<steps::News> news;

    void run(steps::Step& step)
    {
        news.clear();
        while (step.advance(news, kNeverCancelled)) {
        }
    }

    std::vector<std::string> errors() const
    {
        std::vector<std::string> lines;
        for (const auto& each : news)
            if (each.kind == steps::News::Kind::kError) lines.push_back(each.selector);
        return lines;
    }

    /// Files and failures of the last `done`.
    std::pair<std::int64_t, std::int64_t> done() const
    {
        REQUIRE(news.back().selector == "done");
        return {std::get<std::int64_t>(news.back().values[1]), std::get<std::int64_t>(news.back().values[2])};
    }
};

}  // namespace latentjam::test
