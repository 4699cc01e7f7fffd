// Steps without a model: they are run to their end, and what they tell is looked up.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "lib/latent/unravel.h"
#include "steps/step.h"
#include "support/temporary_folder.h"
#include "unravel/files.h"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace latentjam::test {

using steps::News;

inline std::vector<News> run(steps::Step& step)
{
    std::vector<News> news;
    double last = 0;
    while (step.advance(news, kNeverCancelled)) {
        CHECK(step.progress() >= last);
        last = step.progress();
    }
    CHECK(last <= 1);
    return news;
}

inline std::vector<std::string> errors(const std::vector<News>& news)
{
    std::vector<std::string> lines;
    for (const auto& each : news)
        if (each.kind == News::Kind::kError) lines.push_back(each.selector);
    return lines;
}

inline const News* find(const std::vector<News>& news, const std::string& selector)
{
    for (const auto& each : news)
        if (each.kind == News::Kind::kInfo && each.selector == selector) return &each;
    return nullptr;
}

/// The two encodings that UnRAVEl's cases were learned from, and nothing else.
inline unravel::Place encodings(const TemporaryFolder& folder)
{
    std::filesystem::create_directory(folder / "encodings");
    for (const auto* name : {"encoding_0.npy", "encoding_1.npy"})
        std::filesystem::copy_file(kUnravel / name, folder / ("encodings/" + std::string(name)));
    return {"encodings", folder / "encodings"};
}

/// What a patch gets to see: the values, one space between them.
inline std::string text_of(const std::vector<infer::Value>& values)
{
    std::string text;
    for (const auto& value : values) {
        if (!text.empty()) text += ' ';
        if (const auto* word = std::get_if<std::string>(&value)) text += *word;
        if (const auto* whole = std::get_if<std::int64_t>(&value)) text += std::to_string(*whole);
        if (const auto* number = std::get_if<double>(&value)) text += std::to_string(*number);
    }
    return text;
}

}  // namespace latentjam::test
