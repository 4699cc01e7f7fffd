// Resizing, thinning and ranges keep the values they should.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/edit.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::latent;

namespace {

Sequence counting(int dims, int frames)
{
    Sequence sequence(dims, frames, 21.5);
    for (int i = 0; i < frames; ++i)
        for (int d = 0; d < dims; ++d) sequence.at(i, d) = static_cast<float>(100 * i + d);
    return sequence;
}

}  // namespace

TEST_CASE("A resized sequence keeps what fits and is zero elsewhere")
{
    const Sequence source = counting(3, 4);
    for (const int dims : {0, 1, 3, 5})
        for (const int frames : {0, 1, 4, 9}) {
            const Sequence result = resized(source, dims, frames);
            REQUIRE(result.dims() == dims);
            REQUIRE(result.frames() == frames);
            CHECK(result.rate_hz() == 21.5);
            for (int i = 0; i < frames; ++i)
                for (int d = 0; d < dims; ++d)
                    CHECK(result.at(i, d) == (i < 4 && d < 3 ? static_cast<float>(100 * i + d) : 0.0F));
        }
}

TEST_CASE("Ranges are the least and the greatest of each dimension")
{
    Sequence sequence = counting(2, 3);
    sequence.at(1, 1) = -7;
    const auto found = ranges(sequence);
    REQUIRE(found.size() == 2);
    CHECK(found[0].low == 0);
    CHECK(found[0].high == 200);
    CHECK(found[1].low == -7);
    CHECK(found[1].high == 201);
    CHECK(ranges(Sequence(5, 0)).size() == 5);
    CHECK(ranges(Sequence()).empty());
}

TEST_CASE("A thinned sequence is made of frames of the long one, from its first on, evenly")
{
    const Sequence source = counting(2, 1000);
    CHECK(thinned(source, 1000) == source);
    CHECK(thinned(source, 5000) == source);
    for (const int frames : {1, 7, 10, 999}) {
        const Sequence result = thinned(source, frames);
        REQUIRE(result.frames() == frames);
        CHECK(result.rate_hz() == 21.5);
        for (int i = 0; i < frames; ++i) CHECK(result.at(i, 1) == source.at(i * 1000 / frames, 1));
    }
}

TEST_CASE("A mix goes from one latent to the other, as long as the shorter one")
{
    const Sequence a = counting(2, 5);
    Sequence b = counting(2, 3);
    for (float& value : b.values()) value += 10;
    CHECK(mixed(a, b, 0).frames() == 3);
    for (int i = 0; i < 3; ++i)
        for (int d = 0; d < 2; ++d) {
            CHECK(mixed(a, b, 0).at(i, d) == a.at(i, d));
            CHECK(mixed(a, b, 1).at(i, d) == b.at(i, d));
            CHECK(mixed(a, b, 0.5F).at(i, d) == a.at(i, d) + 5);
        }
    CHECK(mixed(a, b, 0.5F).rate_hz() == 21.5);
}
