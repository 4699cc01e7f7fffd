// How every call into torch is made: what is switched on for the calling thread, and how exceptions become one line.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace latentjam::infer::torch_backend {

/// Inference mode, and the profiling executor off, for this thread and this scope. The profiling executor spends up to
/// half a second on each of a model's first two calls and gains nothing later; its switch is thread-local.
/// Buffers written in inference mode may only be written in inference mode again, so all calls use this scope.
class CallScope {
    c10::InferenceMode inference_;
    torch::jit::GraphOptimizerEnabledGuard executor_{false};
};

/// The line of a torch exception that says what is wrong: no stack trace, no interpreter traceback, no source position
/// of torch, at most 300 characters. "unknown error" where there is none.
std::string meaningful_line(std::string_view what);

/// The text of an exception in flight, by meaningful_line. Call it in a catch block.
std::string current_exception_line();

/// Runs `call` in a CallScope; an exception becomes "<subject>: <line>".
template <typename Call>
Status guarded(std::string_view subject, Call&& call) noexcept
{
    try {
        const CallScope scope;
        return std::forward<Call>(call)();
    } catch (...) {
        return Status::error(std::string(subject) + ": " + current_exception_line());
    }
}

}  // namespace latentjam::infer::torch_backend
