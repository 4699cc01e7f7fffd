// Which BLAS libtorch computes with, and how many threads one call may use.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace latentjam::infer::torch_backend {

/// Empty when libtorch runs on a fast BLAS; else a remark that says what to install. [worker]
std::string slow_blas_remark();

/// Sets the threads inside one torch call for the calling thread; cheap when unchanged. [worker]
void use_threads(int count);

/// Sets OpenBLAS's threads, a number of the whole process where the last request wins, when libtorch runs on it and the
/// number is new. [worker]
void use_blas_threads(int count);

}  // namespace latentjam::infer::torch_backend
