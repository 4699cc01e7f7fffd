// Names, numbers and patterns of parameters.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/names.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace latentjam::bend;

namespace {
const std::vector<std::string> kNames{"encoder.0.weight", "encoder.0.bias", "decoder.0.weight", "decoder.0.bias", "2"};
}

TEST_CASE("A star stands for any letters, a question mark for one")
{
    CHECK(matches("*", ""));
    CHECK(matches("*", "a.b"));
    CHECK(matches("a*b*c", "aXXbbYc"));
    CHECK(matches("**.weight", "x.weight"));
    CHECK(matches("net.?.bias", "net.7.bias"));
    CHECK_FALSE(matches("net.?.bias", "net.17.bias"));
    CHECK_FALSE(matches("", "a"));
    CHECK_FALSE(matches("a*b", "a"));
    CHECK(matches("*a*a*a*a*a*b", std::string(60, 'a') + "b"));
    CHECK_FALSE(matches("*a*a*a*a*a*a*a*b", std::string(200, 'a')));
}

TEST_CASE("A parameter is found by name, by number, or by pattern")
{
    CHECK(find_names("decoder.0.bias", kNames) == std::vector<std::size_t>{3});
    CHECK(find_names("0", kNames) == std::vector<std::size_t>{0});
    CHECK(find_names("2", kNames) == std::vector<std::size_t>{4});  // a name that is there wins
    CHECK(find_names("*.bias", kNames) == std::vector<std::size_t>{1, 3});
    for (const char* nothing : {"5", "-1", "decoder", "*.scale", ""}) CHECK(find_names(nothing, kNames).empty());
}

TEST_CASE("A name that is nowhere is answered with those like it")
{
    const auto text = no_such_name("decoder.9.bias", kNames);
    CHECK(text.find("decoder.0.bias") != std::string::npos);
    CHECK(text.find("decoder.9.bias") != std::string::npos);
    CHECK(no_such_name("x", {}).find("none") != std::string::npos);
}
