// JSON, one row per line, and the message that asks for it.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/reference.h"

#include "base/new_file.h"
#include "pd/report.h"

#include <m_pd.h>

#include <array>
#include <cmath>
#include <fstream>
#include <utility>
#include <vector>

namespace latentjam::pd {

namespace {

constexpr const char* kName = "latentjam";

std::vector<const Table*>& tables()
{
    static auto& all = *new std::vector<const Table*>;
    return all;
}

std::string quoted(const std::string& text)
{
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + '"';
}

const char* name_of(Kind kind)
{
    constexpr std::array kNames{"nothing", "switch", "whole", "number", "seed", "word", "choice", "atoms"};
    static_assert(kNames.size() == static_cast<std::size_t>(Kind::kAtoms) + 1);
    return kNames[static_cast<std::size_t>(kind)];
}

std::string line_of(const Table& table, const Row& row, const char* place, const std::string& name)
{
    std::string line = "{\"object\": " + quoted(table.name) + ", \"in\": " + quoted(place) +
                       ", \"name\": " + quoted(name) + ", \"type\": " + quoted(name_of(row.type.kind));
    for (const auto& [key, text] :
         {std::pair{"help", std::string(table.help ? table.help : "")}, std::pair{"default", row.fallback},
          std::pair{"takes", row.type.accepts}, std::pair{"unit", std::string(row.unit)}})
        if (!text.empty()) line += std::string(", \"") + key + "\": " + quoted(text);
    return line + ", \"text\": " + quoted(row.text) + "}";
}

struct t_listener {
    t_pd x_pd;
};

void listener_reference(t_listener*, t_symbol* path)
{
    NewFile target(path->s_name);
    std::ofstream file(target.path(), std::ios::binary);
    file << reference_text();
    file.close();
    const Status status =
        file ? target.commit() : Status::error(std::string("reference '") + path->s_name + "' cannot be written");
    if (!status) report(nullptr, kName, status.message());
}

}  // namespace

void add_to_reference(const Table& table) { tables().push_back(&table); }

std::string reference_text()
{
    constexpr std::array kPlaces{std::pair{kArgument, "argument"}, std::pair{kFlag, "flag"},
                                 std::pair{kMessage, "message"}, std::pair{kInfo, "info"}};
    std::string text;
    for (const Table* table : tables())
        for (const auto& [in, place] : kPlaces)
            for (const Row& row : table->rows)
                if ((row.in & in) != 0) {
                    const std::string name = (in == kFlag ? "-" : "") + std::string(row.name);
                    text += (text.empty() ? "[" : ",\n ") + line_of(*table, row, place, name);
                }
    return text + "]\n";
}

void reference_setup()
{
    t_class* made = class_new(gensym("latentjam-reference"), nullptr, nullptr, sizeof(t_listener), CLASS_PD, A_NULL);
    class_addmethod(made, reinterpret_cast<t_method>(listener_reference), gensym("reference"), A_SYMBOL, A_NULL);
    pd_bind(pd_new(made), gensym(kName));
}

}  // namespace latentjam::pd
