// Plain torch::jit, one thread, the executor that does not re-compile.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/direct_call.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <ctime>

namespace latentjam::test {

namespace {

torch::jit::Module load(const DirectCall& call)
{
    torch::jit::setGraphExecutorOptimize(false);
    at::set_num_threads(1);
    auto module = torch::jit::load(call.model.string());
    for (const auto& buffer : module.named_buffers())
        if (buffer.name.ends_with(".cache") || buffer.name.ends_with(".pad")) buffer.value.zero_();
    return module;
}

std::int64_t thread_time_ns()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::vector<std::vector<float>> call_directly(const DirectCall& call, const std::vector<std::vector<float>>& in,
                                              int hold)
{
    const c10::InferenceMode inference;
    auto module = load(call);
    const int point = hold < 0 ? call.in_ratio - 1 : std::min(hold, call.in_ratio - 1);
    const int frames = call.buffer / call.in_ratio;
    const auto rows_out = static_cast<std::size_t>(call.voices * call.out_channels);
    std::vector<std::vector<float>> out(rows_out);
    for (std::size_t start = 0; start + static_cast<std::size_t>(call.buffer) <= in[0].size();
         start += static_cast<std::size_t>(call.buffer)) {
        auto block = at::empty({call.voices, call.in_channels, frames});
        float* values = block.data_ptr<float>();
        for (const auto& row : in)
            for (int frame = 0; frame < frames; ++frame)
                *values++ = row[start + static_cast<std::size_t>(frame * call.in_ratio + point)];
        const auto result = module.get_method(call.method)({block}).toTensor().contiguous();
        const float* answer = result.data_ptr<float>();
        for (auto& row : out)
            for (int frame = 0; frame < call.buffer / call.out_ratio; ++frame)
                row.insert(row.end(), static_cast<std::size_t>(call.out_ratio), *answer++);
    }
    return out;
}

std::vector<std::int64_t> time_directly(const DirectCall& call, int blocks)
{
    const c10::InferenceMode inference;
    auto module = load(call);
    auto method = module.get_method(call.method);
    const auto block = at::randn({call.voices, call.in_channels, call.buffer / call.in_ratio});
    constexpr int kWarmUp = 5;
    for (int i = 0; i < kWarmUp; ++i) method({block});
    std::vector<std::int64_t> times;
    for (int i = 0; i < blocks; ++i) {
        const std::int64_t begin = thread_time_ns();
        method({block});
        times.push_back(thread_time_ns() - begin);
    }
    return times;
}

}  // namespace latentjam::test
