// MD5, by which the names of results tell their source. It protects nothing.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace latentjam::unravel {

/// The digest of `bytes` as 32 lower-case hexadecimal digits (Rivest 1992, RFC 1321). [any]
std::string md5(std::string_view bytes);

}  // namespace latentjam::unravel
