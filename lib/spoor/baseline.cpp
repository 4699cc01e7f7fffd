// A neutral point of a model's control space, and the file of them.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/baseline.h"

#include "base/new_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <system_error>

namespace latentjam::spoor {

namespace {

constexpr double kLeastFactor = 0.2, kMostFactor = 5;

std::string text_of(double value)
{
    char buffer[32];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value).ptr;
    return {buffer, end};
}

std::string line_of(const char* word, const std::vector<double>& values)
{
    std::string line = word;
    for (const double value : values) line += " " + text_of(value);
    return line + "\n";
}

template <typename Number>
bool read_number(const std::string& word, Number& number)
{
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc() && end == word.data() + word.size();
}

bool read_numbers(std::istringstream& words, std::vector<double>& values)
{
    values.clear();
    for (std::string word; words >> word;) {
        double value = 0;
        if (!read_number(word, value) || !std::isfinite(value)) return false;
        values.push_back(value);
    }
    return !values.empty();
}

/// False when the line is not understood.
bool take_line(Baseline& baseline, const std::string& word, std::istringstream& words)
{
    if (word == "z") return read_numbers(words, baseline.place);
    if (word == "sigma") return read_numbers(words, baseline.deviation);
    if (word == "sensitivity") return read_numbers(words, baseline.sensitivity);
    std::string value, more;
    if (!(words >> value)) return false;
    while (words >> more) value += " " + more;
    if (word == "model") return baseline.model = value, true;
    if (word == "date") return baseline.date = value, true;
    if (word == "seed") return read_number(value, baseline.seed);
    if (word == "level") return read_number(value, baseline.level_db);
    if (word != "method") return false;
    const auto* const found = std::find(std::begin(kMethodNames), std::end(kMethodNames), value);
    if (found == std::end(kMethodNames)) return false;
    baseline.method = static_cast<Method>(found - std::begin(kMethodNames));
    return true;
}

}  // namespace

std::vector<double> even_factors(const Baseline& baseline)
{
    std::vector<double> factors(baseline.place.size(), 1.0);
    const auto& measured = baseline.sensitivity;
    if (measured.size() != factors.size()) return factors;
    const double mean = std::accumulate(measured.begin(), measured.end(), 0.0) / static_cast<double>(measured.size());
    if (mean <= 0) return factors;
    for (std::size_t i = 0; i < factors.size(); ++i)
        factors[i] = std::clamp(mean / std::max(measured[i], 1e-9), kLeastFactor, kMostFactor);
    return factors;
}

std::string format_baselines(const std::vector<Baseline>& baselines)
{
    std::string text = "# baselines: neutral points of a model's latents\n";
    for (const Baseline& baseline : baselines) {
        text += "\nbaseline " + baseline.name + "\n";
        if (!baseline.model.empty()) text += "model " + baseline.model + "\n";
        text += "method " + std::string(kMethodNames[static_cast<std::size_t>(baseline.method)]) + "\n";
        text += "seed " + std::to_string(baseline.seed) + "\nlevel " + text_of(baseline.level_db) + "\n";
        if (!baseline.date.empty()) text += "date " + baseline.date + "\n";
        text += line_of("z", baseline.place) + line_of("sigma", baseline.deviation);
        if (!baseline.sensitivity.empty()) text += line_of("sensitivity", baseline.sensitivity);
    }
    return text;
}

Result<std::vector<Baseline>> parse_baselines(std::string_view text)
{
    std::vector<Baseline> made;
    std::istringstream lines{std::string(text)};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words(line.starts_with('#') ? std::string() : line);
        std::string word;
        if (!(words >> word)) continue;
        if (word == "baseline") {
            made.emplace_back();
            if (words >> made.back().name) continue;
        } else if (!made.empty() && take_line(made.back(), word, words)) {
            continue;
        }
        return Status::error("line " + std::to_string(number) + " '" + line.substr(0, 40) +
                             "': baseline <name> begins each, then model, method, seed, level, date, z, sigma, "
                             "sensitivity");
    }
    for (const Baseline& baseline : made)
        if (baseline.place.empty() || baseline.deviation.size() != baseline.place.size() ||
            (!baseline.sensitivity.empty() && baseline.sensitivity.size() != baseline.place.size()))
            return Status::error("baseline " + baseline.name + ": z and sigma need as many numbers as there are dims");
    return made;
}

Result<std::vector<Baseline>> read_baselines(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return Status::error(path + " is a folder, not a file of baselines");
    std::ifstream file(path, std::ios::binary);
    if (!file) return Status::error(path + " cannot be read: is it there, and may it be read?");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto parsed = parse_baselines(text);
    if (!parsed) return Status::error(path + ": " + parsed.message());
    return parsed;
}

Status write_baselines(const std::vector<Baseline>& baselines, const std::string& path)
{
    NewFile file(path);
    {
        std::ofstream out(file.path(), std::ios::binary);
        out << format_baselines(baselines);
        out.close();
        if (!out) return Status::error(path + " cannot be written: is its folder there, and is there room?");
    }
    return file.commit();
}

}  // namespace latentjam::spoor
