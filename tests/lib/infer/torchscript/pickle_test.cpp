// The unpickler on good, broken and hostile bytes.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/pickle.h"

#include <catch2/catch_test_macros.hpp>

#include <random>

using namespace latentjam;
using namespace latentjam::infer;

using namespace std::string_literals;
using Kind = PickleNode::Kind;

namespace {

// {'a': 1, 'b': (2.5, True, None), 'c': ['x']} as TorchScript writes it, with memo entries.
const std::string kDictionary = "\x80\x02}q\x00(X\x01\x00\x00\x00"s + "aq\x01K\x01X\x01\x00\x00\x00"s +
                                "bG\x40\x04\x00\x00\x00\x00\x00\x00\x88N\x87X\x01\x00\x00\x00"s +
                                "c]X\x01\x00\x00\x00"s + "xau."s;

}  // namespace

TEST_CASE("Plain data is read")
{
    const auto pickle = Pickle::parse(kDictionary);
    INFO((pickle ? "" : pickle.message()));
    REQUIRE(pickle.is_ok());
    CHECK(pickle->root().kind == Kind::kDict);
    CHECK(pickle->find(pickle->root(), "a")->integer == 1);
    const auto& tuple = *pickle->find(pickle->root(), "b");
    REQUIRE(tuple.items.size() == 3);
    CHECK(pickle->item(tuple, 0).real == 2.5);
    CHECK(pickle->item(tuple, 1).integer == 1);
    CHECK(pickle->item(tuple, 2).kind == Kind::kNone);
    CHECK(pickle->item(*pickle->find(pickle->root(), "c"), 0).text == "x");
    CHECK(pickle->find(pickle->root(), "d") == nullptr);
}

TEST_CASE("Whole numbers keep their sign and size")
{
    const auto number = [](const std::string& bytes) { return Pickle::parse(bytes + ".")->root().integer; };
    CHECK(number("J\xff\xff\xff\xff"s) == -1);
    CHECK(number("M\x00\x08"s) == 2048);
    CHECK(number("\x8a\x00"s) == 0);
    CHECK(number("\x8a\x01\xfe"s) == -2);
    CHECK(number("\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80"s) == INT64_MIN);
    CHECK(!Pickle::parse("\x8a\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09."s).is_ok());
}

TEST_CASE("Nothing is called: a call stays data")
{
    const auto bytes = "cos\nsystem\n(X\x04\x00\x00\x00"s + "echotR."s;
    const auto pickle = Pickle::parse(bytes);
    REQUIRE(pickle.is_ok());
    CHECK(pickle->root().kind == Kind::kCall);
    CHECK(pickle->item(pickle->root(), 0).text == "os\nsystem");
}

TEST_CASE("Broken pickles are refused, each with a reason")
{
    for (const auto& bytes : {""s,
                              "."s,
                              "("s,
                              "(."s,
                              "K"s,
                              "K\x01"s,
                              "h\x05."s,
                              "X\xff\xff\xff\xff"s + "a."s,
                              "a."s,
                              "u."s,
                              "]K\x01u."s,
                              "(t"s,
                              "}(K\x01u."s,
                              "R."s,
                              "cabc"s,
                              "\xf0."s,
                              "q\x00."s,
                              "0."s,
                              "b."s,
                              "K\x01K\x02"
                              "a."s,
                              "\x8d\xff\xff\xff\xff\xff\xff\xff\xff."s}) {
        const auto pickle = Pickle::parse(bytes);
        REQUIRE(!pickle.is_ok());
        CHECK(pickle.message().starts_with("data.pkl is not understood: "));
    }
}

TEST_CASE("Deep nesting and self-reference need no recursion, and size is limited")
{
    std::string deep;
    for (int i = 0; i < 1'000'000; ++i) deep += ')';
    for (int i = 0; i < 999'999; ++i) deep += '\x86';
    CHECK(Pickle::parse(deep + ".").is_ok());
    CHECK(Pickle::parse("]q\x00h\x00"
                        "a."s)
              .is_ok());  // a list that holds itself
    CHECK(!Pickle::parse(std::string(5'000'000, 'N') + ".").is_ok());
}

TEST_CASE("20000 random pickles are read or refused, and never crash")
{
    std::mt19937 random(99);
    const std::string opcodes = "\x80.(0N\x88\x89JKMGXTUcbtaesuqrhjQR}])\x81\x85\x86\x87\x8a\x8c\x93\x94\x95"s;
    for (int i = 0; i < 20000; ++i) {
        std::string bytes;
        if (i % 2 == 0) {
            bytes = kDictionary;
            for (unsigned k = 0; k < 1 + random() % 4; ++k)
                bytes[random() % bytes.size()] = static_cast<char>(random());
        } else {
            for (unsigned k = 0; k < random() % 60; ++k)
                bytes += random() % 3 == 0 ? static_cast<char>(random() % 8) : opcodes[random() % opcodes.size()];
        }
        (void)Pickle::parse(bytes).is_ok();
    }
}
