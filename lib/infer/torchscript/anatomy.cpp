// A walk through the pickled module tree, with limits for hostile files.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/anatomy.h"

#include "infer/torchscript/module_code.h"
#include "infer/torchscript/module_file.h"

#include <algorithm>
#include <map>

namespace latentjam::infer {

namespace {

using Kind = PickleNode::Kind;

constexpr int kMostDepth = 100;
constexpr std::size_t kMostParts = 200'000;  // a module that is reached by two names counts twice

// "__torch__.rave.blocks.___torch_mangle_7\nEncoderV2" -> "EncoderV2"
std::string short_type(std::string_view global)
{
    const auto line = global.find('\n');
    return std::string(line == std::string_view::npos ? global : global.substr(line + 1));
}

class Walk {
public:
    Walk(const Archive& archive, const Pickle& pickle, Anatomy& anatomy)
        : archive_(archive), pickle_(pickle), anatomy_(anatomy)
    {
    }

    bool module(const PickleNode& object, const std::string& path, int depth)
    {
        if (depth > kMostDepth || anatomy_.modules.size() + anatomy_.entries.size() > kMostParts) return false;
        const auto global = pickle_.item(object, 0).text;
        anatomy_.modules.push_back({path, short_type(global)});
        const std::string prefix = path.empty() ? "" : path + ".";
        const Names& names = names_of(global);
        for (const auto& name : names.tensors)
            if (const auto* tensor = pickle_.find(object, name)) add_entry(prefix + name, *tensor);

        const auto& state = pickle_.item(object, 1);
        for (std::size_t i = 0; i + 1 < state.items.size(); i += 2) {
            const auto name = std::string(pickle_.item(state, i).text);
            const auto& value = pickle_.item(state, i + 1);
            if (is_module(pickle_, value)) {
                if (!module(value, prefix + name, depth + 1)) return false;
            } else if (path.empty() && value.kind != Kind::kCall && name != "training" &&
                       name != "_is_full_backward_hook") {  // PyTorch's own
                anatomy_.attributes.push_back(name);
            }
        }
        return true;
    }

private:
    struct Names {
        std::vector<std::string> tensors;  // parameters, then buffers
    };

    const Names& names_of(std::string_view global)
    {
        const auto [found, is_new] = names_.try_emplace(std::string(global));
        if (is_new) {
            const auto code = ModuleCode::read(archive_, global);
            found->second.tensors = code.names("__parameters__");
            const auto buffers = code.names("__buffers__");
            found->second.tensors.insert(found->second.tensors.end(), buffers.begin(), buffers.end());
        }
        return found->second;
    }

    // The call _rebuild_tensor_v2(storage, offset, sizes, ...), or _rebuild_parameter(that, ...).
    void add_entry(std::string name, const PickleNode& value)
    {
        const PickleNode* tensor = &value;
        for (int i = 0; i < 2 && tensor->kind == Kind::kCall; ++i) {
            const auto& arguments = pickle_.item(*tensor, 1);
            if (arguments.items.empty()) return;
            if (pickle_.item(*tensor, 0).text.starts_with("torch._utils\n_rebuild_tensor")) {
                if (arguments.items.size() < 3) return;
                StateEntry entry{std::move(name), {}};
                for (const auto index : pickle_.item(arguments, 2).items)
                    entry.shape.push_back(pickle_.at(index).integer);
                anatomy_.entries.push_back(std::move(entry));
                return;
            }
            tensor = &pickle_.item(arguments, 0);
        }
    }

    const Archive& archive_;
    const Pickle& pickle_;
    Anatomy& anatomy_;
    std::map<std::string, Names> names_;
};

}  // namespace

std::string Anatomy::type_of(std::string_view path) const
{
    const auto found =
        std::find_if(modules.begin(), modules.end(), [&](const auto& each) { return each.path == path; });
    return found == modules.end() ? "" : found->type;
}

Result<Anatomy> read_anatomy(const std::string& path)
{
    const auto file = open_module(path);
    if (!file) return file.status();
    const Pickle& pickle = file->pickle;
    Anatomy anatomy;
    Walk walk(file->archive, pickle, anatomy);
    if (!walk.module(file->root(), "", 0))
        return file->failure("its modules are nested deeper than " + std::to_string(kMostDepth) +
                             ", or there are more than " + std::to_string(kMostParts));
    anatomy.methods = ModuleCode::read(file->archive, pickle.item(file->root(), 0).text).methods();
    const auto* stereo = pickle.find(file->root(), "stereo");
    anatomy.is_stereo = stereo && stereo->kind == Kind::kBool && stereo->integer == 1;
    return anatomy;
}

}  // namespace latentjam::infer
