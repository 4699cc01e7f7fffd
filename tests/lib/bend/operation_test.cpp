// Operations in words: what is read, and what an error says.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/operation.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace latentjam::bend;

namespace {

auto read(const std::string& text) { return read_operation(words_of(text)); }

}  // namespace

TEST_CASE("Arguments that are left out have their defaults")
{
    CHECK(read("scale")->numbers[0] == 1);
    CHECK(read("mask")->numbers[0] == 1);
    CHECK(read("noise 0.1")->seed == 42);
    CHECK(read("noise 0.1 7")->seed == 7);
    const auto tamper = *read("tamper 2");
    CHECK(tamper.numbers == std::array<double, 5>{2, 0, 0, 100, 0});
    CHECK_FALSE(read("roll 0.5")->has_axis);
    CHECK(read("roll 0.5 0")->has_axis);
}

TEST_CASE("Prefixes may come in any order")
{
    const auto operation = read("every 30 channels 2 5 part 0.5 0.75 scale 2");
    REQUIRE(operation.is_ok());
    CHECK(operation->percent == 30);
    CHECK(operation->channels == std::pair(2, 5));
    CHECK(operation->part_from == 0.5);
    CHECK(operation->part_to == 0.75);
    CHECK_FALSE(operation->is_everything());
    CHECK(read("scale 2")->is_everything());
}

TEST_CASE("What is wrong with an operation is said with what would be right")
{
    for (const char* text : {"scale 32",
                             "scale 1e30",
                             "scale two",
                             "scale 1 2",
                             "noise",
                             "noise 2",
                             "squeeze 0",
                             "quantize 2.5",
                             "roll -0.1",
                             "mask 0.5 -1",
                             "clip",
                             "permute first",
                             "tamper 4",
                             "part 0.5",
                             "part 0.6 0.5 scale 1",
                             "every 0 scale 1",
                             "channels 3 2 flip",
                             "channels 1",
                             "blend",
                             "blend other",
                             "blend other 2",
                             "blend 1 2",
                             "louder 2",
                             "",
                             "part 0 1"}) {
        const auto operation = read(text);
        INFO(text);
        REQUIRE_FALSE(operation.is_ok());
        CHECK(operation.message().size() > 15);
        CHECK(operation.message().find('\n') == std::string::npos);
    }
    CHECK(read("scale 32").message().find("-31..31") != std::string::npos);
    CHECK(read("louder 2").message().find("squeeze") != std::string::npos);
}
