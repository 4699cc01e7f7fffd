// Inspect: what model files contain, told and written as a table.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/inspect.h"

#include "base/new_file.h"
#include "infer/attribute.h"
#include "infer/torchscript/anatomy.h"
#include "infer/torchscript/backend.h"
#include "infer/torchscript/description.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>
#include <variant>

namespace latentjam::unravel {

namespace {

using infer::Anatomy;
using infer::Description;
using infer::text_of;
using infer::Value;

using Fact = std::vector<Value>;  // name and values

// Where RAVE and its wrappers keep a part. A wrapper's type is followed by the type it wraps.
std::vector<Value> types_of(const Anatomy& anatomy, const std::string& part)
{
    for (const auto* owner : {"", "_rave.", "rave.", "model.", "_model."}) {
        const std::string path = owner + part;
        const auto type = anatomy.type_of(path);
        if (type.empty()) continue;
        std::vector<Value> types{type};
        if (const auto inner = anatomy.type_of(path + "." + part); !inner.empty()) types.emplace_back(inner);
        return types;
    }
    return {std::string("?")};
}

Fact list(const char* name, const std::vector<std::string>& words)
{
    Fact fact{std::string(name)};
    fact.insert(fact.end(), words.begin(), words.end());
    return fact;
}

std::vector<Fact> facts_of(const std::string& file, const Description& description, const Anatomy& anatomy)
{
    std::vector<Fact> facts{{std::string("file"), file}, {std::string("type"), anatomy.type_of("")}};
    for (const std::string part : {"encoder", "decoder"}) {
        Fact fact{part};
        const auto types = types_of(anatomy, part);
        fact.insert(fact.end(), types.begin(), types.end());
        facts.push_back(std::move(fact));
    }
    for (const auto& method : description.methods)
        facts.push_back({method.name, std::int64_t{method.in_channels}, std::int64_t{method.in_ratio},
                         std::int64_t{method.out_channels}, std::int64_t{method.out_ratio}});
    const auto* decode = description.find_method("decode");
    facts.push_back({std::string("latent_size"), std::int64_t{decode ? decode->in_channels : 0}});
    const bool stereo = anatomy.is_stereo || (decode && decode->out_channels == 2);
    facts.push_back({std::string("stereo"), std::int64_t{stereo}});
    facts.push_back({std::string("samplerate"), description.sample_rate});
    facts.push_back(list("methods", anatomy.methods));
    facts.push_back(list("attributes", anatomy.attributes));
    facts.push_back({std::string("entries"), static_cast<std::int64_t>(anatomy.entries.size())});
    for (const auto& entry : anatomy.entries) {
        Fact fact{std::string("entry"), entry.name};
        for (const auto size : entry.shape) fact.emplace_back(size);
        facts.push_back(std::move(fact));
    }
    return facts;
}

// Quoting as in RFC 4180.
std::string csv_cell(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    return quoted + '"';
}

std::string csv_row(const std::string& file, const Fact& fact)
{
    std::string values;
    for (std::size_t i = 1; i < fact.size(); ++i) values += (i > 1 ? " " : "") + text_of(fact[i]);
    return csv_cell(file) + "," + csv_cell(text_of(fact.front())) + "," + csv_cell(values) + "\n";
}

}  // namespace

Status Inspect::begin(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    if (models_.path.empty()) return Status::error("inspect needs a model or a folder of models: inspect <file>");
    auto inputs = find_inputs(models_, infer::torchscript_endings(), cancelled);
    if (!inputs) return inputs.status();
    failed_ += steps::tell_errors(std::move(inputs->errors), news);
    files_ = std::move(inputs->files);
    return {};
}

Status Inspect::inspect(const InputFile& file, std::vector<steps::News>& news)
{
    const auto anatomy = infer::read_anatomy(file.path);
    if (!anatomy) return anatomy.status();
    auto description = infer::read_description(file.path);
    if (!description) {  // a model without playable methods is still worth inspecting
        news.push_back(steps::News::remark(description.message()));
        description = Description();
    }
    for (auto& fact : facts_of(file.written, *description, *anatomy)) {
        if (std::get<std::string>(fact.front()) != "file") rows_ += csv_row(file.written, fact);
        news.push_back(steps::News::info("inspect", std::move(fact)));
    }
    return {};
}

Status Inspect::write_table(std::vector<steps::News>& news)
{
    if (table_.path.empty()) return {};
    std::error_code error;
    if (!overwrite_ && std::filesystem::exists(table_.path, error))
        return Status::error("'" + table_.written + "' is there already: overwrite 1 replaces it");
    NewFile target(table_.path);
    std::ofstream file(target.path(), std::ios::binary);
    file << rows_;
    file.close();
    if (!file) return Status::error("cannot write '" + table_.written + "'");
    if (const Status status = target.commit(); !status) return status;
    news.push_back(steps::News::info("table", {table_.path}));
    return {};
}

bool Inspect::advance(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    Status status;
    if (!is_begun_) {
        is_begun_ = true;
        status = begin(news, cancelled);
        if (status) return true;
    } else if (next_ < files_.size()) {
        status = inspect(files_[next_++], news);
        if (!status) news.push_back(steps::News::error(status.message()));
        if (!status) ++failed_;
        return true;
    } else {
        status = write_table(news);
    }
    if (!status) {
        news.push_back(steps::News::error(status.message()));
        ++failed_;
    }
    const auto files = static_cast<std::int64_t>(files_.size());
    news.push_back(
        steps::News::info("done", {std::string(name()), std::max<std::int64_t>(0, files - failed_), failed_}));
    return false;
}

double Inspect::progress() const
{
    return files_.empty() ? 0 : static_cast<double>(next_) / static_cast<double>(files_.size());
}

}  // namespace latentjam::unravel
