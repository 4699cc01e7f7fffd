// What a module says of itself, read from an archive's pickled attributes.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/description.h"

#include "infer/conventions.h"
#include "infer/torchscript/module_code.h"
#include "infer/torchscript/module_file.h"

#include <bit>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace latentjam::infer {

namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostSmallTensorBytes = 1U << 14U;

template <typename Number>
double number_at(const char* bytes)
{
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<double>(number);
}

struct NumberFormat {
    std::string_view storage;
    std::size_t bytes;
    double (*read)(const char*);
};

constexpr NumberFormat kFormats[] = {
    {"torch\nLongStorage", 8, number_at<std::int64_t>},  {"torch\nFloatStorage", 4, number_at<float>},
    {"torch\nIntStorage", 4, number_at<std::int32_t>},   {"torch\nDoubleStorage", 8, number_at<double>},
    {"torch\nShortStorage", 2, number_at<std::int16_t>}, {"torch\nByteStorage", 1, number_at<std::uint8_t>},
    {"torch\nCharStorage", 1, number_at<std::int8_t>},   {"torch\nBoolStorage", 1, number_at<std::uint8_t>}};

const NumberFormat* format_of(std::string_view storage)
{
    for (const auto& format : kFormats)
        if (format.storage == storage) return &format;
    return nullptr;
}

/// The top module of an archive: its attributes and its code.
class FileFacts final : public ModuleFacts {
public:
    FileFacts(const Archive& archive, const Pickle& pickle)
        : archive_(archive), pickle_(pickle), code_(ModuleCode::read(archive, pickle.item(pickle.root(), 0).text))
    {
    }

    bool has_method(const std::string& name) const override { return code_.has_method(name); }

    std::vector<std::string> names_with_params() const override
    {
        std::vector<std::string> names;
        const auto& state = pickle_.item(pickle_.root(), 1);
        for (std::size_t i = 0; i + 1 < state.items.size(); i += 2) {
            if (auto name = name_of_params(pickle_.item(state, i).text)) names.push_back(std::move(*name));
        }
        return names;
    }

    std::optional<std::vector<std::string>> strings(const std::string& name) const override
    {
        const auto* list = pickle_.find(pickle_.root(), name);
        // A typed list is the call restore_type_tag(list, "List[str]").
        if (list && list->kind == Kind::kCall && !pickle_.item(*list, 1).items.empty())
            list = &pickle_.item(pickle_.item(*list, 1), 0);
        if (!list || list->kind != Kind::kList) return std::nullopt;
        std::vector<std::string> strings;
        for (const auto index : list->items) {
            if (pickle_.at(index).kind != Kind::kString) return std::nullopt;
            strings.emplace_back(pickle_.at(index).text);
        }
        return strings;
    }

    /// nn_tilde's get_methods() and get_attributes() return these.
    std::optional<std::vector<std::string>> listed(const std::string& what) const override
    {
        return strings("_" + what);
    }

    std::optional<double> number(const std::string& name) const override { return number(pickle_.root(), name); }

    std::optional<double> computed(const std::string&) const override { return std::nullopt; }

    std::optional<double> inner_number(const std::string& module, const std::string& name) const override
    {
        const auto* inner = pickle_.find(pickle_.root(), module);
        return inner ? number(*inner, name) : std::nullopt;
    }

    std::optional<std::vector<double>> params(const std::string& name) const override
    {
        const auto* tensor = pickle_.find(pickle_.root(), name + "_params");
        return tensor ? tensor_numbers(*tensor) : std::nullopt;
    }

private:
    std::optional<double> number(const PickleNode& module, const std::string& name) const
    {
        const auto* value = pickle_.find(module, name);
        if (!value) return &module == &pickle_.root() ? code_.constant(name) : std::nullopt;
        while (value->kind == Kind::kTuple && value->items.size() == 1) {
            const auto* inner = &pickle_.item(*value, 0);
            if (inner == value) return std::nullopt;
            value = inner;
            if (value->kind == Kind::kTuple) return std::nullopt;
        }
        if (value->kind == Kind::kInt) return static_cast<double>(value->integer);
        if (value->kind == Kind::kFloat) return value->real;
        const auto numbers = tensor_numbers(*value);
        return numbers && numbers->size() == 1 ? std::optional(numbers->front()) : std::nullopt;
    }

    // A tensor is the call _rebuild_tensor_v2(storage, offset, sizes, strides, ...); the storage is
    // ('storage', type, record, device, count). A one-dimensional, dense tensor of few numbers is read.
    std::optional<std::vector<double>> tensor_numbers(const PickleNode& tensor) const
    {
        if (tensor.kind != Kind::kCall || !pickle_.item(tensor, 0).text.starts_with("torch._utils\n_rebuild_tensor"))
            return std::nullopt;
        const auto& arguments = pickle_.item(tensor, 1);
        if (arguments.items.size() < 4 || pickle_.item(arguments, 0).kind != Kind::kPersistent) return std::nullopt;
        const auto& storage = pickle_.item(pickle_.item(arguments, 0), 0);
        if (storage.kind != Kind::kTuple || storage.items.size() < 5) return std::nullopt;
        const auto* format = format_of(pickle_.item(storage, 1).text);
        const auto count = count_of(pickle_.item(arguments, 2));
        const auto offset = pickle_.item(arguments, 1).integer;
        if (!format || !count || offset < 0) return std::nullopt;

        const auto bytes = archive_.read("data/" + std::string(pickle_.item(storage, 2).text), kMostSmallTensorBytes);
        if (!bytes) return std::nullopt;
        const auto held = bytes->size() / format->bytes;
        if (static_cast<std::uint64_t>(offset) > held || *count > held - static_cast<std::uint64_t>(offset))
            return std::nullopt;
        std::vector<double> numbers;
        for (std::uint64_t i = 0; i < *count; ++i)
            numbers.push_back(format->read(bytes->data() + (static_cast<std::uint64_t>(offset) + i) * format->bytes));
        return numbers;
    }

    std::optional<std::uint64_t> count_of(const PickleNode& sizes) const
    {
        if (sizes.kind != Kind::kTuple) return std::nullopt;
        std::uint64_t count = 1;
        for (const auto index : sizes.items) {
            const auto size = pickle_.at(index).integer;
            if (pickle_.at(index).kind != Kind::kInt || size < 0 ||
                size > static_cast<std::int64_t>(kMostSmallTensorBytes))
                return std::nullopt;
            count *= static_cast<std::uint64_t>(size);
            if (count > kMostSmallTensorBytes) return std::nullopt;
        }
        return count;
    }

    const Archive& archive_;
    const Pickle& pickle_;
    ModuleCode code_;
};

}  // namespace

Result<Description> read_description(const std::string& path)
{
    static_assert(std::endian::native == std::endian::little, "the records of a model are little-endian");
    const auto file = open_module(path);
    if (!file) return file.status();
    auto found = describe(FileFacts(file->archive, file->pickle));
    if (!found) return file->failure(found.message());
    return std::move(found->description);
}

}  // namespace latentjam::infer
