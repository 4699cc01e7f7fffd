// UnRAVEl's reference data (tests/data/unravel/make_cases.py) and the statistics that its cases are drawn from.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/file.h"
#include "latent/npy_header.h"
#include "latent/statistics.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace latentjam::test {

inline const std::filesystem::path kUnravel = LATENTJAM_TEST_DATA "/unravel";

inline latent::Sequence unravel_latents(const std::string& name)
{
    const auto sequence = latent::read((kUnravel / name).string());
    if (!sequence) throw std::runtime_error(sequence.message());
    return *sequence;
}

/// A float64 array of any shape, as it lies in the file.
inline std::vector<double> unravel_numbers(const std::string& name)
{
    std::ifstream file(kUnravel / name, std::ios::binary);
    const auto header = latent::read_npy_header(file);
    if (!header || header->type != "<f8") throw std::runtime_error(name + " is no array of float64");
    std::vector<double> numbers;
    for (double number = 0; file.read(reinterpret_cast<char*>(&number), sizeof number);) numbers.push_back(number);
    return numbers;
}

inline latent::Statistics unravel_statistics()
{
    const std::array sequences = {unravel_latents("encoding_0.npy"), unravel_latents("encoding_1.npy")};
    const std::array<const latent::Sequence*, 2> all = {&sequences[0], &sequences[1]};
    const auto statistics = latent::analyse(all);
    if (!statistics) throw std::runtime_error(statistics.message());
    return *statistics;
}

}  // namespace latentjam::test
