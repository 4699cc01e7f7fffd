// Reading sources as they are mentioned, then linking all of them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/script.h"

#include "infer/native/operators/operator.h"
#include "infer/native/script/parser.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

constexpr std::size_t kMostCodeBytes = 1U << 25U;  // of all sources
constexpr std::size_t kMostSources = 1U << 14U;

// "__torch__.folder.file.Name" -> "__torch__.folder.file", "Name"
std::pair<std::string, std::string> split(std::string_view name)
{
    const auto line = name.find('\n');
    const auto cut = line != std::string_view::npos ? line : name.rfind('.');
    if (cut == std::string_view::npos) throw ScriptError("'" + std::string(name) + "' names no part of a script");
    return {std::string(name.substr(0, cut)), std::string(name.substr(cut + 1))};
}

}  // namespace

Source& Script::source_of(const std::string& module)
{
    auto& source = sources_[module];
    if (source) return *source;
    if (sources_.size() > kMostSources) throw ScriptError("its code has too many files");
    auto file = module + ".py";
    std::replace(file.begin(), file.end() - 3, '.', '/');
    const auto text = archive_->read("code/" + file, kMostCodeBytes - bytes_);
    if (text) {
        bytes_ += text->size();
        source = parse(*text, file);
        for (auto& [name, type] : source->classes) type->name = module + "." + name;
        mentioned_.insert(mentioned_.end(), source->mentioned.begin(), source->mentioned.end());
    } else {
        if (archive_->has("code/" + file)) throw ScriptError(text.message());
        source = std::make_unique<Source>();
    }
    return *source;
}

const Class* Script::find_class(std::string_view name)
{
    const auto [module, last] = split(name);
    const auto& source = source_of(module);
    const auto found = source.classes.find(last);
    if (found == source.classes.end())
        throw ScriptError("its code has no class " + std::string(last) + " in " + module);
    return found->second.get();
}

void Script::link()
{
    while (!mentioned_.empty()) {
        const auto name = std::move(mentioned_.back());
        mentioned_.pop_back();
        source_of(split(name).first);
    }
    for (const auto& [module, source] : sources_) {
        for (const auto& [name, function] : source->functions) link(*function);
        for (const auto& [name, type] : source->classes)
            for (const auto& [method, function] : type->methods) link(*function);
    }
    archive_ = nullptr;
}

void Script::link(Function& function)
{
    for (auto& parameter : function.parameters)
        if (parameter.standard) link(*parameter.standard);
    link(function.body);
}

void Script::link(Block& block)
{
    for (auto& statement : block) {
        link(statement.target);
        link(statement.value);
        link(statement.body);
        link(statement.other);
    }
}

void Script::link(Expression& expression)
{
    for (auto& part : expression.parts) link(part);
    if (expression.kind == Expression::Kind::kOperator) expression.overloads = find_operators(expression.name);
    if (expression.kind == Expression::Kind::kFunction) {
        const auto [module, last] = split(expression.name);
        const auto found = sources_.find(module);
        if (found == sources_.end()) return;
        const auto& source = *found->second;
        if (const auto function = source.functions.find(last); function != source.functions.end())
            expression.function = function->second.get();
        if (const auto type = source.classes.find(last); type != source.classes.end())
            expression.type = type->second.get();
    }
    if (expression.kind != Expression::Kind::kCall || expression.parts.front().type == nullptr) return;
    expression.kind = Expression::Kind::kNew;
    expression.type = expression.parts.front().type;
    expression.parts.erase(expression.parts.begin());
}

}  // namespace latentjam::infer::native
