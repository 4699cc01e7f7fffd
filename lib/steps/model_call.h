// A model's method, fed with a long signal piece by piece, with the result of a single call.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/open.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace latentjam::steps {

/// How a model is run.
struct Playing {
    std::uint64_t seed = 42;  ///< of the noise that the model draws; every file starts from it
    int threads = 1;          ///< inside one call
    std::vector<infer::AttributeSetting> attributes;
};

/// Runs signals of any length through a method, in calls of one size that carry the streaming state on. A model
/// without streaming state gets each signal in one call, whatever memory that takes.
///
/// A signal may end within a frame. Some exports make the last frame from what is there, some drop it, some throw. A
/// trial on a separate instance shows which; one that throws gets silence up to a whole frame. So the number of frames
/// is that of the model's own call wherever such a call is possible.
class ModelCall {
public:
    /// Frames of the coarser side in one call. Enough to keep the overhead of a call small; little enough that the
    /// largest tensors of a real model stay below 100 MB and a cancel is heard soon.
    static constexpr int kFramesPerCall = 8;

    /// Errors: the model cannot make an instance, an attribute is unknown or refused. [worker]
    static Result<ModelCall> create(std::shared_ptr<infer::Model> model, const infer::Method& method,
                                    const Playing& playing);

    /// Starts a new signal: clears the state and reseeds the noise. [worker]
    void begin();

    /// Takes `in` (frames of in_channels values each) and appends what is ready to `out` (frames of out_channels values
    /// each). Errors are the model's; call begin() after one. [worker]
    Status push(std::span<const float> in, std::vector<float>& out);

    /// Ends the signal and appends the rest to `out`. [worker]
    Status finish(std::vector<float>& out);

    /// What is worth a line about the signal so far, or "": values that were not finite and became 0.
    const std::string& remark() const noexcept { return remark_; }

    const infer::Method& method() const noexcept { return method_; }

    /// Input frames of one call: how many to push at a time.
    int frames_per_call() const noexcept { return frames_per_call_; }

    bool is_streaming() const noexcept { return model_->is_streaming(); }

private:
    ModelCall(std::shared_ptr<infer::Model> model, const infer::Method& method);
    Result<std::unique_ptr<infer::Instance>> instantiate() const;
    Status run(infer::Instance& instance, std::span<const float> in, int in_frames, int out_frames,
               std::vector<float>& out);
    Result<std::optional<int>> frames_of_rest(int rest);

    std::shared_ptr<infer::Model> model_;
    infer::Method method_;
    Playing playing_;
    std::unique_ptr<infer::Instance> instance_;
    int unit_frames_;  // input frames: the smallest block that the model declares
    int frames_per_call_;
    std::vector<float> pending_;  // input frames waiting for a whole call
    std::vector<float> planar_in_;
    std::vector<float> planar_out_;
    std::string remark_;
};

}  // namespace latentjam::steps
