// A walk over the tree of a function.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/interpreter.h"

#include "infer/native/operators/operator.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

constexpr std::int64_t kMostSteps = 20'000'000;  // of one call from outside: a minute or so
constexpr int kDeepest = 1200;                   // expressions, blocks and calls in one another

/// An error that already names its place.
class Placed : public ScriptError {
public:
    using ScriptError::ScriptError;
};

class PlacedUnknown : public Unknown {
public:
    using Unknown::Unknown;
};

class Deeper {
public:
    explicit Deeper(int& depth) : depth_(depth)
    {
        if (++depth_ <= kDeepest) return;
        --depth_;
        throw ScriptError("calls are too deeply nested");
    }
    ~Deeper() { --depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

private:
    int& depth_;
};

std::string kinds_of(std::span<const Value> values)
{
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ", ") + std::string(value.kind());
    return text;
}

}  // namespace

Value Interpreter::call(const Function& function, std::vector<Value> arguments)
{
    steps_left_ = kMostSteps;
    depth_ = 0;
    return enter(function, std::move(arguments), {});
}

Value Interpreter::call(const std::shared_ptr<Object>& object, const Function& method, std::vector<Value> arguments)
{
    arguments.insert(arguments.begin(), Value(object));
    return call(method, std::move(arguments));
}

void Interpreter::count_step()
{
    if (--steps_left_ < 0) throw ScriptError("it does not come to an end");
}

// Long lists and texts take time and memory as many steps do.
Value Interpreter::counted(Value made)
{
    if (made.is_list()) steps_left_ -= 4 * static_cast<std::int64_t>(made.elements().size());
    if (made.is_string()) steps_left_ -= static_cast<std::int64_t>(made.text().size()) / 16;
    return made;
}

Value Interpreter::enter(const Function& function, std::vector<Value> arguments, std::span<const std::string> keywords)
{
    const Deeper deeper(depth_);
    const auto& parameters = function.parameters;
    const auto unnamed = arguments.size() - keywords.size();
    if (unnamed > parameters.size())
        throw ScriptError(function.name + " takes " + std::to_string(parameters.size()) + " values, not " +
                          std::to_string(unnamed));
    Frame frame(function.slots);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto named = std::find(keywords.begin(), keywords.end(), parameters[i].name);
        if (i < unnamed)
            frame[i] = std::move(arguments[i]);
        else if (named != keywords.end())
            frame[i] = std::move(arguments[unnamed + static_cast<std::size_t>(named - keywords.begin())]);
        else if (parameters[i].standard)
            frame[i] = evaluate(*parameters[i].standard, frame);
        else
            throw ScriptError(function.name + " is called without " + parameters[i].name);
        if (parameters[i].type == "float" && frame[i].is_int()) frame[i] = frame[i].real();
    }
    Value result;
    run(function.body, frame, result);
    return result;
}

Interpreter::Flow Interpreter::run(const Block& block, Frame& frame, Value& result)
{
    for (const auto& statement : block) {
        try {
            if (run(statement, frame, result) == Flow::kReturn) return Flow::kReturn;
        } catch (const Raised&) {
            throw;
        } catch (const Placed&) {
            throw;
        } catch (const PlacedUnknown&) {
            throw;
        } catch (const Unknown& error) {
            throw PlacedUnknown(error.what() + (" (" + text_of(statement.place) + ")"));
        } catch (const ScriptError& error) {
            throw Placed(error.what() + (" (" + text_of(statement.place) + ")"));
        }
    }
    return Flow::kOn;
}

Interpreter::Flow Interpreter::run(const Statement& statement, Frame& frame, Value& result)
{
    const Deeper deeper(depth_);
    count_step();
    using Kind = Statement::Kind;
    switch (statement.kind) {
        case Kind::kDo:
            evaluate(statement.value, frame);
            return Flow::kOn;
        case Kind::kAssign:
            assign(statement, evaluate(statement.value, frame), frame);
            return Flow::kOn;
        case Kind::kSet:
            set(statement, frame);
            return Flow::kOn;
        case Kind::kIf:
            return run(decide(evaluate(statement.value, frame)) ? statement.body : statement.other, frame, result);
        case Kind::kWhile:
        case Kind::kFor:
            return run_loop(statement, frame, result);
        case Kind::kReturn:
            result = evaluate(statement.value, frame);
            return Flow::kReturn;
        case Kind::kWith:
            if (statement.target.name.find("no_grad") == std::string::npos &&
                statement.target.name.find("inference_mode") == std::string::npos)
                throw Unknown("'with " + statement.target.name + "' is not known");
            return run(statement.body, frame, result);
    }
    return Flow::kOn;
}

