// Finding names in serialised TorchScript.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/module_code.h"

#include <algorithm>
#include <cstdlib>

namespace latentjam::infer {

namespace {

constexpr std::size_t kMostCodeBytes = 1U << 24U;

}  // namespace

ModuleCode ModuleCode::read(const Archive& archive, std::string_view global)
{
    ModuleCode code;
    const auto line = global.find('\n');
    if (line == std::string_view::npos) return code;
    auto file = "code/" + std::string(global.substr(0, line)) + ".py";
    std::replace(file.begin(), file.end() - 3, '.', '/');
    const auto source = archive.read(file, kMostCodeBytes);
    if (!source) return code;
    const auto head = "class " + std::string(global.substr(line + 1)) + "(";
    auto begin = source->starts_with(head) ? 0 : source->find("\n" + head);
    if (begin == std::string::npos) return code;
    code.source_ = source->substr(begin, source->find("\nclass ", begin + 1) - begin);
    return code;
}

bool ModuleCode::has_method(std::string_view name) const
{
    return source_.find("\n  def " + std::string(name) + "(") != std::string::npos;
}

std::vector<std::string> ModuleCode::methods() const
{
    constexpr std::string_view kHead = "\n  def ";
    std::vector<std::string> names;
    for (auto at = source_.find(kHead); at != std::string::npos; at = source_.find(kHead, at + 1)) {
        const auto begin = at + kHead.size();
        const auto end = source_.find('(', begin);
        if (end != std::string::npos) names.push_back(source_.substr(begin, end - begin));
    }
    return names;
}

std::vector<std::string> ModuleCode::names(std::string_view list) const
{
    std::vector<std::string> names;
    const auto head = "\n  " + std::string(list) + " = [";
    const auto at = source_.find(head);
    if (at == std::string::npos) return names;
    const auto line = source_.substr(at + head.size(), source_.find(']', at) - at - head.size());
    for (auto open = line.find('"'); open != std::string::npos; open = line.find('"', open + 1)) {
        const auto close = line.find('"', open + 1);
        if (close == std::string::npos) break;
        names.push_back(line.substr(open + 1, close - open - 1));
        open = close;
    }
    return names;
}

std::optional<double> ModuleCode::constant(std::string_view name) const
{
    const auto head = "\n  " + std::string(name) + " : Final[";
    const auto at = source_.find(head);
    if (at == std::string::npos) return std::nullopt;
    const auto line = source_.substr(at + 1, source_.find('\n', at + 1) - at - 1);
    const auto equals = line.find("] = ");
    if (equals == std::string::npos) return std::nullopt;
    const char* text = line.c_str() + equals + 4;
    char* end = nullptr;
    const double number = std::strtod(text, &end);
    return end == text ? std::nullopt : std::optional(number);
}

}  // namespace latentjam::infer
