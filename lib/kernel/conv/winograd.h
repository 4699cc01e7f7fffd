// Minimal filtering after Winograd: four neighbouring outputs of three taps by six products instead of twelve. Weights,
// input and sums are transformed for it, which pays where there are many channels and frames.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentjam::kernel::conv {

inline constexpr int kWinogradProducts = 6;  ///< for kWinogradOutputs frames
inline constexpr int kWinogradOutputs = 4;

/// A convolution is then a product of matrices for each of the six: transformed weights by transformed input.
struct WinogradLoops {
    /// Of one panel: three taps of rows x kLanes weights become six, one after another.
    void (*full)(const float* taps, std::ptrdiff_t tap_step, int rows, float* out) noexcept;
    void (*half)(const std::uint16_t* taps, std::ptrdiff_t tap_step, int rows, float* out) noexcept;

    /// Of one channel: the four phases of its frames, `step` apart, become six runs of `columns` values, `out_step`
    /// apart. A column reads frames 0 to 5 behind four times its number. Columns are a multiple of kLanes.
    void (*input)(const float* phases, std::ptrdiff_t step, int columns, float* out, std::ptrdiff_t out_step) noexcept;

    /// Six runs of columns x kLanes products, `step` apart, become 4 * columns x kLanes sums.
    void (*sums)(const float* products, std::ptrdiff_t step, int columns, float* sums) noexcept;
};

class PackedWeights;
struct Call;
struct Instructions;

/// Whether WinogradConvolution can compute a call, and is the quicker way. [any]
bool pays_by_four(const PackedWeights& weights, const Call& call) noexcept;

/// The input of a call, transformed, and what becomes of it panel by panel. As convolve(). [worker]
class WinogradConvolution {
public:
    WinogradConvolution(const PackedWeights& weights, const Call& call, const Instructions& instructions);

    /// Panels `first` up to `last`.
    void run(int first_panel, int last_panel) const;

private:
    void lay_out();
    void run_columns(int panel, const float* weights, int voice, int first_column) const;

    const PackedWeights& weights_;
    const Call& call_;
    const Instructions& instructions_;
    const int frames_out_;
    const int columns_;       // of a voice, each four frames
    const int segments_;      // of a voice, kColumns columns each
    float* input_ = nullptr;  // voices x segments x products x rows x kColumns
};

}  // namespace latentjam::kernel::conv
