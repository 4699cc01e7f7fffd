// Reading and writing journals.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/journal.h"

#include "base/new_file.h"

#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

namespace latentjam::pathway {
namespace {

constexpr const char* kHead = "# latentjam pathways: a journal";

}  // namespace

std::string text_of(const Journal& journal)
{
    std::string text = std::string(kHead) + "\nbank " + text_of(numbers_of(journal.bank)) + "\nsettings " +
                       text_of(journal.settings) + "\n";
    for (const Entry& entry : journal.entries) text += std::to_string(entry.frame) + " " + text_of(entry.act) + "\n";
    return text;
}

Result<Journal> journal_in(const std::string& text)
{
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    if (line != kHead) return Status::error("journal: it begins with '" + std::string(kHead) + "'");
    std::vector<double> bank;
    Journal journal;
    for (int number = 2; std::getline(lines, line); ++number) {
        const std::string where = "journal, line " + std::to_string(number) + ": ";
        std::istringstream words(line);
        std::string first, word;
        words >> first;
        if (first == "bank" || first == "settings") {
            auto numbers = numbers_in(line.substr(first.size()));
            if (!numbers) return Status::error(where + numbers.message());
            (first == "bank" ? bank : journal.settings) = *std::move(numbers);
            continue;
        }
        if (first.empty()) continue;
        std::int64_t frame = 0;
        const char* const end = first.data() + first.size();
        const auto [stopped, wrong] = std::from_chars(first.data(), end, frame);
        std::vector<std::string> rest;
        while (words >> word) rest.push_back(word);
        const auto act = read_act(rest);
        if (wrong != std::errc() || stopped != end || frame < 0)
            return Status::error(where + "'" + first + "' is no frame");
        if (!act) return Status::error(where + act.message());
        journal.entries.push_back({frame, *act});
    }
    auto made = bank_of(bank);
    if (!made) return Status::error("journal, bank: " + made.message());
    journal.bank = *std::move(made);
    return journal;
}

Status write_journal(const Journal& journal, const std::string& path)
{
    NewFile made(path);
    {
        std::ofstream stream(made.path());
        stream << text_of(journal);
        stream.close();
        if (!stream) return Status::error(path + ": cannot be written: is there room?");
    }
    return made.commit();
}

Result<Journal> read_journal(const std::string& path)
{
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Status::error(path + ": cannot be read");
    return journal_in(text.str());
}

}  // namespace latentjam::pathway
