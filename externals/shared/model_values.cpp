// SPDX-License-Identifier: BSD-3-Clause
#include "shared/model_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace latentjam::pd {

std::vector<infer::Value> values_of(Atoms atoms)
{
    std::vector<infer::Value> values;
    for (const t_atom& atom : atoms)
        if (atom.a_type == A_FLOAT)
            values.emplace_back(static_cast<double>(atom.a_w.w_float));
        else
            values.emplace_back(text_of(atom));
    return values;
}

AtomList atoms_of(const std::vector<infer::Value>& values)
{
    AtomList atoms;
    struct Append {
        AtomList& atoms;
        void operator()(bool value) const { atoms.push_back(float_atom(value ? 1 : 0)); }
        void operator()(std::int64_t value) const { atoms.push_back(float_atom(static_cast<double>(value))); }
        void operator()(double value) const { atoms.push_back(float_atom(value)); }
        void operator()(const std::string& value) const { atoms.push_back(symbol_atom(value)); }
        void operator()(const std::vector<float>& value) const
        {
            for (const float item : value) atoms.push_back(float_atom(static_cast<double>(item)));
        }
        void operator()(const infer::BufferValue& value) const { (*this)(value.samples); }
    };
    for (const auto& value : values) std::visit(Append{atoms}, value);
    return atoms;
}

Status read_arrays(const infer::Attribute& attribute, std::vector<infer::Value>& values)
{
    for (std::size_t i = 0; i < std::min(values.size(), attribute.types.size()); ++i) {
        const auto* name = std::get_if<std::string>(&values[i]);
        if (attribute.types[i] != infer::ValueType::kBuffer || !name) continue;
        auto* array = reinterpret_cast<t_garray*>(pd_findbyclass(gensym(name->c_str()), garray_class));
        int length = 0;
        t_word* words = nullptr;
        if (!array || !garray_getfloatwords(array, &length, &words))
            return Status::error("set " + attribute.name + ": no array named '" + *name + "'");
        infer::BufferValue buffer;
        buffer.sample_rate = static_cast<double>(sys_getsr());
        for (int n = 0; n < length; ++n) buffer.samples.push_back(static_cast<float>(words[n].w_float));
        values[i] = std::move(buffer);
    }
    return {};
}

}  // namespace latentjam::pd
