// First Pd's own search, then what the file system says about the place beside the patch.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/look_up.h"

#include "pd/host.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

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
    if (type == fs::file_type::regular && !std::ifstream(path))
        return trouble(path, "cannot be read: look at its permissions");
    return Status();
}

}  // namespace

Result<std::string> look_up(const t_canvas* canvas, const std::string& name, std::span<const std::string_view> endings,
                            const std::string& missing)
{
    for (const auto ending : endings)
        if (std::string path = find_file(canvas, name, std::string(ending).c_str()); !path.empty()) return path;
    const std::string beside = path_to_write(canvas, name);
    std::optional<Status> found = look_at(beside);
    if (found && *found) return beside;
    for (const auto ending : endings) {
        const std::optional<Status> with_ending = look_at(beside + std::string(ending));
        if (with_ending && *with_ending) return beside + std::string(ending);
        if (!found) found = with_ending;
    }
    return found ? *found : Status::error(missing);
}

}  // namespace latentjam::pd
