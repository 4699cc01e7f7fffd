// Pickled values become values; storages are read once each.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/module_reader.h"

#include "infer/torchscript/module_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <unordered_map>

namespace latentjam::infer::native {

namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostPickleBytes = 1U << 24U;
constexpr int kDeepest = 200;                    // objects in one another
constexpr std::int64_t kMostRepeated = 1 << 24;  // numbers of a tensor that is larger than its storage

std::optional<Type> type_of_storage(std::string_view name)
{
    constexpr std::pair<std::string_view, Type> kTypes[] = {
        {"torch\nFloatStorage", Type::kFloat},   {"torch\nLongStorage", Type::kLong},
        {"torch\nDoubleStorage", Type::kDouble}, {"torch\nBoolStorage", Type::kBool},
        {"torch\nIntStorage", Type::kInt},       {"torch\nByteStorage", Type::kByte},
        {"torch\nHalfStorage", Type::kHalf},     {"torch\nComplexFloatStorage", Type::kComplex},
        {"torch\nCharStorage", Type::kChar},     {"torch\nShortStorage", Type::kShort}};
    for (const auto& [known, type] : kTypes)
        if (known == name) return type;
    return std::nullopt;
}

// One pickle: data.pkl with its storages in data/, or constants.pkl with those in constants/.
class Reader {
public:
    Reader(const Archive& archive, const Pickle& pickle, std::string folder, Script& script, std::size_t& bytes_left)
        : archive_(archive), pickle_(pickle), folder_(std::move(folder)), script_(script), bytes_left_(bytes_left)
    {
    }

    Value read() { return value_of(&pickle_.root()); }

private:
    Value value_of(const PickleNode* node)
    {
        if (const auto known = known_.find(node); known != known_.end()) {
            if (!known->second) throw ScriptError("a value that holds itself");
            return *known->second;
        }
        if (++depth_ > kDeepest) throw ScriptError("values are too deeply nested");
        known_[node] = std::nullopt;
        auto value = made_from(*node);
        known_[node] = value;
        --depth_;
        return value;
    }

    std::vector<Value> items_of(const PickleNode& node)
    {
        std::vector<Value> items;
        items.reserve(node.items.size());
        for (const auto index : node.items) items.push_back(value_of(&pickle_.at(index)));
        return items;
    }

    Value made_from(const PickleNode& node)
    {
        switch (node.kind) {
            case Kind::kNone:
                return {};
            case Kind::kBool:
                return node.integer != 0;
            case Kind::kInt:
                return node.integer;
            case Kind::kFloat:
                return node.real;
            case Kind::kString:
                return std::string(node.text);
            case Kind::kList:
                return Value::list(items_of(node));
            case Kind::kTuple:
                return Value::tuple(items_of(node));
            case Kind::kDict:
                return dict_from(node);
            case Kind::kCall:
                return result_of(node);
            case Kind::kObject:
                return object_from(node);
            case Kind::kGlobal:
            case Kind::kPersistent:
                break;
        }
        throw Unknown("a value in its data.pkl that is not known");
    }

    Value dict_from(const PickleNode& node)
    {
        std::vector<std::pair<Value, Value>> items;
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2)
            items.emplace_back(value_of(&pickle_.item(node, i)), value_of(&pickle_.item(node, i + 1)));
        return Value::dict(std::move(items));
    }

    Value object_from(const PickleNode& node)
    {
        if (node.items.empty() || pickle_.item(node, 0).kind != Kind::kGlobal)
            throw ScriptError("an object of no class");
        const auto* type = script_.find_class(pickle_.item(node, 0).text);
        if (type->find_method("__setstate__") != nullptr) throw Unknown("an object that restores itself");
        auto object = std::make_shared<Object>();
        object->type = type;
        object->slots.resize(type->attributes.size());
        if (node.items.size() < 2) return object;
        const auto& state = pickle_.item(node, 1);
        if (state.kind != Kind::kDict) throw Unknown("an object whose state is not known");
        for (std::size_t i = 0; i + 1 < state.items.size(); i += 2)
            if (const auto slot = type->slot_of(pickle_.item(state, i).text))
                object->slots[*slot] = value_of(&pickle_.item(state, i + 1));
        return object;
    }

    // Tensors, and lists with a type.
    Value result_of(const PickleNode& call)
    {
        const auto callee = pickle_.item(call, 0).text;
        const auto& arguments = pickle_.item(call, 1);
        if (callee.starts_with("torch._utils\n_rebuild_tensor")) return tensor_from(arguments);
        if (callee.starts_with("torch._utils\n_rebuild_parameter") && !arguments.items.empty())
            return value_of(&pickle_.item(arguments, 0));
        const bool is_typed = callee.starts_with("torch.jit._pickle\n");
        if (is_typed && !arguments.items.empty()) return value_of(&pickle_.item(arguments, 0));
        if (call.items.size() == 3) return value_of(&pickle_.item(call, 2));  // an OrderedDict, filled later
        if (callee == "torch\ndevice") return Device();
        throw Unknown("a value made by '" + std::string(callee.substr(callee.find('\n') + 1)) + "' is not known");
    }

