// SPDX-License-Identifier: BSD-3-Clause
#include "bend/log.h"

#include "base/new_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace latentjam::bend {

namespace {

constexpr int kMostRemarks = 5;  // of one file, on the console

}  // namespace

Log parse_log(std::string_view text)
{
    Log log;
    int number = 0, misread = 0;
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        line = line.substr(0, line.find('#'));
        const auto words = words_of(line);
        if (words.empty()) continue;
        auto entry = read_entry(words);
        if (entry)
            log.entries.push_back(std::make_shared<const Entry>(std::move(*entry)));
        else if (++misread; misread <= kMostRemarks)
            log.remarks.push_back("line " + std::to_string(number) + ": " + entry.message());
    }
    if (log.entries.empty() && misread > 1)
        log.remarks = {"none of its " + std::to_string(misread) + " lines is a bend: is it a Bending Log? " +
                       log.remarks.front()};
    else if (misread > kMostRemarks)
        log.remarks.push_back("and " + std::to_string(misread - kMostRemarks) + " more lines that are no bends");
    return log;
}

std::string format_log(const Entries& entries)
{
    std::string text = "# bends of a latentjam rave~, one a line: bendlog read plays them again\n";
    for (const auto& entry : entries) text += text_of(*entry) + "\n";
    return text;
}

Result<Log> read_log(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return Status::error(path + " is a folder, not a file of bends");
    std::ifstream file(path, std::ios::binary);
    if (!file) return Status::error(path + " cannot be read: is it there, and may it be read?");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) return Status::error(path + " cannot be read to its end");
    if (text.find('\0') != std::string::npos)
        return Status::error(path + " is no text, so no Bending Log: that is a file of lines like 'bend 3 scale 0.5'");
    return parse_log(text);
}

Status write_log(const Entries& entries, const std::string& path)
{
    NewFile file(path);
    {
        std::ofstream out(file.path(), std::ios::binary);
        out << format_log(entries);
        out.close();
        if (!out) return Status::error(path + " cannot be written: is its folder there, and is there room?");
    }
    return file.commit();
}

}  // namespace latentjam::bend
