// Makes latents out of noise with a denoiser, a step at a time.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "generate/denoiser.h"
#include "latent/sequence.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace latentjam::generate {

/// What is fixed of a sequence while the rest is dreamt: frames [first, first + count) of some dims, or all.
struct Kept {
    int first = 0;
    int count = 0;
    std::vector<bool> dims{};  ///< empty: all of them
};

struct Request {
    int steps = 10;
    int frames = 0;  ///< 0: the denoiser's window
    std::uint64_t seed = 42;
    float temperature = 1;                 ///< times the starting noise
    std::vector<float> dim_temperature{};  ///< and times these, one a dim; empty: 1

    /// Two seeds: dreamt both, and then from the first to the second over the length, so far as lerp_factor says.
    std::optional<std::uint64_t> seed_b{};
    float lerp_factor = 1;

    /// Two seeds mixed before they are dreamt, 0 to 1: one sequence between two (needs seed_b; no lerp then).
    std::optional<float> morph{};

    bool normalise = true;  ///< mean 0, deviation 1 over all, as the denoiser's data had; off where frames are kept
    float scale = 1;        ///< then times this

    std::shared_ptr<const latent::Sequence> source{};  ///< of variation and of what is kept
    float variation = 1;  ///< how much noise the source gets: 0 none, 1 nothing is left of it
    std::vector<Kept> kept{};
    bool loop = false;  ///< the last frame leads to the first
};

/// What can be said before anything is computed. [any]
Status check(const Request& request, const Denoiser& denoiser);

/// One job. x <- cos(pi/2N) x - sin(pi/2N) v(x, 1 - i/N) for i = 0 .. N - 1: the deterministic sampler (DDIM, Song et
/// al. 2021) of v-prediction (Salimans and Ho 2022) on the schedule alpha = cos(sigma pi/2), beta = sin(sigma pi/2),
/// where each step is the same rotation. Not thread-safe; all calls by the worker that runs it.
class Sampler {
public:
    /// Precondition: check() passed. Keeps the denoiser. [worker]
    Sampler(Request request, std::shared_ptr<Denoiser> denoiser);

    bool is_done() const noexcept { return step_ >= request_.steps; }
    int step() const noexcept { return step_; }
    int first_step() const noexcept { return first_step_; }
    int steps() const noexcept { return request_.steps; }

    /// One call of the denoiser. The error is its own. [worker]
    Status advance();

    /// What would come out if everything left were dreamt in one stroke: rough at first, at the end the result.
    /// [worker]
    latent::Sequence preview() const;

private:
    void begin();
    void keep(int level);
    void roll(int by);
    latent::Sequence finished(std::vector<float> x) const;
    float source_value(int dim, int frame) const;

    Request request_;
    std::shared_ptr<Denoiser> denoiser_;
    Shape shape_;
    int frames_wanted_ = 0;
    int first_step_ = 0;
    int step_ = 0;
    int rolled_ = 0;
    std::vector<float> x_;
    std::vector<float> velocity_;
    std::vector<float> noise_;  // of what is kept
    std::vector<std::uint8_t> is_kept_;
};

}  // namespace latentjam::generate
