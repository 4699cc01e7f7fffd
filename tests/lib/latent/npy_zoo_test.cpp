// Arrays as people have them: every way in which NumPy, older writers and accidents leave a .npy file. Each one is
// read, or refused in one line that says why. SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

using namespace latentjam;
using namespace std::string_literals;

namespace {

constexpr int kDims = 8, kFrames = 20;

/// Whole numbers, so that every type holds them.
float number(int dim, int frame) { return static_cast<float>((dim * 7 + frame * 3) % 50); }

template <typename Type>
std::string bytes(const std::vector<Type>& numbers, bool turned = false)
{
    std::string all(numbers.size() * sizeof(Type), '\0');
    std::memcpy(all.data(), numbers.data(), all.size());
    for (std::size_t at = 0; turned && at < all.size(); at += sizeof(Type))
        std::reverse(all.begin() + static_cast<std::ptrdiff_t>(at),
                     all.begin() + static_cast<std::ptrdiff_t>(at + sizeof(Type)));
    return all;
}

template <typename Type>
std::vector<Type> dims_by_frames(double factor = 1)
{
    std::vector<Type> all;
    for (int dim = 0; dim < kDims; ++dim)
        for (int frame = 0; frame < kFrames; ++frame)
            all.push_back(static_cast<Type>(static_cast<double>(number(dim, frame)) * factor));
    return all;
}

template <typename Type>
std::vector<Type> frames_by_dims()
{
    std::vector<Type> all;
    for (int frame = 0; frame < kFrames; ++frame)
        for (int dim = 0; dim < kDims; ++dim) all.push_back(static_cast<Type>(number(dim, frame)));
    return all;
}

/// binary16 of whole numbers below 2048.
std::string halves()
{
    std::vector<std::uint16_t> all;
    for (const auto value : dims_by_frames<float>()) {
        int exponent = 0;
        const float mantissa = std::frexp(value, &exponent);  // value = mantissa * 2^exponent, mantissa in 0.5..1
        const auto fraction = static_cast<unsigned>((mantissa * 2 - 1) * 1024);
        all.push_back(value == 0
                          ? std::uint16_t{0}
                          : static_cast<std::uint16_t>((static_cast<unsigned>(exponent - 1 + 15) << 10U) | fraction));
    }
    return bytes(all);
}

std::string with_header(const std::string& dictionary, const std::string& data, int version = 1)
{
    std::string start = "\x93NUMPY"s + static_cast<char>(version) + '\0';
    start += static_cast<char>(dictionary.size() & 0xffU);
    start += static_cast<char>(dictionary.size() >> 8U);
    if (version > 1) start += "\0\0"s;
    return start + dictionary + data;
}

/// As numpy.save writes it: data begins at a multiple of 64 bytes.
std::string saved(const std::string& type, const std::string& shape, const std::string& data,
                  const std::string& fortran = "False", int version = 1)
{
    std::string dictionary = "{'descr': " + type + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    const std::size_t before = (version == 1 ? 10 : 12) + dictionary.size() + 1;
    dictionary += std::string((64 - before % 64) % 64, ' ') + "\n";
    return with_header(dictionary, data, version);
}

struct Case {
    const char* name;
    std::string file;
    std::string refusal;  ///< what the line says; empty: the array is read
};

std::vector<Case> zoo()
{
    const auto f4 = dims_by_frames<float>();
    const std::string data = bytes(f4);
    const std::string plain = saved("'<f4'", "(8, 20)", data);
    auto nan = f4, infinite = f4;
    nan[2 * kFrames + 3] = std::numeric_limits<float>::quiet_NaN();
    infinite[2 * kFrames + 3] = std::numeric_limits<float>::infinity();
    const std::string floats = "where floats of 16 to 64 bits or whole numbers are needed";
    return {
        {"f4_1x8x20", saved("'<f4'", "(1, 8, 20)", data), ""},
        {"f8", saved("'<f8'", "(1, 8, 20)", bytes(dims_by_frames<double>())), ""},
        {"be4", saved("'>f4'", "(1, 8, 20)", bytes(f4, true)), ""},
        {"be8", saved("'>f8'", "(1, 8, 20)", bytes(dims_by_frames<double>(), true)), ""},
        {"fortran", saved("'<f4'", "(1, 8, 20)", bytes(frames_by_dims<float>()), "True"), ""},
        {"fortran_2d", saved("'<f4'", "(8, 20)", bytes(frames_by_dims<float>()), "True"), ""},
        {"c2d", plain, ""},
        {"f2", saved("'<f2'", "(1, 8, 20)", halves()), ""},
        {"i2", saved("'<i2'", "(1, 8, 20)", bytes(dims_by_frames<std::int16_t>())), ""},
        {"i4", saved("'<i4'", "(1, 8, 20)", bytes(dims_by_frames<std::int32_t>())), ""},
        {"i8", saved("'<i8'", "(1, 8, 20)", bytes(dims_by_frames<std::int64_t>())), ""},
        {"u1", saved("'|u1'", "(1, 8, 20)", bytes(dims_by_frames<std::uint8_t>())), ""},
        {"bool", saved("'|b1'", "(1, 8, 20)", std::string(160, '\1')), "type '|b1' " + floats},
        {"c8", saved("'<c8'", "(1, 8, 20)", std::string(1280, '\0')), "type '<c8' " + floats},
        {"f16", saved("'<f16'", "(1, 8, 20)", std::string(2560, '\0')), "type '<f16' " + floats},
        {"structured", saved("[('x', '<f4'), ('y', '<f4')]", "(20,)", std::string(160, '\0')), "no plain array's"},
        {"zero_d", saved("'<f4'", "()", std::string(4, '\0')), "shape () where [1, dims, frames] or [dims, frames]"},
        {"one_d", saved("'<f4'", "(20,)", std::string(80, '\0')), "shape (20,) where"},
        {"empty", saved("'<f4'", "(1, 8, 0)", ""), ""},
        {"empty2", saved("'<f4'", "(0,)", ""), "shape (0,) where"},
        {"four_d", saved("'<f4'", "(1, 1, 8, 20)", data), "shape (1, 1, 8, 20) where"},
        {"batch3", saved("'<f4'", "(3, 8, 20)", data + data + data), "shape (3, 8, 20) where"},
        {"transposed_20x8", saved("'<f4'", "(20, 8)", bytes(frames_by_dims<float>())), ""},
        {"obj", saved("'|O'", "(3,)", "pickle"), "type '|O' " + floats},
        {"str", saved("'<U2'", "(2,)", std::string(16, '\0')), "type '<U2' " + floats},
        {"v1", saved("'<f4'", "(1, 8, 20)", data, "False", 1), ""},
        {"v2", saved("'<f4'", "(1, 8, 20)", data, "False", 2), ""},
        {"v3", saved("'<f4'", "(1, 8, 20)", data, "False", 3), ""},
        {"unaligned", with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (8, 20), }\n", data), ""},
        {"otherorder_nonl", with_header("{'shape': (8, 20), 'descr': '<f4', 'fortran_order': False}", data), ""},
        {"json_header", with_header("{\"descr\": \"<f4\", \"fortran_order\": false, \"shape\": [8, 20]}", data),
         "no plain array's"},
        {"python2_longs", with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (8L, 20L), }\n", data), ""},
        {"native_eq", with_header("{'descr': '=f4', 'fortran_order': False, 'shape': (8, 20), }\n", data), ""},
        {"trailing", plain + "xxxxxxx", ""},
        {"nan", saved("'<f4'", "(1, 8, 20)", bytes(nan)), "frame 3, dimension 2 is nan"},
        {"inf", saved("'<f4'", "(1, 8, 20)", bytes(infinite)), "frame 3, dimension 2 is inf"},
        {"big_f8", saved("'<f8'", "(1, 8, 20)", bytes(dims_by_frames<double>(1e300))),
         "where a finite float32 is needed"},
        {"npz_as", "PK\3\4 a zip", "no .npy file: it begins otherwise"},
        {"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 10\n",
         "no .npy file: it begins otherwise"},
        {"trunc", plain.substr(0, plain.size() - 10),
         "cut off: shape (8, 20) needs 640 bytes of data, and there are 630"},
    };
}

}  // namespace

TEST_CASE("Each array of the zoo is read, or refused in one line")
{
    const auto each = GENERATE(from_range(zoo()));
    const test::TemporaryFolder folder;
    const std::string path = folder / (each.name + ".npy"s);
    test::put_bytes(path, each.file);
    std::string remark;
    const auto read = latent::read(path, kNeverCancelled, &remark);
    CAPTURE(each.name, read ? "" : read.message());
    REQUIRE(read.is_ok() == each.refusal.empty());
    if (!read) {
        CHECK(read.message().find(each.refusal) != std::string::npos);
        CHECK(read.message().find(each.name) != std::string::npos);
        CHECK(read.message().find('\n') == std::string::npos);
        return;
    }
    CHECK(read->dims() == kDims);
    CHECK(read->frames() == (each.name == "empty"s ? 0 : kFrames));
    CHECK(remark.empty() == (each.name != "transposed_20x8"s));
    for (int frame = 0; frame < read->frames(); ++frame)
        for (int dim = 0; dim < kDims; ++dim) CHECK(read->at(frame, dim) == number(dim, frame));
}
