// An external as nn~ is one: linked to the system's libtorch, which Pd loads for the whole process to see. For
// package_linux.sh.
// SPDX-License-Identifier: BSD-3-Clause
#include <torch/torch.h>

#include <m_pd.h>

extern "C" void beside_setup() { post("beside: %g", at::ones({2, 2}).sum().item<double>()); }
