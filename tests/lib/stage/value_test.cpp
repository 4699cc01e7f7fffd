// Values of controls.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/value.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace latentjam::stage;
using latentjam::test::latent;

TEST_CASE("Numbers are equal when Pd's floats are, words by their letters, latents by their content")
{
    CHECK(value_of(0.1) == value_of(static_cast<double>(0.1F)));
    CHECK(!(value_of(0.1) == value_of(0.1001)));
    CHECK(value_of("off") == value_of("off"));
    CHECK(!(value_of("1") == value_of(1)));
    CHECK(Value{.latent = latent(2, 3, 0)} == Value{.latent = latent(2, 3, 0)});
    CHECK(!(Value{.latent = latent(2, 3, 0)} == Value{.latent = latent(2, 3, 1)}));
    CHECK(!(Value{.latent = latent(2, 3, 0)} == Value()));
    CHECK(Value().is_empty());
}

TEST_CASE("What is no finite number is none")
{
    const AtomList atoms{Atom(1.5), Atom("word"), Atom(std::numeric_limits<double>::quiet_NaN()), Atom(3.0)};
    CHECK(number_at(atoms, 0) == 1.5);
    CHECK(!number_at(atoms, 1));
    CHECK(!number_at(atoms, 2));
    CHECK(!number_at(atoms, 9));
    CHECK(!whole_at(atoms, 0));
    CHECK(whole_at(atoms, 3) == 3);
}

TEST_CASE("Values are written as a person would")
{
    CHECK(text_of(value_of(130)) == "130");
    CHECK(text_of(value_of(0.1)) == "0.1");
    CHECK(text_of(Value{.latent = latent(8, 16, 0)}) == "8 x 16 frames");
    const std::vector<std::string> words{"a", "b", "c"};
    CHECK(list_of(words) == "a, b and c");
    CHECK(list_of({}) == "");
}
