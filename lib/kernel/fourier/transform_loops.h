// The loops of the transforms, once for all processors. Included by one file per instruction set, each compiled with
// its own flags; everything here has internal linkage.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/fourier/real_transform.h"

#include <algorithm>

// Before a loop whose turns do not depend on one another: compilers cannot see it where a distance is a variable.
#if defined(__clang__)
#define LATENTJAM_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(_MSC_VER)
#define LATENTJAM_INDEPENDENT __pragma(loop(ivdep))
#else
#define LATENTJAM_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace latentjam::kernel::fourier {

namespace {

/// Complex numbers, their parts apart.
struct Parts {
    float* real;
    float* imaginary;
};

struct Turn {
    float real, imaginary;
};

Turn turn_at(const Turns& turns, int k) noexcept
{
    return {turns.real[static_cast<std::size_t>(k)], turns.imaginary[static_cast<std::size_t>(k)]};
}

// A step of Stockham's method: `parts` sequences, `run` numbers each, become a quarter as many, four times as long.
void quarter(int parts, int run, const Turns& turns, int step, Parts from, Parts to) noexcept
{
    const int next = parts / 4 * run;
    for (int p = 0; p < parts / 4; ++p) {
        const float *xr = from.real + p * run, *xi = from.imaginary + p * run;
        float* yr = to.real + 4 * p * run;
        float* yi = to.imaginary + 4 * p * run;
        const Turn one = turn_at(turns, p * step), two = turn_at(turns, 2 * p * step),
                   three = turn_at(turns, 3 * p * step);
        LATENTJAM_INDEPENDENT
        for (int q = 0; q < run; ++q) {
            const float ar = xr[q], br = xr[q + next], cr = xr[q + 2 * next], dr = xr[q + 3 * next];
            const float ai = xi[q], bi = xi[q + next], ci = xi[q + 2 * next], di = xi[q + 3 * next];
            const float sr = ar + cr, si = ai + ci, tr = ar - cr, ti = ai - ci;
            const float ur = br + dr, ui = bi + di, vr = bi - di, vi = dr - br;  // v: -i (b - d)
            const float fr = tr + vr, fi = ti + vi, gr = sr - ur, gi = si - ui, hr = tr - vr, hi = ti - vi;
            yr[q] = sr + ur;
            yi[q] = si + ui;
            yr[q + run] = fr * one.real - fi * one.imaginary;
            yi[q + run] = fr * one.imaginary + fi * one.real;
            yr[q + 2 * run] = gr * two.real - gi * two.imaginary;
            yi[q + 2 * run] = gr * two.imaginary + gi * two.real;
            yr[q + 3 * run] = hr * three.real - hi * three.imaginary;
            yi[q + 3 * run] = hr * three.imaginary + hi * three.real;
        }
    }
}

// The last step where the number of parts is no power of four.
void half(int run, Parts from, Parts to) noexcept
{
    const float *xr = from.real, *xi = from.imaginary;
    float* yr = to.real;
    float* yi = to.imaginary;
    LATENTJAM_INDEPENDENT
    for (int q = 0; q < run; ++q) {
        yr[q] = xr[q] + xr[q + run];
        yi[q] = xi[q] + xi[q + run];
        yr[q + run] = xr[q] - xr[q + run];
        yi[q + run] = xi[q] - xi[q + run];
    }
}

// Transforms each of the `lanes` columns of `rows` numbers. The result is in the first of the two.
void columns(int rows, int lanes, const Turns& turns, Parts& values, Parts& spare) noexcept
{
    const auto swap = [&] {
        const Parts kept = values;
        values = spare;
        spare = kept;
    };
    int parts = rows, run = lanes;
    for (; parts >= 4; parts /= 4, run *= 4) {
        quarter(parts, run, turns, rows / parts, values, spare);
        swap();
    }
    if (parts == 2) {
        half(run, values, spare);
        swap();
    }
}

void turned(int rows, int lanes, const Turns& turns, Parts from, Parts to) noexcept
{
    constexpr int kBlock = 8;  // rows, so that what is written stays in L1
    for (int first = 0; first < rows; first += kBlock)
        for (int lane = 0; lane < lanes; ++lane)
            for (int row = first; row < std::min(rows, first + kBlock); ++row) {
                const int at = row * lanes + lane;
                const Turn turn = turn_at(turns, at);
                const float r = from.real[at], i = from.imaginary[at];
                to.real[lane * rows + row] = r * turn.real - i * turn.imaginary;
                to.imaginary[lane * rows + row] = r * turn.imaginary + i * turn.real;
            }
}

// All of half the length. The result is in `values`.
void transform(const RealTransform& of, Parts& values, Parts& spare) noexcept
{
    columns(of.rows(), of.lanes(), of.of_rows(), values, spare);
    turned(of.rows(), of.lanes(), of.between(), values, spare);
    const Parts kept = values;
    values = spare;
    spare = kept;
    columns(of.lanes(), of.rows(), of.of_lanes(), values, spare);
}

void forward(const RealTransform& of, const float* x, float* spectrum, float scale, float* work) noexcept
{
    const int half_length = of.length() / 2;
    Parts values{work, work + half_length}, spare{work + 2 * half_length, work + 3 * half_length};
    LATENTJAM_INDEPENDENT
    for (int t = 0; t < half_length; ++t) {
        values.real[t] = x[2 * t];
        values.imaginary[t] = x[2 * t + 1];
    }
    transform(of, values, spare);
    const float *re = values.real, *im = values.imaginary;
    const float *turn_re = of.of_all().real.data(), *turn_im = of.of_all().imaginary.data();
    spectrum[0] = (re[0] + im[0]) * scale;
    spectrum[1] = 0;
    spectrum[2 * half_length] = (re[0] - im[0]) * scale;
    spectrum[2 * half_length + 1] = 0;
    const float factor = scale * 0.5F;
    LATENTJAM_INDEPENDENT
    for (int k = 1; k < half_length; ++k) {
        const int mirrored = half_length - k;
        const float er = re[k] + re[mirrored], ei = im[k] - im[mirrored];
        const float odd_r = im[k] + im[mirrored], odd_i = re[mirrored] - re[k];
        spectrum[2 * k] = (er + (odd_r * turn_re[k] - odd_i * turn_im[k])) * factor;
        spectrum[2 * k + 1] = (ei + (odd_r * turn_im[k] + odd_i * turn_re[k])) * factor;
    }
}

void inverse(const RealTransform& of, const float* spectrum, float* x, float scale, float* work) noexcept
{
    const int half_length = of.length() / 2;
    // Real and imaginary part are exchanged, which turns the transform round.
    Parts values{work + half_length, work}, spare{work + 3 * half_length, work + 2 * half_length};
    float* re = work;
    float* im = work + half_length;
    const float *turn_re = of.of_all().real.data(), *turn_im = of.of_all().imaginary.data();
    re[0] = spectrum[0] + spectrum[2 * half_length];
    im[0] = spectrum[0] - spectrum[2 * half_length];
    LATENTJAM_INDEPENDENT
    for (int k = 1; k < half_length; ++k) {
        const float *a = spectrum + 2 * k, *b = spectrum + 2 * (half_length - k);
        const float er = a[0] + b[0], ei = a[1] - b[1], dr = a[0] - b[0], di = a[1] + b[1];
        const float odd_r = dr * turn_re[k] + di * turn_im[k], odd_i = di * turn_re[k] - dr * turn_im[k];
        re[k] = er - odd_i;
        im[k] = ei + odd_r;
    }
    transform(of, values, spare);
    LATENTJAM_INDEPENDENT
    for (int t = 0; t < half_length; ++t) {
        x[2 * t] = values.imaginary[t] * scale;
        x[2 * t + 1] = values.real[t] * scale;
    }
}

constexpr Loops loops(const char* name) noexcept { return {name, forward, inverse}; }

}  // namespace

}  // namespace latentjam::kernel::fourier
