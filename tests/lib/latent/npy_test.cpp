// Latents as NumPy files, below latent/file.h: the layout of what is written, and memory only for what is there.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/npy.h"

#include "lib/latent/latents.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cstring>

using namespace latentjam;
using namespace latentjam::latent;

TEST_CASE("A .npy file holds one dimension after the other, as [1, dims, frames]")
{
    const test::TemporaryFolder folder;
    Sequence sequence(2, 3);
    for (int frame = 0; frame < 3; ++frame)
        for (int dim = 0; dim < 2; ++dim) sequence.at(frame, dim) = static_cast<float>(10 * dim + frame);
    REQUIRE(write_npy(sequence, folder / "a.npy"));
    const std::string bytes = test::bytes_of(folder / "a.npy");
    CHECK(bytes.find("'shape': (1, 2, 3)") != std::string::npos);
    float values[6];
    REQUIRE(bytes.size() >= sizeof values);
    std::memcpy(values, bytes.data() + bytes.size() - sizeof values, sizeof values);
    CHECK(std::vector<float>(values, values + 6) == std::vector<float>{0, 1, 2, 10, 11, 12});
}

TEST_CASE("What write_npy writes read_npy reads, but for the rate, which .npy does not hold")
{
    const test::TemporaryFolder folder;
    Sequence sequence(5, 1000, 21.5);
    float next = 0;
    for (float& value : sequence.values()) value = next += 0.25F;
    REQUIRE(write_npy(sequence, folder / "a.npy"));
    const auto back = read_npy(folder / "a.npy");
    REQUIRE(back);
    CHECK(back->rate_hz() == 0);
    sequence.set_rate_hz(0);
    CHECK(*back == sequence);
}

TEST_CASE("A truncated .npy file is refused before memory is allocated for it")
{
    const test::TemporaryFolder folder;
    Sequence sequence(4, 100);
    REQUIRE(write_npy(sequence, folder / "a.npy"));
    const std::string bytes = test::bytes_of(folder / "a.npy");
    test::put_bytes(folder / "b.npy", bytes.substr(0, bytes.size() - 1));
    CHECK(read_npy(folder / "b.npy").message() ==
          "cut off: shape (1, 4, 100) needs 1600 bytes of data, and there are 1599");
    std::string huge = bytes;
    const auto at = huge.find("(1, 4, 100)");
    REQUIRE(at != std::string::npos);
    huge.replace(at, 20, "(1, 16, 50000000), }");
    test::put_bytes(folder / "c.npy", huge);
    CHECK(read_npy(folder / "c.npy").message().find("needs 3200000000 bytes of data") != std::string::npos);
}

TEST_CASE("A cancelled read or write of .npy gives up")
{
    const test::TemporaryFolder folder;
    const CancelFlag cancelled{true};
    const Sequence sequence(4, 100);
    CHECK(write_npy(sequence, folder / "a.npy", cancelled).message() == gave_up().message());
    REQUIRE(write_npy(sequence, folder / "a.npy"));
    CHECK(read_npy(folder / "a.npy", cancelled).message() == gave_up().message());
}
