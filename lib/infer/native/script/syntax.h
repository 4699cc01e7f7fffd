// A script as a tree: what the parser makes of its text, with names resolved to slots.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/value.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latentjam::infer::native {

struct Operator;
struct Function;
struct Class;

/// Where something stands: "__torch__/playable.py", line 12.
struct Place {
    const std::string* file = nullptr;  ///< lives as long as the script
    int line = 0;
};

std::string text_of(const Place& place);

struct Expression {
    enum class Kind : std::uint8_t {
        kConstant,
        kLocal,      ///< slot
        kAttribute,  ///< parts[0].name
        kIndex,      ///< parts[0][parts[1]]
        kList,
        kTuple,
        kDict,      ///< key, value, key, value ...
        kOperator,  ///< torch.name(parts ..., keywords)
        kMethod,    ///< parts[0].name(parts[1] ...)
        kFunction,  ///< a function of a script, as a value
        kCall,      ///< parts[0](parts[1] ...)
        kNew,       ///< an object of a script's class
        kStored     ///< CONSTANTS.c<slot>
    };
    Kind kind = Kind::kConstant;
    Place place;
    std::string name;
    std::size_t slot = 0;
    int height = 0;  ///< of the tree of its parts
    Value constant;
    std::vector<Expression> parts;
    std::vector<std::string> keywords;                 ///< of the last parts of a call
    const Function* function = nullptr;                ///< found when a script is linked
    const Class* type = nullptr;                       ///< likewise
    const std::vector<Operator>* overloads = nullptr;  ///< likewise; null where there is no such operator
};

struct Statement;
using Block = std::vector<Statement>;

struct Statement {
    enum class Kind : std::uint8_t {
        kDo,      ///< value
        kAssign,  ///< locals = value; several: unpacked
        kSet,     ///< target.parts[0].name = value
        kIf,      ///< value, body, other
        kWhile,   ///< value, body
        kFor,     ///< locals[0] in value, body
        kReturn,  ///< value
        kWith     ///< body
    };
    Kind kind = Kind::kDo;
    Place place;
    std::vector<std::size_t> locals;
    Expression target;
    Expression value;
    Block body, other;
};

struct FunctionParameter {
    std::string name;
    std::string type;  ///< as written: "Tensor", "Optional[int]"
    std::optional<Expression> standard;
};

struct Function {
    std::string name;
    Place place;
    std::vector<FunctionParameter> parameters;  ///< they are the first slots
    std::size_t slots = 0;
    Block body;
};

/// A module's class, or a NamedTuple.
struct Class {
    std::string name;                     ///< "__torch__.playable.Playable"
    std::vector<std::string> attributes;  ///< in the order of an object's slots
    std::vector<std::string> parameters;  ///< those that are learned
    std::vector<std::string> buffers;
    std::map<std::string, Value, std::less<>> constants;
    std::map<std::string, std::unique_ptr<Function>, std::less<>> methods;

    std::optional<std::size_t> slot_of(std::string_view attribute) const;
    const Function* find_method(std::string_view method) const;
};

/// What one code record holds.
struct Source {
    std::string file;  ///< "__torch__/playable.py"
    std::map<std::string, std::unique_ptr<Function>, std::less<>> functions;
    std::map<std::string, std::unique_ptr<Class>, std::less<>> classes;
    std::vector<std::string> mentioned;  ///< qualified names of other sources' functions and classes
};

}  // namespace latentjam::infer::native
