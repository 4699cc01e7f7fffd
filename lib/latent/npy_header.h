// The header of a NumPy array file: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace latentjam::latent {

struct NpyHeader {
    std::string type;  // as NumPy writes it: "<f4" is little-endian float32
    bool is_fortran = false;
    std::vector<std::uint64_t> shape;
};

/// Reads versions 1 to 3 and leaves the stream at the first byte of data. Errors, without the file's name: not a
/// .npy file, truncated, another version, a header of an unreasonable length or content. [worker]
Result<NpyHeader> read_npy_header(std::istream& file);

/// The header of a C-ordered array as version 1, padded so that data begins at a multiple of 64 bytes. [any]
std::string npy_header_text(const NpyHeader& header);

/// As Python writes a tuple: "(1, 8, 11)", "(8,)". [any]
std::string shape_text(const std::vector<std::uint64_t>& shape);

}  // namespace latentjam::latent
