// TorchScript models made at test time: small, exact, and each with one trait that playing must cope with.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace latentjam::toys {

/// The names of all toys, each a model file `<name>.ts`; `toy_models.cpp` says what each one does.
std::vector<std::string> names();

/// Writes the toy into `folder`, as `<called>.ts` if that is not empty, and returns its path. Throws when there is none
/// of that name.
std::filesystem::path save(const std::string& name, const std::filesystem::path& folder,
                           const std::string& called = "");

}  // namespace latentjam::toys
