// oneDNN, where libtorch is built with it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::infer::torch_backend {

/// Some oneDNN (3.7.2, in Debian 13) mislays weights of convolutions wider than 1 whose inputs fill no whole block of
/// channels, in calls of several rows or many frames: wrong sound, or none. Asks for such a convolution once, and has
/// libtorch do without oneDNN where the answer is wrong; for the whole process. Throws. [worker]
void avoid_wrong_convolutions();

}  // namespace latentjam::infer::torch_backend
