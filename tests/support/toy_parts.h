// Parts that several toys are made of, and the toys with attributes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/toy_builder.h"

#include <string>
#include <vector>

namespace latentjam::toys {

/// A causal convolution that keeps the last three samples of each voice in `cache`, as cached_conv does.
torch::jit::Module cached_convolution();

/// One method, the identity by default.
Builder simple(const std::string& body = "return x", const std::vector<std::int64_t>& params = {1, 1, 1, 1});

/// Attributes of every type, of two types at once, without a getter, and with setters that refuse or throw.
Builder attributes();

/// A buffer attribute as nn_tilde 1.6 exports it; forward plays the loudest sample of the buffer.
Builder buffers();

}  // namespace latentjam::toys
