// The loops of a tile, once for all processors. Included by one file per instruction set, each compiled with its own
// flags: everything here has internal linkage, so that no other file can end up with instructions it may not use.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/tiles.h"

#if defined(__clang__)
#define LATENTJAM_UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define LATENTJAM_UNROLL _Pragma("GCC unroll 32")
#else
#define LATENTJAM_UNROLL
#endif

namespace latentjam::kernel::conv {

namespace {

// How far ahead weights are prefetched, in bytes: memory latency is some 100 ns, a core reads some 20 bytes a ns.
constexpr std::ptrdiff_t kAhead = 4096;

// Rows that all columns consume before the next ones, where one tile does not hold all columns: their weights are
// then still in L1, and the next ones are being prefetched meanwhile.
constexpr int kRowsAtOnce = 64;

// `Columns` frames at once. With few frames the multiply-adds form one dependency chain, so `Chains` rows at a time
// have accumulators of their own. `adds`: accumulates onto the sums that are there.
template <typename Cpu, typename Weight, std::size_t Columns, std::size_t Chains>
void tile(const Tiles& t, int column, bool adds) noexcept
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
            if (adds) sum = Cpu::add(sum, Cpu::load(out + n * kLanes + part * Cpu::kWidth));
            LATENTJAM_UNROLL
            for (std::size_t chain = 1; chain < Chains; ++chain) sum = Cpu::add(sum, sums[chain][n][part]);
            Cpu::store(out + n * kLanes + part * Cpu::kWidth, sum);
        }
    }
}

template <typename Cpu, typename Weight, int Columns>
void tile_of(const Tiles& t, int column, int columns, bool adds) noexcept
{
    if constexpr (Columns > 1) {
        if (columns < Columns) return tile_of<Cpu, Weight, Columns - 1>(t, column, columns, adds);
    }
    constexpr int kPerChain = Columns * (kLanes / Cpu::kWidth);
    constexpr int kFitting = Cpu::kMostSums / kPerChain;
    tile<Cpu, Weight, Columns, (kFitting >= 4 ? 4 : kFitting >= 2 ? 2 : 1)>(t, column, adds);
}

// Columns are split into tiles of nearly equal size: 25 as 13 + 12, not as 24 + 1.
template <typename Cpu, typename Weight>
void all_columns(const Tiles& t, int tiles, bool adds) noexcept
{
    constexpr int kMost = Cpu::kMostSums / (kLanes / Cpu::kWidth);
    for (int column = 0; tiles > 0; --tiles) {
        const int columns = (t.columns - column + tiles - 1) / tiles;
        tile_of<Cpu, Weight, kMost>(t, column, columns, adds);
        column += columns;
    }
}

template <typename Cpu, typename Weight>
void multiply(const Tiles& t) noexcept
{
    constexpr int kMost = Cpu::kMostSums / (kLanes / Cpu::kWidth);
    const int tiles = (t.columns + kMost - 1) / kMost;
    if (tiles == 1 || t.taps * t.rows <= kRowsAtOnce) return all_columns<Cpu, Weight>(t, tiles, false);
    Tiles part = t;
    part.taps = 1;
    const auto* weights = static_cast<const Weight*>(t.weights);
    for (int tap = 0; tap < t.taps; ++tap)
        for (int row = 0; row < t.rows; row += part.rows) {
            part.weights = weights;
            part.x = t.x + tap * t.tap_step + row * t.row_step;
            part.rows = t.rows - row < 2 * kRowsAtOnce ? t.rows - row : kRowsAtOnce;
            all_columns<Cpu, Weight>(part, tiles, tap > 0 || row > 0);
            weights += part.rows * t.weight_step;
        }
}

inline std::ptrdiff_t place_of(const Outputs& o, int lane, int frame) noexcept
{
    const int output = o.first_output + lane;
    return output / o.interleave * o.channel_step + std::ptrdiff_t{frame} * o.interleave + output % o.interleave;
}

inline void write_one(const Outputs& o, int lane, int frame) noexcept
{
    const auto place = place_of(o, lane, frame);
    const float value = o.sums[std::ptrdiff_t{frame} * kLanes + lane] * o.scales[lane] + o.biases[lane];
    o.y[place] = o.added == nullptr ? value : value + o.added[place];
}

template <typename Cpu>
void write_four(const Outputs& o, std::ptrdiff_t place, typename Cpu::Four value) noexcept
{
    Cpu::store_four(o.y + place, o.added == nullptr ? value : Cpu::add(value, Cpu::load_four(o.added + place)));
}

// Four lanes at a time: interleaved outputs are contiguous; otherwise four frames are transposed 4x4.
template <typename Cpu>
void write(const Outputs& o) noexcept
{
    using Four = typename Cpu::Four;
    const bool is_woven = o.interleave % 4 == 0, is_straight = o.interleave == 1;
    int lane = 0;
    for (; (is_woven || is_straight) && lane + 4 <= o.lanes; lane += 4) {
        const Four scale = Cpu::load_four(o.scales + lane), bias = Cpu::load_four(o.biases + lane);
        const auto four = [&](int frame) {
            return Cpu::add(Cpu::multiply(Cpu::load_four(o.sums + std::ptrdiff_t{frame} * kLanes + lane), scale), bias);
        };
        int frame = 0;
        if (is_woven)
            for (; frame < o.frames; ++frame) write_four<Cpu>(o, place_of(o, lane, frame), four(frame));
        for (; frame + 4 <= o.frames; frame += 4) {
            Four a = four(frame), b = four(frame + 1), c = four(frame + 2), d = four(frame + 3);
            Cpu::transpose4(a, b, c, d);
            write_four<Cpu>(o, place_of(o, lane, frame), a);
            write_four<Cpu>(o, place_of(o, lane + 1, frame), b);
            write_four<Cpu>(o, place_of(o, lane + 2, frame), c);
            write_four<Cpu>(o, place_of(o, lane + 3, frame), d);
        }
        for (; frame < o.frames; ++frame)
            for (int i = lane; i < lane + 4; ++i) write_one(o, i, frame);
    }
    for (; lane < o.lanes; ++lane)
        for (int frame = 0; frame < o.frames; ++frame) write_one(o, lane, frame);
}

}  // namespace

}  // namespace latentjam::kernel::conv
