// The head of a .npy file: written as NumPy writes it, read in all three versions, anything else refused.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/npy_header.h"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

using namespace latentjam;
using namespace latentjam::latent;

namespace {

/// A header of this version around a dictionary.
std::string headed(int version, const std::string& dictionary)
{
    std::string text = "\x93NUMPY";
    text += {static_cast<char>(version), 0};
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i) text += static_cast<char>(dictionary.size() >> (8 * i) & 0xff);
    return text + dictionary;
}

Result<NpyHeader> parsed(const std::string& bytes)
{
    std::istringstream file(bytes);
    return read_npy_header(file);
}

}  // namespace

TEST_CASE("A header comes back as it was written, and data begins at a multiple of 64 bytes")
{
    for (const std::vector<std::uint64_t>& shape :
         {std::vector<std::uint64_t>{1, 8, 11}, {8}, {}, {1, 1024, 1U << 26U}, {0, 0}}) {
        const std::string text = npy_header_text({"<f4", false, shape});
        CHECK(text.size() % 64 == 0);
        CHECK(text.ends_with("\n"));
        std::istringstream file(text + "data");
        const auto header = read_npy_header(file);
        REQUIRE(header);
        CHECK(header->type == "<f4");
        CHECK_FALSE(header->is_fortran);
        CHECK(header->shape == shape);
        CHECK(static_cast<std::size_t>(file.tellg()) == text.size());
    }
}

TEST_CASE("Headers of every version are read, with entries in any order and either quotes")
{
    for (const int version : {1, 2, 3}) {
        const auto header = parsed(headed(version, "{\"shape\": (2L, 3), 'fortran_order':True ,'descr' : '>f8'}\n"));
        REQUIRE(header);
        CHECK(header->type == ">f8");
        CHECK(header->is_fortran);
        CHECK(header->shape == std::vector<std::uint64_t>{2, 3});
    }
}

TEST_CASE("A head that is none is refused, whatever is wrong with it")
{
    const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    REQUIRE(parsed(headed(1, good)));
    CHECK(parsed("RIFF").message() == "no .npy file: it begins otherwise");
    CHECK(parsed(headed(4, good)).message() == "version 4 of .npy, where 1 to 3 are known");
    CHECK(parsed(headed(1, good).substr(0, 40)).message() == "cut off in its header: copy it again");
    CHECK(parsed(headed(2, std::string(70000, ' '))).message() == "a header of 70000 bytes, more than 65536");
    for (const std::string bad : {"", "{}", "{'descr': '<f4', 'shape': (1, 2)}", "{'descr': [('a', '<f4')]}",
                                  "{'descr': '<f4', 'fortran_order': None, 'shape': (1, 2)}",
                                  "{'descr': '<f4', 'fortran_order': False, 'shape': (1, -2)}",
                                  "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
                                  "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 1}"}) {
        CAPTURE(bad);
        CHECK(parsed(headed(1, bad)).message() == "its header is no plain array's: save it with numpy.save");
    }
}

TEST_CASE("Shapes are written as Python writes tuples")
{
    CHECK(shape_text({}) == "()");
    CHECK(shape_text({8}) == "(8,)");
    CHECK(shape_text({1, 8, 11}) == "(1, 8, 11)");
}
