// Runs the functions of a script, statement by statement.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"
#include "infer/native/script/syntax.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace latentjam::infer::native {

/// A `raise` of the script itself; what() is its message.
class Raised : public ScriptError {
public:
    explicit Raised(const std::string& what) : ScriptError(what) {}
};

/// One thread at a time. Whatever a script does, it ends: steps, depth and memory are limited.
class Interpreter {
public:
    /// Is told before an attribute is assigned.
    using OnSet = std::function<void(Object& object, std::size_t slot)>;

    explicit Interpreter(Machine& machine) : machine_(machine) {}

    void on_set(OnSet on_set) { on_set_ = std::move(on_set); }

    /// Constants that the code refers to as CONSTANTS.c0 ...
    void use_constants(std::vector<Value> constants) { constants_ = std::move(constants); }

    /// Throws Raised, Unknown or ScriptError; the last two name the place. [worker]
    Value call(const Function& function, std::vector<Value> arguments);

    /// Calls object.method(arguments ...). [worker]
    Value call(const std::shared_ptr<Object>& object, const Function& method, std::vector<Value> arguments);

private:
    using Frame = std::vector<Value>;
    enum class Flow { kOn, kReturn };

    Value enter(const Function& function, std::vector<Value> arguments, std::span<const std::string> keywords);
    Flow run(const Block& block, Frame& frame, Value& result);
    Flow run(const Statement& statement, Frame& frame, Value& result);
    Flow run_loop(const Statement& statement, Frame& frame, Value& result);
    void assign(const Statement& statement, Value value, Frame& frame);
    void set(const Statement& statement, Frame& frame);
    bool decide(const Value& value);

    Value evaluate(const Expression& expression, Frame& frame);
    std::vector<Value> evaluate_all(std::span<const Expression> expressions, Frame& frame);
    Value attribute(const Expression& expression, const Value& of) const;
    Value index(const Value& of, const Value& by) const;
    Value operate(const Expression& expression, Frame& frame);
    Value call_method(const Expression& expression, Frame& frame);
    Value make(const Expression& expression, Frame& frame);

    void count_step();
    Value counted(Value made);

    Machine& machine_;
    OnSet on_set_;
    std::vector<Value> constants_;
    std::int64_t steps_left_ = 0;
    int depth_ = 0;
};

}  // namespace latentjam::infer::native
