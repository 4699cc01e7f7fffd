// oneDNN, where libtorch is built with it.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/onednn.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

namespace latentjam::infer::torch_backend {

void avoid_wrong_convolutions()
{
    // Two rows of ones: every sum is 23 inputs times 3 taps. 23 is no multiple of 8 or 16, the blocks in use.
    static const bool kAreRight =
        at::conv1d(at::ones({2, 23, 16}), at::ones({16, 23, 3})).eq(23 * 3).all().item<bool>();
    if (!kAreRight) at::globalContext().setUserEnabledMkldnn(false);
}

}  // namespace latentjam::infer::torch_backend
