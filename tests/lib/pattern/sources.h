// Sources whose values tell where they come from, and the patterns written down as their definitions say.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "pattern/pattern.h"
#include "pattern/spread.h"
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace latentjam::test {

inline const pattern::Kind* const kLoop = pattern::kind_named("loop");
inline const pattern::Kind* const kFibo = pattern::kind_named("fibo");
inline const pattern::Kind* const kOrale = pattern::kind_named("orale");
inline const pattern::Kind* const kBlender = pattern::kind_named("blender");
inline const pattern::Kind* const kSwapper = pattern::kind_named("swapper");

inline pattern::Pattern made(const pattern::Recipe& recipe, std::shared_ptr<const latent::Sequence> a,
                             std::shared_ptr<const latent::Sequence> b = nullptr)
{
    auto result = pattern::Pattern::make(recipe, {std::move(a), std::move(b), {}});
    INFO(result.status().message());
    REQUIRE(result);
    return *std::move(result);
}

inline std::vector<float> frame_of(const pattern::Pattern& pattern, std::int64_t n)
{
    std::vector<float> frame(static_cast<std::size_t>(pattern.dims()));
    pattern.frame(n, frame);
    return frame;
}

using Rows = std::vector<std::vector<float>>;

inline std::shared_ptr<const latent::Sequence> random_source(int dims, int frames, std::uint64_t seed)
{
    random::Random random(seed);
    auto source = std::make_shared<latent::Sequence>(dims, frames, 21.5);
    for (float& value : source->values()) value = static_cast<float>(random.uniform(-3, 3));
    return source;
}

/// Frame n, dimension d is n + d / 1000, or 1000 more.
inline std::shared_ptr<const latent::Sequence> counting_source(int dims, int frames, float offset = 0)
{
    auto source = std::make_shared<latent::Sequence>(dims, frames, 21.5);
    for (int n = 0; n < frames; ++n)
        for (int dim = 0; dim < dims; ++dim)
            source->at(n, dim) = offset + static_cast<float>(n) + static_cast<float>(dim) / 1000;
    return source;
}

inline Rows rows_of(const latent::Sequence& source, int length)
{
    Rows rows;
    for (int n = 0; n < length; ++n) {
        const auto frame = source.frame(n % source.frames());
        rows.emplace_back(frame.begin(), frame.end());
    }
    return rows;
}

inline void append(Rows& rows, const Rows& more, std::size_t count)
{
    rows.insert(rows.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(count));
}
inline void append(Rows& rows, const Rows& more) { append(rows, more, more.size()); }

/// The whole pattern, forward, by appending: specification, not speed.
inline Rows by_definition(const pattern::Recipe& recipe, const latent::Sequence& a, const latent::Sequence& b)
{
    const int k = recipe.length > 0 ? recipe.length : a.frames();
    Rows here = rows_of(a, k), there = rows_of(b, k), result;
    const auto copies = [&] {
        for (int i = 0; i < recipe.loops; ++i) append(result, here);
    };
    if (recipe.kind == kLoop) {
        copies();
    } else if (recipe.kind == kFibo) {
        for (int i = 0; i < recipe.loops; ++i)
            for (int f = 1, next = 2; f <= k; next += f, f = next - f)
                append(result, here, static_cast<std::size_t>(f));
    } else if (recipe.kind == kOrale) {
        random::Random random(recipe.seed);
        const std::vector<double> spread = pattern::spread_of(a, k);
        std::vector<std::vector<double>> u(3);
        for (auto& vector : u)
            for (const double limit : spread) vector.push_back(random.uniform(-limit, limit));
        const auto moved = [&](Rows rows, const std::vector<double>& by, double sign) {
            for (auto& row : rows)
                for (std::size_t dim = 0; dim < row.size(); ++dim)
                    row[dim] = static_cast<float>(static_cast<double>(row[dim]) + sign * by[dim]);
            return rows;
        };
        const auto three_and_one = [&](const Rows& rows, const std::vector<double>& by, double sign) {
            Rows all;
            for (int i = 0; i < 3; ++i) append(all, rows);
            append(all, moved(rows, by, sign));
            return all;
        };
        const Rows turn = three_and_one(three_and_one(three_and_one(here, u[0], -1), u[1], 1), u[2], -1);
        for (int i = 0; i < recipe.loops; ++i) append(result, turn);
    } else if (recipe.kind == kBlender) {
        copies();
        for (std::size_t i = 0; i < here.size(); ++i) {
            for (std::size_t j = 0; j < here[i].size(); ++j) {
                here[i][j] = there[i][j];
                copies();
            }
        }
    } else if (recipe.kind == kSwapper) {
        random::Random random(recipe.seed);
        for (int step = 0; step < k; ++step) {
            const auto i = static_cast<std::size_t>(random.integer(0, k));
            const auto j = static_cast<std::size_t>(random.integer(0, a.dims()));
            std::swap(here[i][j], there[i][j]);
            copies();
        }
    }
    return result;
}

inline Rows in_order(Rows rows, pattern::Order order)
{
    using pattern::Order;
    if (order == Order::kReverse || order == Order::kReverseMirror) rows = Rows(rows.rbegin(), rows.rend());
    if (order == Order::kMirror || order == Order::kReverseMirror)
        for (auto& row : rows) row = std::vector<float>(row.rbegin(), row.rend());
    return rows;
}

}  // namespace latentjam::test
