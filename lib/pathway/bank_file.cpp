// Writing and reading a bank.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/bank_file.h"

#include "base/ending.h"
#include "base/new_file.h"
#include "kit/seed_file.h"
#include "latent/file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace latentjam::pathway {
namespace {

constexpr const char* kHead = "# latentjam pathways: kind, walk, glide, then numbers as [pathways~] tells its state";

std::string values_path(const std::string& path, int slot)
{
    return without_ending(path, ".pathways") + (slot < 9 ? "-0" : "-") + std::to_string(slot + 1) + ".npy";
}

/// A slot alone, as numbers, without what was changed: that is in the .npy.
std::vector<double> numbers_of(Content slot)
{
    slot.changed.clear();
    Bank one{0, 0, std::vector<Content>(kSlots)};
    const std::size_t rest = pathway::numbers_of(one).size() / kSlots;
    one.slots[0] = std::move(slot);
    auto numbers = pathway::numbers_of(one);
    numbers.erase(numbers.begin(), numbers.begin() + 3);
    numbers.resize(numbers.size() - rest * (kSlots - 1));
    return numbers;
}

/// The multiplier in `name__8__3.seed`, 1 without one.
double multiplier_in(const std::string& path)
{
    const std::string stem = std::filesystem::path(path).stem().string();
    const auto at = stem.rfind("__");
    if (at == std::string::npos) return 1;
    double value = 1;
    const char* const end = stem.data() + stem.size();
    const auto [rest, error] = std::from_chars(stem.data() + at + 2, end, value);
    return error == std::errc() && rest == end ? value : 1;
}

}  // namespace

Status write_bank(const Bank& bank, const std::vector<latent::Sequence>& values, const std::string& path)
{
    for (std::size_t slot = 0; slot < values.size(); ++slot)
        if (const Status status = latent::write(values[slot], values_path(path, static_cast<int>(slot))); !status)
            return status;
    NewFile file(path);
    {
        std::ofstream stream(file.path());
        stream << kHead << "\nmaster " << bank.master << "\nselected " << bank.selected + 1 << '\n';
        for (std::size_t slot = 0; slot < bank.slots.size(); ++slot) {
            const Recipe& recipe = bank.slots[slot].recipe;
            stream << "slot " << slot + 1 << ' ' << kKindWords[static_cast<std::size_t>(recipe.kind)] << ' '
                   << kWalkWords[static_cast<std::size_t>(recipe.walk)] << ' '
                   << kGlideWords[static_cast<std::size_t>(recipe.glide)] << ' '
                   << text_of(numbers_of(bank.slots[slot])) << '\n';
        }
        stream.close();
        if (!stream) return Status::error(path + ": cannot be written");
    }
    return file.commit();
}

Result<Bank> read_bank(const std::string& path, int dims)
{
    std::ifstream file(path);
    if (!file) return Status::error(path + ": cannot be opened");
    std::string line;
    if (!std::getline(file, line) || !line.starts_with("# latentjam pathways:"))
        return Status::error(path + ": no bank of pathways: it begins with '# latentjam pathways:'");
    std::vector<double> numbers{1, 0, 0};
    int slots = 0;
    for (int number = 2; std::getline(file, line); ++number) {
        const auto wrong = [&] {
            return Status::error(path + ": line " + std::to_string(number) + ": '" + line + "'");
        };
        std::istringstream words(line);
        std::string word, rest;
        double value = 0;
        if (!(words >> word)) continue;
        if (!(words >> value)) return wrong();
        if (word == "master") {
            numbers[1] = value;
        } else if (word == "selected") {
            numbers[2] = value - 1;
        } else if (word == "slot" && value == ++slots) {
            for (int i = 0; i < 3; ++i) words >> word;  // for people; the numbers say it too
            std::getline(words, rest);
            const auto more = numbers_in(rest);
            if (!more) return wrong();
            numbers.insert(numbers.end(), more->begin(), more->end());
        } else {
            return wrong();
        }
    }
    auto bank = bank_of(numbers);
    if (!bank) return Status::error(path + ": its lines are not 16 slots, each complete");
    for (int slot = 0; slot < kSlots; ++slot) {
        Content& content = bank->slots[static_cast<std::size_t>(slot)];
        if (!std::filesystem::exists(values_path(path, slot))) continue;
        const auto values = latent::read(values_path(path, slot));
        if (!values) return values.status();
        const latent::Sequence made = generated(content.recipe, content.recipe.seed, dims);
        if (values->frames() != made.frames())
            return Status::error(values_path(path, slot) + ": has " + std::to_string(values->frames()) +
                                 " frames, slot " + std::to_string(slot + 1) + " has " + std::to_string(made.frames()));
        for (int frame = 0; frame < made.frames(); ++frame)
            for (int dim = 0; dim < std::min(dims, values->dims()); ++dim)
                if (values->at(frame, dim) != made.at(frame, dim))
                    content.changed[{frame, dim}] = values->at(frame, dim);
    }
    return bank;
}

Result<latent::Sequence> read_values(const std::string& path)
{
    if (!has_ending(path, ".seed")) return latent::read(path);
    const auto table = kit::read_seed_file(path);
    if (!table) return table.status();
    if (table->dims > kMostDims || table->points > kMostFrames)
        return Status::error(path + ": " + std::to_string(table->points) + " lines of " + std::to_string(table->dims) +
                             " numbers; a pathway has up to " + std::to_string(kMostFrames) + " frames of " +
                             std::to_string(kMostDims));
    latent::Sequence values(table->dims, table->points);
    const double factor = multiplier_in(path);
    for (std::size_t i = 0; i < table->values.size(); ++i)
        values.values()[i] = static_cast<float>(table->values[i] * factor);
    return values;
}

}  // namespace latentjam::pathway
