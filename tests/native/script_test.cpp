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
    CHECK(run("  return torch.zeros([1000, 1000, 1000])\n").starts_with("it wants more memory than a model may have"));
    CHECK(run("  return torch.zeros([1000000, 1000000, 1000000])\n").find("is too large") != std::string::npos);
    CHECK(run("  return torch.zeros([-1])\n").find("is too large") != std::string::npos);
    CHECK(run("  a = [1]\n  for i in range(1000000):\n    a = torch.add(a, a)\n  return a\n")
              .find("a list of more than") != std::string::npos);
}
