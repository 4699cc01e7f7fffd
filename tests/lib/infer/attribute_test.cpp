// What a patch may write for an attribute of each type, and what the error says where it may not.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/attribute.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace latentjam::infer;

namespace {

using Values = std::vector<Value>;

std::string error_for(const Attribute& attribute, const Values& loose)
{
    const auto values = match_values(attribute, loose);
    return values ? "" : values.message();
}

const std::string kWord = "word";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("A value is of another type where it means the same, and only there")
{
    const auto is = [](const Value& value, ValueType type, const Value& expected) {
        const auto fitted = as_type(value, type);
        return fitted && fitted->index() == expected.index() && text_of(*fitted) == text_of(expected);
    };
    CHECK(is(1.0, ValueType::kBool, true));
    CHECK(is(std::int64_t{0}, ValueType::kBool, false));
    CHECK(is(4.0, ValueType::kInt, std::int64_t{4}));
    CHECK(is(true, ValueType::kInt, std::int64_t{1}));
    CHECK(is(std::int64_t{2}, ValueType::kFloat, 2.0));
    CHECK(is(2.0, ValueType::kTensor, std::vector<float>{2}));
    CHECK(is(kWord, ValueType::kString, kWord));
    CHECK(is(BufferValue{{1, 2}, 0}, ValueType::kBuffer, BufferValue{{1, 2}, 0}));

    CHECK_FALSE(as_type(2.0, ValueType::kBool));
    CHECK_FALSE(as_type(2.5, ValueType::kInt));
    CHECK_FALSE(as_type(1e300, ValueType::kInt));
    CHECK_FALSE(as_type(kInfinity, ValueType::kFloat));
    CHECK_FALSE(as_type(kWord, ValueType::kFloat));
    CHECK_FALSE(as_type(1.0, ValueType::kString));
    CHECK_FALSE(as_type(kWord, ValueType::kTensor));
    CHECK_FALSE(as_type(1.0, ValueType::kBuffer));
}

TEST_CASE("Values match an attribute's types one by one; a tensor takes all numbers that are left")
{
    const auto pair = match_values({"pair", {ValueType::kInt, ValueType::kString}}, Values{9.0, 909.0});
    REQUIRE(pair);
    CHECK(std::get<std::int64_t>((*pair)[0]) == 9);
    CHECK(std::get<std::string>((*pair)[1]) == "909");

    const auto tensor = match_values({"bias", {ValueType::kBool, ValueType::kTensor}}, Values{1.0, 0.5, -2.0, 3.0});
    REQUIRE(tensor);
    CHECK(std::get<std::vector<float>>((*tensor)[1]) == std::vector<float>{0.5F, -2, 3});
}

TEST_CASE("A patch may write a value as nn~ takes it")
{
    struct Case {
        Value written;
        ValueType type;
        Value meant;
    };
    const auto word = [](const char* text) { return Value(std::string(text)); };
    for (const auto& [written, type, meant] :
         {Case{word("True"), ValueType::kBool, true}, Case{word("true"), ValueType::kBool, true},
          Case{word("FALSE"), ValueType::kBool, false}, Case{2.0, ValueType::kBool, true},
          Case{-0.5, ValueType::kBool, true}, Case{0.0, ValueType::kBool, false},
          Case{word("1"), ValueType::kBool, true}, Case{4.37, ValueType::kInt, std::int64_t{4}},
          Case{-4.9, ValueType::kInt, std::int64_t{-4}},
          Case{word("123456789"), ValueType::kInt, std::int64_t{123456789}}, Case{word("0.5"), ValueType::kFloat, 0.5},
          Case{909.0, ValueType::kString, word("909")}}) {
        CAPTURE(text_of(written), type_name(type));
        const auto values = match_values({"it", {type}}, std::vector{written});
        REQUIRE(values);
        CHECK((*values)[0].index() == meant.index());
        CHECK(text_of((*values)[0]) == text_of(meant));
    }
    for (const auto& [written, type] :
         {std::pair{word("yes"), ValueType::kBool}, std::pair{word("4 bars"), ValueType::kInt},
          std::pair{word(""), ValueType::kInt}, std::pair{Value(kInfinity), ValueType::kInt},
          std::pair{Value(kInfinity), ValueType::kBool}, std::pair{Value(1e300), ValueType::kInt}}) {
        CAPTURE(text_of(written), type_name(type));
        CHECK_FALSE(error_for({"it", {type}}, {written}).empty());
    }
}

TEST_CASE("What does not match is named with the attribute, the value and the type")
{
    const Attribute gain{"gain", {ValueType::kFloat}};
    CHECK(error_for(gain, {kWord}) == "set gain: 'word' where it takes float; whole: set gain float");
    CHECK(error_for(gain, {}) == "set gain: 0 values where it takes 1: set gain float");
    CHECK(error_for(gain, {1.0, 2.0}) == "set gain: 2 values where it takes 1: set gain float");
    CHECK(error_for({"mode", {ValueType::kBool, ValueType::kString}}, {kWord}) ==
          "set mode: 'word' where it takes 0/1; whole: set mode 0/1 symbol");
    CHECK(error_for({"table", {ValueType::kBuffer}}, {1.0}) ==
          "set table: '1' where it takes array; whole: set table array");
}

TEST_CASE("A value's text is as a person would write it")
{
    CHECK(text_of(true) == "1");
    CHECK(text_of(std::int64_t{9007199254740993}) == "9007199254740993");
    CHECK(text_of(44100.0) == "44100");
    CHECK(text_of(static_cast<double>(0.3F)) == "0.3");
    CHECK(text_of(0.1) == "0.1");
    CHECK(text_of(kWord) == "word");
    CHECK(text_of(std::vector<float>{1, 2, 3}) == "a list of 3");
    CHECK(text_of(BufferValue{{1, 2}, 48000}) == "a buffer of 2");
}