    std::int64_t number(const PickleNode& tuple, std::size_t i) const
    {
        const auto& node = pickle_.item(tuple, i);
        if (node.kind != Kind::kInt) throw ScriptError("a tensor without sizes");
        return node.integer;
    }

    Dims dims(const PickleNode& tuple) const
    {
        if (tuple.kind != Kind::kTuple) throw ScriptError("a tensor without sizes");
        Dims numbers;
        for (std::size_t i = 0; i < tuple.items.size(); ++i) numbers.push_back(number(tuple, i));
        return numbers;
    }

    Value tensor_from(const PickleNode& arguments)
    {
        if (arguments.items.size() < 4 || pickle_.item(arguments, 0).kind != Kind::kPersistent)
            throw Unknown("a tensor of a kind that is not known");
        const auto& id = pickle_.item(pickle_.item(arguments, 0), 0);
        if (id.kind != Kind::kTuple || id.items.size() < 5) throw ScriptError("a tensor without storage");
        const auto type = type_of_storage(pickle_.item(id, 1).text);
        if (!type) throw Unknown("numbers of a type that is not known");
        const auto sizes = dims(pickle_.item(arguments, 2)), strides = dims(pickle_.item(arguments, 3));
        const auto offset = number(arguments, 1);
        const auto storage = storage_of(pickle_.item(id, 2).text, *type);
        const auto held = static_cast<std::int64_t>(storage->bytes() / bytes_of(*type));
        bool fits = sizes.size() == strides.size() && offset >= 0 && offset <= held;
        bool is_empty = false;
        std::int64_t last = offset;
        for (std::size_t d = 0; fits && d < sizes.size(); ++d) {
            is_empty = is_empty || sizes[d] == 0;
            fits = sizes[d] >= 0 && strides[d] >= 0 && (sizes[d] < 2 || strides[d] <= held / (sizes[d] - 1));
            if (fits && sizes[d] > 1) last += (sizes[d] - 1) * strides[d];
            fits = fits && last <= held && sizes[d] <= std::int64_t{1} << 31;
        }
        if (!fits || (!is_empty && last >= held))
            throw ScriptError("a tensor of " + text_of(sizes) + " in a storage of " + std::to_string(held));
        if (checked_count(sizes) > std::max(held, kMostRepeated))
            throw Unknown("a tensor of " + text_of(sizes) + " that repeats " + std::to_string(held));
        return Tensor(storage, *type, sizes, strides, offset);
    }

    std::shared_ptr<Storage> storage_of(std::string_view key, Type type)
    {
        auto& storage = storages_[std::string(key)];
        if (storage.first) {
            if (storage.second != type) throw ScriptError("a storage of two types");
            return storage.first;
        }
        auto content = archive_.read(folder_ + std::string(key), bytes_left_);
        if (!content) throw ScriptError(content.message());
        bytes_left_ -= content->size();
        if (type == Type::kBool)
            for (auto& byte : *content) byte = byte != 0 ? 1 : 0;
        storage = {std::make_shared<Storage>(*std::move(content)), type};
        storage.first->is_shared_weight = true;
        return storage.first;
    }

    const Archive& archive_;
    const Pickle& pickle_;
    std::string folder_;
    Script& script_;
    std::size_t& bytes_left_;
    std::unordered_map<const PickleNode*, std::optional<Value>> known_;
    std::map<std::string, std::pair<std::shared_ptr<Storage>, Type>> storages_;
    int depth_ = 0;
};

std::vector<Value> constants_of(const Archive& archive, Script& script, std::size_t& bytes_left)
{
    const auto bytes = archive.read("constants.pkl", kMostPickleBytes);
    if (!bytes) throw ScriptError(bytes.message());
    const auto pickle = Pickle::parse(*bytes);
    if (!pickle) throw ScriptError("its constants.pkl is damaged");
    const auto value = Reader(archive, *pickle, "constants/", script, bytes_left).read();
    if (value.is_object() || extent_of(value).holds_object) throw Unknown("a constant that is an object");
    return value.is_tuple() || value.is_list() ? value.elements() : std::vector<Value>{};
}

}  // namespace

Module read_module(const std::string& path)
{
    const auto file = open_module(path);
    if (!file) throw ScriptError(file.message());
    Module module;
    module.name = file->archive.name();
    try {
        std::error_code error;
        const auto file_bytes = std::filesystem::file_size(path, error);
        // Storages lie in the file as they are; the allowance is for those that are compressed.
        std::size_t bytes_left = static_cast<std::size_t>(error ? 0 : file_bytes) * 4 + (std::size_t{1} << 20U);
        auto script = std::make_shared<Script>(file->archive);
        module.root = Reader(file->archive, file->pickle, "data/", *script, bytes_left).read().object();
        module.constants = constants_of(file->archive, *script, bytes_left);
        script->link();
        module.script = std::move(script);
    } catch (const Unknown& error) {
        throw Unknown(module.name + ": " + error.what());
    } catch (const ScriptError& error) {
        throw ScriptError(module.name + ": " + error.what());
    }
    return module;
}

}  // namespace latentjam::infer::native
