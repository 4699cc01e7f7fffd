// Loading a model file, and the plug-in's entry.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/backend.h"

#include "base/export.h"
#include "base/memory.h"
#include "infer/plugin.h"
#include "infer/torch/blas.h"
#include "infer/torch/guard.h"
#include "infer/torch/introspection.h"
#include "infer/torch/model.h"
#include "infer/torch/onednn.h"
#include "infer/torch/random.h"
#include "infer/torch/rewrite/optimized.h"
#include "infer/torchscript/archive.h"
#include "infer/torchscript/backend.h"
#include "infer/torchscript/description.h"

#include <ATen/Context.h>
#include <caffe2/serialize/versions.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/version.h>

#include <cstdlib>
#include <filesystem>

namespace latentjam::infer::torch_backend {

namespace {

// Runs the load on `wanted`, else on the CPU with a remark.
c10::Device available_device(Device wanted, std::vector<std::string>& remarks)
{
    if (wanted == Device::kCpu) return c10::kCPU;
    if (at::hasCUDA()) return c10::Device(c10::kCUDA, 0);
    remarks.emplace_back("no CUDA device, or a libtorch without CUDA: the model runs on the CPU");
    return c10::kCPU;
}

constexpr const char* kVersionCure = "export the model with an older torch, or install a newer libtorch";

// A file says in which format it is written, not by which torch; 0 when it does not say.
unsigned long file_format(const std::string& path)
{
    const auto archive = Archive::open(path);
    const auto record = archive ? archive->read("version", 64) : Result<std::string>(archive.status());
    return record ? std::strtoul(record->c_str(), nullptr, 10) : 0;
}

// Exceptions become Status; where torch gives up, the line names both versions.
Result<torch::jit::Module> read_module(const std::string& path, const std::string& name, c10::Device device)
{
    const auto format = file_format(path);
    if (format > caffe2::serialize::kMaxSupportedFileFormatVersion)
        return Status::error(name + ": it is written in file format " + std::to_string(format) +
                             ", libtorch " TORCH_VERSION " reads up to " +
                             std::to_string(caffe2::serialize::kMaxSupportedFileFormatVersion) + ": " + kVersionCure);
    try {
        return torch::jit::load(path, device);
    } catch (...) {
        auto line = current_exception_line();
        if (line.ends_with('.')) line.pop_back();
        return Status::error(name + ": libtorch " TORCH_VERSION " cannot load it (file format " +
                             std::to_string(format) + "): " + line + "; if the file plays elsewhere, " + kVersionCure);
    }
}

Result<std::shared_ptr<Model>> load_module(const std::string& path, const std::string& name, const LoadOptions& options)
{
    std::vector<std::string> remarks;
    const auto device = available_device(options.device, remarks);
    use_threads(1);
    avoid_wrong_convolutions();
    if (auto status = verify_archive(path); !status) return status;
    auto module = read_module(path, name, device);
    if (!module) return module.status();
    module->eval();
    auto introspection = introspect(*module);
    if (!introspection) return Status::error(name + ": " + introspection.message());
    if (auto remark = slow_blas_remark(); !remark.empty()) remarks.push_back(std::move(remark));
    if (!enable_owned_randomness())
        remarks.emplace_back("this libtorch does not let seeds reach its models: noise differs from run to run");
    introspection->remarks.insert(introspection->remarks.begin(), remarks.begin(), remarks.end());
    const auto& methods = introspection->description.methods;
    auto state = find_state(*module, methods);
    Parameters parameters(*module, methods, state);
    auto optimized = options.optimize && device.is_cpu() ? optimize(*module, methods, options, parameters)
                                                         : leave_as_it_is(*module, methods);
    parameters.release_tensors();
    trim_memory();
    return std::shared_ptr<Model>(std::make_shared<TorchModel>(name, std::move(*module), device,
                                                               std::move(*introspection), std::move(state),
                                                               std::move(parameters), std::move(optimized)));
}

class TorchBackend final : public Backend {
public:
    std::string_view name() const noexcept override { return "libtorch"; }
    std::span<const std::string_view> endings() const noexcept override { return torchscript_endings(); }
    Result<Description> describe(const std::string& path) const override { return read_description(path); }

    Result<std::shared_ptr<Model>> load(const std::string& path, const LoadOptions& options) noexcept override
    {
        std::shared_ptr<Model> model;
        const auto name = std::filesystem::path(path).filename().string();
        auto status = guarded(name, [&] {
            auto result = load_module(path, name, options);
            if (!result) return result.status();
            model = std::move(*result);
            return Status();
        });
        if (!status) return status;
        return model;
    }
};

}  // namespace

Backend& backend()
{
    static auto& instance = *new TorchBackend;
    return instance;
}

}  // namespace latentjam::infer::torch_backend

LATENTJAM_EXPORT latentjam::infer::Backend* latentjam_open_backend(int abi)
{
    if (abi != latentjam::infer::kPluginAbi) return nullptr;
    latentjam::keep_freed_memory();
    latentjam::infer::torch_backend::enable_owned_randomness();
    return &latentjam::infer::torch_backend::backend();
}
