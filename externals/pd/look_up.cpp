// First Pd's own search, then what the file system says about the place beside the patch.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/look_up.h"

#include "pd/host.h"

#include <g_canvas.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace latentjam::pd {

namespace {

namespace fs = std::filesystem;

Status trouble(const std::string& path, const char* what) { return Status::error("'" + path + "' " + what); }

/// Nothing when there is no such file.
std::optional<Status> look_at(const std::string& path)
{
    std::error_code error;
    const auto type = fs::status(path, error).type();
    if (error == std::errc::filename_too_long)
        return Status::error("a name of " + std::to_string(fs::path(path).filename().string().size()) + " bytes, '" +
                             fs::path(path).filename().string().substr(0, 40) +
                             "...', is too long: the system takes 255 for a file and 4095 with its folders");
    if (error == std::errc::permission_denied) return trouble(path, "lies in a folder that may not be looked into");
    if (error == std::errc::too_many_symbolic_link_levels) return trouble(path, "is a link to itself");
    if (type == fs::file_type::not_found || error) return std::nullopt;
    if (type == fs::file_type::directory) return trouble(path, "is a folder, not a file");
    if (type != fs::file_type::regular) return trouble(path, "is a device or a pipe, not a file");
    if (!std::ifstream(path)) return trouble(path, "cannot be read: look at its permissions");
    return Status();
}

/// As a number that Pd made of a word, in single precision: 0042, 3e5, 20261127.
std::optional<float> number_in(const std::string& word)
{
    if (word.empty() || word.find_first_not_of("0123456789.eE+-") != std::string::npos) return std::nullopt;
    char* end = nullptr;
    const float number = std::strtof(word.c_str(), &end);
    return *end == '\0' ? std::optional(number) : std::nullopt;
}

/// Files in `folder` that a patch meant when it says this number: "42" for 0042.ts.
std::vector<std::string> files_of(float number, const fs::path& folder, std::span<const std::string_view> endings)
{
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
        const std::string name = file->path().filename().string();
        const bool has_ending = std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
            return name.ends_with(ending) && number_in(name.substr(0, name.size() - ending.size())) == number;
        });
        if (has_ending || number_in(name) == number) files.push_back(file->path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::string> look_up_number(const std::string& beside, const std::string& name,
                                   std::span<const std::string_view> endings, const std::string& missing)
{
    const auto number = number_in(name);
    if (!number) return Status::error(missing);
    const auto files = files_of(*number, fs::path(beside).parent_path(), endings);
    if (files.size() == 1) return files[0];
    if (files.empty()) return Status::error(missing);
    return Status::error("'" + name + "' may be '" + fs::path(files[0]).filename().string() + "' or '" +
                         fs::path(files[1]).filename().string() + "', which are one number to Pd: rename one");
}

}  // namespace

Result<std::string> look_up(const t_canvas* canvas, const std::string& name, std::span<const std::string_view> endings,
                            const std::string& missing)
{
    for (const auto ending : endings)
        if (std::string path = find_file(canvas, name, std::string(ending).c_str()); !path.empty()) return path;
    std::vector<std::string> all_endings{""};
    all_endings.insert(all_endings.end(), endings.begin(), endings.end());
    std::optional<Status> found;
    for (const t_canvas* around = canvas; around; around = around->gl_owner)
        for (const std::string& ending : all_endings) {
            const std::string beside = path_to_write(around, name) + ending;
            const std::optional<Status> seen = look_at(beside);
            if (seen && *seen) return beside;
            if (!found) found = seen;
        }
    if (found) return *found;
    return look_up_number(path_to_write(canvas, name), name, endings, missing);
}

}  // namespace latentjam::pd