Interpreter::Flow Interpreter::run_loop(const Statement& statement, Frame& frame, Value& result)
{
    if (statement.kind == Statement::Kind::kWhile) {
        while (decide(evaluate(statement.value, frame))) {
            count_step();
            if (run(statement.body, frame, result) == Flow::kReturn) return Flow::kReturn;
        }
        return Flow::kOn;
    }
    const auto over = evaluate(statement.value, frame);
    const auto count = over.is_tensor() ? (over.tensor().dim() > 0 ? over.tensor().size(0) : 0)
                                        : static_cast<std::int64_t>(over.elements().size());
    for (std::int64_t i = 0; i < count; ++i) {
        count_step();
        frame[statement.locals.front()] = index(over, i);
        if (run(statement.body, frame, result) == Flow::kReturn) return Flow::kReturn;
    }
    return Flow::kOn;
}

void Interpreter::assign(const Statement& statement, Value value, Frame& frame)
{
    const bool unpacks = statement.locals.size() > 1 || statement.target.slot == 1;
    if (!unpacks) {
        frame[statement.locals.front()] = std::move(value);
        return;
    }
    const auto& items = value.elements();
    if (items.size() != statement.locals.size())
        throw ScriptError(std::to_string(items.size()) + " values for " + std::to_string(statement.locals.size()) +
                          " names");
    for (std::size_t i = 0; i < items.size(); ++i) frame[statement.locals[i]] = items[i];
}

void Interpreter::set(const Statement& statement, Frame& frame)
{
    const auto object = evaluate(statement.target.parts.front(), frame).object();
    const auto slot = object->type->slot_of(statement.target.name);
    if (!slot) throw ScriptError("there is no attribute '" + statement.target.name + "'");
    auto value = evaluate(statement.value, frame);
    // Objects could hold one another, without end or for ever.
    if (value.is_object() || extent_of(value).holds_object) throw Unknown("an object in an attribute is not known");
    if (on_set_) on_set_(*object, *slot);
    object->slots[*slot] = std::move(value);
}

bool Interpreter::decide(const Value& value)
{
    return value.is_tensor() ? machine_.number<double>(value.tensor()) != 0 : value.boolean();
}

Value Interpreter::evaluate(const Expression& e, Frame& frame)
{
    const Deeper deeper(depth_);
    using Kind = Expression::Kind;
    switch (e.kind) {
        case Kind::kConstant:
            return e.constant;
        case Kind::kLocal:
            return frame[e.slot];
        case Kind::kAttribute:
            return attribute(e, evaluate(e.parts.front(), frame));
        case Kind::kIndex:
            return index(evaluate(e.parts[0], frame), evaluate(e.parts[1], frame));
        case Kind::kList:
            return Value::list(evaluate_all(e.parts, frame));
        case Kind::kTuple:
            return Value::tuple(evaluate_all(e.parts, frame));
        case Kind::kDict: {
            std::vector<std::pair<Value, Value>> items;
            for (std::size_t i = 0; i + 1 < e.parts.size(); i += 2)
                items.emplace_back(evaluate(e.parts[i], frame), evaluate(e.parts[i + 1], frame));
            return Value::dict(std::move(items));
        }
        case Kind::kOperator:
            return operate(e, frame);
        case Kind::kMethod:
            return call_method(e, frame);
        case Kind::kFunction:
            if (e.function == nullptr) throw Unknown("there is no function " + e.name);
            return e.function;
        case Kind::kCall: {
            const auto* function = evaluate(e.parts.front(), frame).function();
            return enter(*function, evaluate_all(std::span(e.parts).subspan(1), frame), e.keywords);
        }
        case Kind::kNew:
            return make(e, frame);
        case Kind::kStored:
            if (e.slot >= constants_.size()) throw ScriptError("there is no constant " + std::to_string(e.slot));
            return with_own_lists(constants_[e.slot]);  // other instances have it too
    }
    return {};
}

