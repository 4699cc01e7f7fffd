// Scripts as text: what is understood, what is refused, and where.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"
#include "infer/native/script/interpreter.h"
#include "infer/native/script/parser.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::infer::native;

namespace {

void link(Expression& expression)
{
    for (auto& part : expression.parts) link(part);
    expression.overloads = find_operators(expression.name);
}

void link(Block& block)
{
    for (auto& statement : block) {
        link(statement.value);
        link(statement.body);
        link(statement.other);
    }
}

/// The value of the function f(), or the error.
std::string run(const std::string& body)
{
    try {
        const auto source = parse("def f() -> int:\n" + body, "net.py");
        auto& function = *source->functions.at("f");
        link(function.body);
        Machine machine(std::make_shared<Budget>(1U << 24U), std::make_shared<Packing>(latentjam::kernel::Precision()));
        return text_of(Interpreter(machine).call(function, {}));
    } catch (const ScriptError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("Numbers, texts and lists are computed as in Python")
{
    CHECK(run("  return torch.add(torch.floordiv(-7, 2), torch.remainder(-7, 3))\n") == "-2");
    CHECK(run("  return torch.div(7, 2)\n") == "3.5");
    CHECK(run("  return torch.add(\"a\\n\", str(1e-05))\n") == "a\n1e-05");
    CHECK(run("  a = [1, 2]\n  _0 = torch.append(a, 3)\n  return torch.slice(a, 1)\n") == "[2, 3]");
    CHECK(run("  return (1, -2., None, [True], )\n") == "(1, -2.0, None, [True])");
    CHECK(run("  return torch.format(\"{} of {}\", 1, [2])\n") == "1 of [2]");
}

TEST_CASE("Branches and loops run, and several names are assigned at once")
{
    CHECK(run("  n = 0\n  for i in range(5):\n    if torch.gt(i, 1):\n      n0 = torch.add(n, i)\n    else:\n"
              "      n0 = n\n    n = n0\n  return n\n") == "9");
    CHECK(run("  _0, a = True, 1\n  while _0:\n    b = torch.mul(a, 2)\n    _0, a = torch.lt(b, 100), b\n"
              "  return a\n") == "128");
}

TEST_CASE("Tensors are made, looked at and changed in place")
{
    CHECK(run("  x = torch.zeros([2, 3])\n  _0 = torch.fill_(torch.select(x, 0, 1), 2.)\n"
              "  return float(torch.sum(x))\n") == "6.0");
    CHECK(run("  return torch.size(torch.reshape(torch.transpose(torch.ones([2, 3, 4]), 0, 2), [4, -1]))\n") ==
          "[4, 6]");
    CHECK(run("  return torch.size(torch.add(torch.ones([2, 1]), torch.ones([3])))\n") == "[2, 3]");
}

TEST_CASE("An operator that is not known is named with its place")
{
    CHECK(run("  return torch.svd(1)\n") == "operator svd is not known (net.py, line 2)");
    CHECK(run("  return torch.sin(\"a\")\n") == "operator sin(str) is not known (net.py, line 2)");
}

TEST_CASE("What is no script is refused with its line")
{
    CHECK(run("  return (1\n") == "net.py, line 3: ',' is missing before ''");
    CHECK(run("  return x\n") == "net.py, line 2: 'x' is not known here");
    CHECK(run("  return 99999999999999999999\n") == "net.py, line 2: a whole number of more than 64 bits");
    CHECK(run("  return " + std::string(1000, '(') + "\n") == "net.py, line 2: too deeply nested");
}

TEST_CASE("A raise of the script is its message alone")
{
    CHECK(run("  ops.prim.RaiseException(\"no\", \"builtins.ValueError\")\n") == "no");
}

TEST_CASE("Every script ends: steps and memory are limited")
{
    CHECK(run("  while True:\n    a = 1\n").starts_with("it does not come to an end"));
    CHECK(run("  return torch.zeros([500, 1000, 1000])\n").starts_with("it wants more memory than a model may have"));
    CHECK(run("  return torch.zeros([1000000, 1000000, 1000000])\n").find("is too large") != std::string::npos);
    CHECK(run("  return torch.zeros([-1])\n").find("is too large") != std::string::npos);
    CHECK(run("  while True:\n    a = range(100000)\n").starts_with("it does not come to an end"));
    CHECK(run("  a = \"x\"\n  for i in range(64):\n    a = torch.format(\"{}{}\", a, a)\n  return a\n")
              .starts_with("a text of more than 1 MB"));
    CHECK(run("  a = [1]\n  for i in range(1000000):\n    a = torch.add(a, a)\n  return a\n")
              .find("a list of more than") != std::string::npos);
}

TEST_CASE("Views whose sizes would overflow are refused")
{
    CHECK(run("  x = torch.expand(torch.ones([1]), [4611686018427387904])\n  return torch.cat([x, x, x, x], 0)\n")
              .find("is too large") != std::string::npos);
    CHECK(run("  x = torch.expand(torch.ones([1, 1]), [1, 4611686018427387904])\n  return torch.matmul(x, x)\n")
              .find("is too large") != std::string::npos);
    CHECK(run("  return torch.unfold(torch.ones([1000000]), 0, 500000, 1)\n").find("is too large") !=
          std::string::npos);
    CHECK(run("  return torch.reshape(torch.ones([0]), [0, 4611686018427387904])\n").find("is too large") !=
          std::string::npos);
    CHECK(run("  x = torch.slice(torch.ones([3, 2]), 0, 0, None, 4611686018427387904)\n"
              "  return torch.size(torch.reshape(x, [2, 1]))\n") == "[2, 1]");
}

TEST_CASE("An index of a tensor counts from its end, and not beyond")
{
    CHECK(run("  x = torch.arange(3)\n  return int(x[-1])\n") == "2");
    CHECK(run("  x = torch.arange(3)\n  return int(x[-4])\n").starts_with("an index out of range"));
    CHECK(run("  x = torch.arange(3)\n  return int(x[3])\n").starts_with("an index out of range"));
}

TEST_CASE("Two parameters of one name, endless chains and escapes without end are no script")
{
    CHECK_THROWS_AS(parse("def f(a, a, b=1):\n  return b\n", "net.py"), ScriptError);
    for (const auto* link : {"[0]", ".a", ".a()", "(1)"}) {
        std::string chain = "  a = 1\n  return a";
        for (int i = 0; i < 1000; ++i) chain += link;
        CHECK(run(chain + "\n") == "net.py, line 3: too deeply nested");
    }
    for (const auto* text : {"\\x", "\\x1", "\\1", "\\"})
        CHECK_THROWS_AS(parse(std::string("def f():\n  return \"") + text, "net.py"), ScriptError);
}

TEST_CASE("Values that would nest without end, or grow by themselves, are refused")
{
    for (const auto* more : {"(t, )", "[t]", "{1: t}"})
        CHECK(run(std::string("  t = (1, )\n  for i in range(1000000):\n    t = ") + more + "\n  return t\n")
                  .starts_with("values are too deeply nested"));
    CHECK(run("  t = (1, )\n  for i in range(60):\n    t = (t, t)\n  return t\n").starts_with("too many values"));
    CHECK(run("  a = [1]\n  t = (a, )\n  _0 = torch.append(a, 2)\n  return t\n").find("grows within") !=
          std::string::npos);
}

TEST_CASE("A list among the constants stays as it is")
{
    const auto source = parse("def f():\n  a = CONSTANTS.c0\n  _0 = torch.append(a, 2)\n  return a\n", "net.py");
    auto& function = *source->functions.at("f");
    link(function.body);
    Machine machine(std::make_shared<Budget>(1U << 24U), std::make_shared<Packing>(latentjam::kernel::Precision()));
    Interpreter interpreter(machine);
    interpreter.use_constants({Value::list({1})});
    for (int i = 0; i < 2; ++i) CHECK(text_of(interpreter.call(function, {})) == "[1, 2]");
}

TEST_CASE("Half precision is unknown, not a fault of one block")
{
    CHECK_THROWS_AS(with_type(Type::kHalf, [](auto) {}), Unknown);
}

TEST_CASE("Bytes are divided as whole numbers without a sign")
{
    const std::string begin =
        "  a = torch.full([1], 7, dtype=0)\n  b = torch.full([1], 255, dtype=0)\n  return int(torch.";
    CHECK(run(begin + "remainder(a, b))\n") == "7");
    CHECK(run(begin + "floor_divide(a, b))\n") == "0");
    CHECK(run(begin + "div(a, b, rounding_mode=\"trunc\"))\n") == "0");
}
