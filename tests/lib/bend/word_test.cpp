// Words and numbers, there and back.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/word.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace latentjam::bend;

TEST_CASE("A line falls into numbers and words")
{
    const auto words = words_of("  bend\tnet.0.weight scale -2.5e-3 +4 inf nan 7b\r");
    REQUIRE(words.size() == 8);
    CHECK(words[0] == Word(std::string("bend")));
    CHECK(words[3] == Word(-0.0025));
    CHECK(words[4] == Word(4.0));
    for (std::size_t i = 5; i < 8; ++i) CHECK_FALSE(number_of(words[i]));
    CHECK(words_of("").empty());
}

TEST_CASE("Numbers are written as shortly as they read back")
{
    CHECK(text_of(Word(0.1)) == "0.1");
    CHECK(text_of(Word(3.0)) == "3");
    CHECK(text_of(Word(shortest(0.1F))) == "0.1");
    for (const float number : {0.3F, 1e-30F, -123456.78F, std::numeric_limits<float>::max(), 0.0F}) {
        CHECK(static_cast<float>(shortest(number)) == number);
        const auto read = words_of(text_of(Word(shortest(number))));
        CHECK(static_cast<float>(*number_of(read[0])) == number);
    }
}

TEST_CASE("Seeds are whole numbers to 2^63 - 1, digits or words")
{
    CHECK(seed_of(Word(42.0)) == 42);
    CHECK(seed_of(Word(std::string("9223372036854775807"))) == 9223372036854775807U);
    for (const Word& word : {Word(-1.0), Word(1.5), Word(1e30), Word(std::string("9223372036854775808")),
                             Word(std::string("seed")), Word(std::string(""))})
        CHECK_FALSE(seed_of(word));
    CHECK(index_of(Word(2147483647.0)) == 2147483647);
    CHECK_FALSE(index_of(Word(2147483648.0)));
}