std::vector<Value> Interpreter::evaluate_all(std::span<const Expression> expressions, Frame& frame)
{
    std::vector<Value> values;
    values.reserve(expressions.size() + 1);
    for (const auto& expression : expressions) values.push_back(evaluate(expression, frame));
    count_step();
    return values;
}

Value Interpreter::attribute(const Expression& e, const Value& of) const
{
    const auto& object = *of.object();
    if (const auto slot = object.type->slot_of(e.name); slot && *slot < object.slots.size()) return object.slots[*slot];
    const auto constant = object.type->constants.find(e.name);
    if (constant == object.type->constants.end())
        throw ScriptError("there is no attribute '" + e.name + "' in " + object.type->name);
    return with_own_lists(constant->second);  // other instances have it too
}

Value Interpreter::index(const Value& of, const Value& by) const
{
    if (of.is_dict()) {
        for (const auto& [key, value] : of.dict().items)
            if (are_equal(key, by)) return value;
        throw ScriptError("a dict has no " + text_of(by));
    }
    auto place = by.integer();
    if (of.is_tensor()) {
        const auto& tensor = of.tensor();
        if (tensor.dim() > 0 && place < 0) place += tensor.size(0);
        if (tensor.dim() == 0 || place < 0 || place >= tensor.size(0)) throw ScriptError("an index out of range");
        Dims sizes = tensor.sizes(), strides = tensor.strides();
        sizes.erase(0);
        strides.erase(0);
        return tensor.view(sizes, strides, tensor.offset() + place * tensor.strides()[0]);
    }
    const auto& items = of.elements();
    if (place < 0) place += static_cast<std::int64_t>(items.size());
    if (place < 0 || place >= static_cast<std::int64_t>(items.size())) throw ScriptError("list index out of range");
    return items[static_cast<std::size_t>(place)];
}

Value Interpreter::operate(const Expression& e, Frame& frame)
{
    auto values = evaluate_all(e.parts, frame);
    if (e.name == "prim.RaiseException" && !values.empty()) throw Raised(text_of(values.front()));
    if (e.overloads == nullptr) throw Unknown("operator " + e.name + " is not known");
    std::vector<Value> arguments;
    for (const auto& op : *e.overloads)
        if (match(op, values, e.keywords, arguments)) return counted(op.compute(machine_, arguments));
    // An operator that writes its result into another tensor: computed, then copied there.
    if (const auto out = std::find(e.keywords.begin(), e.keywords.end(), "out"); out != e.keywords.end()) {
        auto keywords = e.keywords;
        const auto at = values.end() - (e.keywords.end() - out);
        const Value into = *at;
        values.erase(at);
        keywords.erase(keywords.begin() + (out - e.keywords.begin()));
        for (const auto& op : *e.overloads)
            if (match(op, values, keywords, arguments)) {
                const auto result = op.compute(machine_, arguments).tensor();
                if (!(result.sizes() == into.tensor().sizes()))
                    throw Unknown(e.name + " with an `out` of another size");
                machine_.copy(into.tensor(), result);
                return into;
            }
    }
    throw Unknown("operator " + e.name + "(" + kinds_of(values) + ") is not known");
}

Value Interpreter::call_method(const Expression& e, Frame& frame)
{
    auto values = evaluate_all(e.parts, frame);
    const auto& object = *values.front().object();
    const auto* method = object.type->find_method(e.name);
    if (method == nullptr) throw ScriptError("there is no method '" + e.name + "' in " + object.type->name);
    return enter(*method, std::move(values), e.keywords);
}

// A NamedTuple becomes an object with its fields; another class is made by its __init__.
Value Interpreter::make(const Expression& e, Frame& frame)
{
    auto values = evaluate_all(e.parts, frame);
    auto object = std::make_shared<Object>();
    object->type = e.type;
    object->slots.resize(e.type->attributes.size());
    if (const auto* init = e.type->find_method("__init__")) {
        values.insert(values.begin(), Value(object));
        enter(*init, std::move(values), e.keywords);
        object->extent = extent_of(object->slots);
        return object;
    }
    if (values.size() > object->slots.size() || !e.keywords.empty())
        throw Unknown("a " + e.type->name + " cannot be made like this");
    std::move(values.begin(), values.end(), object->slots.begin());
    object->extent = extent_of(object->slots);
    return object;
}

}  // namespace latentjam::infer::native
