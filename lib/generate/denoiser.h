// What a sampler asks of a network: the velocity of a noisy sequence.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/model.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace latentjam::generate {

/// `rows` sequences of `dims` channels and `frames` each, frames fastest: as networks have them.
struct Shape {
    int rows = 1;
    int dims = 0;
    int frames = 0;

    std::size_t row_size() const noexcept { return static_cast<std::size_t>(dims) * static_cast<std::size_t>(frames); }
    std::size_t size() const noexcept { return static_cast<std::size_t>(rows) * row_size(); }
};

class Denoiser {
public:
    virtual ~Denoiser() = default;

    virtual int dims() const noexcept = 0;
    virtual int window() const noexcept = 0;               ///< frames that it was trained on
    virtual int multiple() const noexcept = 0;             ///< the frames must be a multiple of it
    virtual std::span<const float> mean() const = 0;       ///< of the latents it was trained on, a value a dim
    virtual std::span<const float> deviation() const = 0;  ///< the same; it works on (latent - mean) / deviation
    virtual double rate_hz() const noexcept = 0;           ///< frames a second; 0: unknown

    /// v of `x` at noise level `sigma` (1: noise alone, 0: clean). [worker]
    virtual Status velocity(const Shape& shape, std::span<const float> x, float sigma, std::span<float> v) = 0;
};

/// A model file with a method `denoise` of dims + 1 channels (the last one is sigma, the same in each frame) to dims,
/// at ratio 1, and the attributes that models/diffusion/export.py writes. Errors say what is missing. [worker]
Result<std::unique_ptr<Denoiser>> open_denoiser(std::shared_ptr<infer::Model> model, const std::string& name);

/// True when the description is that of a denoiser. [any]
bool is_denoiser(const infer::Description& description);

}  // namespace latentjam::generate
