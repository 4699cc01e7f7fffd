// Builds a TorchScript module from source text, parameters and buffers.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>

#include <string>
#include <utility>
#include <vector>

namespace latentjam::toys {

class Builder {
public:
    explicit Builder(const std::string& class_name = "Toy") : module_("__torch__." + class_name) {}

    /// A buffer `<name>_params` of whole numbers, or of floats as old exports have it.
    Builder& params(const std::string& name, const std::vector<std::int64_t>& values, at::ScalarType type = at::kLong)
    {
        module_.register_buffer(name + "_params", at::tensor(values, at::kLong).to(type));
        return *this;
    }

    /// Methods in TorchScript, compiled last; later ones may call earlier ones.
    Builder& code(const std::string& source)
    {
        sources_.push_back(source + "\n");
        return *this;
    }

    Builder& parameter(const std::string& name, const at::Tensor& value)
    {
        module_.register_parameter(name, value, false);
        return *this;
    }

    Builder& buffer(const std::string& name, const at::Tensor& value)
    {
        module_.register_buffer(name, value);
        return *this;
    }

    Builder& child(const std::string& name, const torch::jit::Module& module)
    {
        module_.register_module(name, module);
        return *this;
    }

    Builder& attribute(const std::string& name, const c10::TypePtr& type, c10::IValue value)
    {
        module_.register_attribute(name, type, std::move(value));
        return *this;
    }

    Builder& number(const std::string& name, std::int64_t value) { return attribute(name, c10::IntType::get(), value); }
    Builder& real(const std::string& name, double value) { return attribute(name, c10::FloatType::get(), value); }
    Builder& text(const std::string& name, const std::string& value)
    {
        return attribute(name, c10::StringType::get(), value);
    }

    /// A list of strings, as nn_tilde stores `_methods`, `_attributes` and labels.
    Builder& strings(const std::string& name, const std::vector<std::string>& values)
    {
        c10::List<std::string> list;
        for (const auto& value : values) list.push_back(value);
        return attribute(name, c10::ListType::create(c10::StringType::get()), std::move(list));
    }

    torch::jit::Module module()
    {
        for (const auto& source : std::exchange(sources_, {})) module_.define(source);
        return module_;
    }

private:
    std::vector<std::string> sources_;
    torch::jit::Module module_;
};

}  // namespace latentjam::toys
