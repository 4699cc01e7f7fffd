// The operators that we add to libtorch's.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::infer::torch_backend {

/// Once per process; false when this libtorch refuses the operators. [worker]
bool register_operators() noexcept;

}  // namespace latentjam::infer::torch_backend
