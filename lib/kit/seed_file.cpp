// Reading and writing .seed files.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/seed_file.h"

#include "base/new_file.h"
#include "kit/tables.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <system_error>

namespace latentjam::kit {

namespace {

/// The numbers of a line; false at a word.
bool read_line(const std::string& line, std::vector<double>& values)
{
    const char* at = line.data();
    const char* const end = at + line.size();
    while (true) {
        while (at < end && (*at == ' ' || *at == '\t' || *at == ',' || *at == ';' || *at == '\r' || *at == '+')) ++at;
        if (at == end) return true;
        double value = 0;
        const auto [rest, error] = std::from_chars(at, end, value);
        if (error != std::errc() || !std::isfinite(value)) return false;
        values.push_back(value);
        at = rest;
    }
}

}  // namespace

Result<SeedTable> read_seed_file(const std::string& path)
{
    std::ifstream file(path);
    if (!file) return Status::error(path + ": cannot be opened");
    SeedTable table;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::size_t before = table.values.size();
        if (!read_line(line, table.values))
            return Status::error(path + ": line " + std::to_string(number) + " is no row of numbers");
        const auto count = static_cast<int>(table.values.size() - before);
        if (count == 0) continue;
        if (table.dims == 0) table.dims = count;
        if (count != table.dims)
            return Status::error(path + ": line " + std::to_string(number) + " has " + std::to_string(count) +
                                 " numbers, those before have " + std::to_string(table.dims));
        if (++table.points > Tables::kMostPoints)
            return Status::error(path + ": more than " + std::to_string(Tables::kMostPoints) + " points");
    }
    if (table.points == 0) return Status::error(path + ": has no numbers");
    return table;
}

Status write_seed_file(const SeedTable& table, const std::string& path)
{
    NewFile file(path);
    {
        std::ofstream stream(file.path());
        char text[32];
        for (int point = 0; point < table.points; ++point)
            for (int dim = 0; dim < table.dims; ++dim) {
                const auto at = static_cast<std::size_t>(point) * static_cast<std::size_t>(table.dims) +
                                static_cast<std::size_t>(dim);
                const auto [end, error] = std::to_chars(text, text + sizeof text, table.values[at]);
                stream.write(text, end - text).put(dim + 1 < table.dims ? ' ' : '\n');
            }
        stream.close();
        if (!stream) return Status::error(path + ": cannot be written");
    }
    return file.commit();
}

}  // namespace latentjam::kit
