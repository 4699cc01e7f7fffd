// A model file opened for looking: its archive, and the module in it as plain data. Nothing is loaded or run.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/module_file.h"

#include <utility>

namespace latentjam::infer {

namespace {

constexpr std::size_t kMostPickleBytes = 1U << 24U;

}  // namespace

bool is_module(const Pickle& pickle, const PickleNode& value)
{
    using Kind = PickleNode::Kind;
    return value.kind == Kind::kObject && value.items.size() == 2 && pickle.item(value, 1).kind == Kind::kDict &&
           pickle.item(value, 0).text.starts_with("__torch__");
}

Result<ModuleFile> open_module(const std::string& path)
{
    auto archive = Archive::open(path);
    if (!archive) return archive.status();
    auto bytes = archive->read("data.pkl", kMostPickleBytes);
    if (!bytes) return bytes.status();
    ModuleFile file{*std::move(archive), std::make_unique<const std::string>(*std::move(bytes)), {}};
    auto pickle = Pickle::parse(*file.bytes);
    if (!pickle) return file.failure(pickle.message());
    file.pickle = *std::move(pickle);
    if (!is_module(file.pickle, file.root()))
        return file.failure("its data.pkl holds no module: export the model with torch.jit.save");
    return file;
}

}  // namespace latentjam::infer
