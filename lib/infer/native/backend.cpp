// Loading a model: read, ask, try.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/backend.h"

#include "base/memory.h"
#include "infer/native/model/guard.h"
#include "infer/native/model/model.h"
#include "infer/torchscript/archive.h"
#include "infer/torchscript/backend.h"
#include "infer/torchscript/description.h"

#include <filesystem>
#include <new>

namespace latentjam::infer {

std::span<const std::string_view> NativeBackend::endings() const noexcept { return torchscript_endings(); }

Result<Description> NativeBackend::describe(const std::string& path) const { return read_description(path); }

Result<std::shared_ptr<Model>> NativeBackend::load(const std::string& path, const LoadOptions& options) noexcept
{
    using namespace native;
    try {
        if (auto status = verify_archive(path); !status) return status;
        auto model = std::make_shared<NativeModel>(read_module(path), options);
        if (auto status = model->prepare(); !status) return status;
        trim_memory();
        return std::shared_ptr<Model>(std::move(model));
    } catch (const ScriptError& error) {
        return Status::error(one_line(error.what()));
    } catch (const std::bad_alloc&) {
        return Status::error(std::filesystem::path(path).filename().string() + ": not enough memory");
    } catch (const std::exception& error) {
        return Status::error(std::filesystem::path(path).filename().string() + ": " + one_line(error.what()));
    }
}

}  // namespace latentjam::infer
