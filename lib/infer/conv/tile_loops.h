// The loops of a tile, once for all processors. Included by one file per instruction set, each compiled with its own
// flags: everything here has internal linkage, so that no other file can end up with instructions it may not use.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/conv/tiles.h"

#if defined(__clang__)
#define LATENTJAM_UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define LATENTJAM_UNROLL _Pragma("GCC unroll 32")
#else
#define LATENTJAM_UNROLL
#endif

namespace latentjam::infer::conv {

namespace {

// How far ahead weights are asked for, in bytes: memory takes some 100 ns, a core reads some 20 bytes a ns.
constexpr std::ptrdiff_t kAhead = 2048;

// `Columns` frames at once. Few frames leave the multipliers waiting for one another's sums, so `Chains` rows at a time
// have sums of their own.
template <typename Cpu, typename Weight, std::size_t Columns, std::size_t Chains>
void tile(const Tiles& t, int column) noexcept
{
    using Vector = typename Cpu::Vector;
    constexpr std::size_t kParts = kLanes / Cpu::kWidth;
    constexpr int kChains = static_cast<int>(Chains);
    Vector sums[Chains][Columns][kParts];
    LATENTJAM_UNROLL
    for (std::size_t chain = 0; chain < Chains; ++chain) {
        LATENTJAM_UNROLL
        for (std::size_t n = 0; n < Columns; ++n) {
            LATENTJAM_UNROLL
            for (std::size_t part = 0; part < kParts; ++part) sums[chain][n][part] = Cpu::zero();
        }
    }

    const auto* weights = static_cast<const Weight*>(t.weights);
    const std::ptrdiff_t weight_step = t.weight_step;
    const auto step = [&](std::size_t chain, const float* x) {
        Vector w[kParts];
        LATENTJAM_UNROLL
        for (std::size_t part = 0; part < kParts; ++part) w[part] = Cpu::load(weights + part * Cpu::kWidth);
        Cpu::prefetch(reinterpret_cast<const char*>(weights) + kAhead);
        weights += weight_step;
        LATENTJAM_UNROLL
        for (std::size_t n = 0; n < Columns; ++n) {
            const Vector value = Cpu::broadcast(x + n);
            LATENTJAM_UNROLL
            for (std::size_t part = 0; part < kParts; ++part)
                sums[chain][n][part] = Cpu::multiply_add(w[part], value, sums[chain][n][part]);
        }
    };
    for (int tap = 0; tap < t.taps; ++tap) {
        const float* x = t.x + tap * t.tap_step + column;
        int row = 0;
        for (; row + kChains <= t.rows; row += kChains) {
            LATENTJAM_UNROLL
            for (std::size_t chain = 0; chain < Chains; ++chain, x += t.row_step) step(chain, x);
        }
        for (; row < t.rows; ++row, x += t.row_step) step(0, x);
    }

    float* out = t.sums + static_cast<std::ptrdiff_t>(column) * kLanes;
    LATENTJAM_UNROLL
    for (std::size_t n = 0; n < Columns; ++n) {
        LATENTJAM_UNROLL
        for (std::size_t part = 0; part < kParts; ++part) {
            Vector sum = sums[0][n][part];
            LATENTJAM_UNROLL
            for (std::size_t chain = 1; chain < Chains; ++chain) sum = Cpu::add(sum, sums[chain][n][part]);
            Cpu::store(out + n * kLanes + part * Cpu::kWidth, sum);
        }
    }
}

template <typename Cpu, typename Weight, int Columns>
void tile_of(const Tiles& t, int column, int columns) noexcept
{
    if constexpr (Columns > 1) {
        if (columns < Columns) return tile_of<Cpu, Weight, Columns - 1>(t, column, columns);
    }
    constexpr int kPerChain = Columns * (kLanes / Cpu::kWidth);
    constexpr int kFitting = Cpu::kMostSums / kPerChain;
    tile<Cpu, Weight, Columns, (kFitting >= 4 ? 4 : kFitting >= 2 ? 2 : 1)>(t, column);
}

// The columns in tiles as equal as can be: 25 as 13 + 12, not as 24 + 1.
template <typename Cpu, typename Weight>
void multiply(const Tiles& t) noexcept
{
    constexpr int kMost = Cpu::kMostSums / (kLanes / Cpu::kWidth);
    int tiles = (t.columns + kMost - 1) / kMost;
    for (int column = 0; tiles > 0; --tiles) {
        const int columns = (t.columns - column + tiles - 1) / tiles;
        tile_of<Cpu, Weight, kMost>(t, column, columns);
        column += columns;
    }
}

}  // namespace

}  // namespace latentjam::infer::conv
