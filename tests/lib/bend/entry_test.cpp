// Entries in words, and with other arguments.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/entry.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace latentjam::bend;

namespace {

auto read(const std::string& line) { return read_entry(words_of(line)); }

Entry entry(const std::string& line)
{
    const auto result = read(line);
    INFO(line << ": " << (result ? "" : result.message()));
    REQUIRE(result.is_ok());
    return *result;
}

}  // namespace

TEST_CASE("What an entry writes, it reads back")
{
    for (const char* line :
         {"bend net.0.weight scale 2", "off bend 3 part 0.5 1 roll 0.25", "act net.1 gain all @depth",
          "bend * blend other.ts 0.5", "bend a values 2 0.1 -3 1e-07", "bend decoder*.bias tamper 2 0 0 30 1 9",
          "act net.1 fraction 0.3 invert 8", "bend a draw 0.1 -0.5"}) {
        const auto first = entry(line);
        CHECK(text_of(first) == line);
        CHECK(text_of(entry(text_of(first))) == line);
    }
    CHECK(text_of(entry("net.0.weight scale 2")) == "bend net.0.weight scale 2");
    CHECK(text_of(entry("set_weights a 1 2")) == "bend a values 0 1 2");
    CHECK(text_of(entry("blend other 0.5")) == "bend * blend other 0.5");
    CHECK(text_of(entry("blend other 0.5 dec*")) == "bend dec* blend other 0.5");
}

TEST_CASE("Text inside a list of weights is refused, and said where")
{
    const auto result = read("set_weights a 1 2 three 4");
    REQUIRE_FALSE(result.is_ok());
    CHECK(result.message().find("value 3 is 'three'") != std::string::npos);
    for (const char* line : {"set_weights a", "bend a", "bend", "", "off", "act a", "act a louder 3", "blend a",
                             "blend a b c d", "bend a values", "bend a values x 1", "set_weights a 1e39"})
        CHECK_FALSE(read(line).is_ok());
}

TEST_CASE("Other arguments keep the operation, its prefixes, and whether it is on")
{
    const auto rolled = entry("off bend 3 part 0.5 1 roll 0.25");
    CHECK(text_of(*with_arguments(rolled, words_of("0.75"))) == "off bend 3 part 0.5 1 roll 0.75");
    CHECK(text_of(*with_arguments(rolled, words_of("on"))) == "bend 3 part 0.5 1 roll 0.25");
    CHECK_FALSE(with_arguments(rolled, words_of("7")).is_ok());
    const auto blend = entry("blend other 0.5");
    CHECK(text_of(*with_arguments(blend, words_of("0.75"))) == "bend * blend other 0.75");
    CHECK(text_of(*with_arguments(blend, words_of("third 1"))) == "bend * blend third 1");
    CHECK(text_of(*with_arguments(entry("act x gain all 1"), words_of("2-3 0.5"))) == "act x gain 2-3 0.5");
    const auto values = entry("set_weights a 1 2");
    CHECK_FALSE(with_arguments(values, words_of("3 4")).is_ok());
    CHECK_FALSE(with_arguments(values, words_of("off"))->is_on);
}

TEST_CASE("A list of entries is one line, and comes back from it")
{
    const std::string line = "bend a scale 2 | off act b gain all 3 | bend c draw 0 0.5";
    const auto entries = read_line(words_of(line));
    REQUIRE(entries.is_ok());
    CHECK(entries->size() == 3);
    CHECK(line_of(*entries) == line);
    CHECK(read_line(words_of(""))->empty());
    CHECK_FALSE(read_line(words_of("bend a scale 2 | bend b louder")).is_ok());
}
