// Names of files from words, and where sounds are looked for.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/file_name.h"

#include "pd/host.h"

#include <filesystem>
#include <system_error>

namespace latentjam::pd {

Result<std::string> file_name(Atoms words)
{
    std::string name;
    for (const t_atom& word : words) name += (name.empty() ? "" : " ") + text_of(word);
    if (name.empty()) return Status::error("a name of a file is needed");
    if (name.size() >= MAXPDSTRING)
        return Status::error("a name of " + std::to_string(name.size()) + " bytes; Pd knows " +
                             std::to_string(MAXPDSTRING - 1) + " at most");
    return name;
}

Result<std::string> find_sound(const t_canvas* canvas, const std::string& folder, const std::string& name)
{
    const std::filesystem::path path(name);
    std::error_code error;
    if (path.is_absolute()) {  // whether it is there is left to the one who opens it
        const std::size_t up = name.rfind("/../");
        if (up == std::string::npos || std::filesystem::exists(path, error)) return name;
        const std::string found = find_file(canvas, name.substr(up + 1), ".wav");
        return found.empty() ? name : found;
    }
    if (!folder.empty()) {
        const std::string inside = folder + "/" + name;
        if (std::filesystem::exists(inside, error)) return inside;
        if (error && error != std::errc::no_such_file_or_directory) return inside;
    }
    if (std::string found = find_file(canvas, name, ".wav"); !found.empty()) return found;
    if (std::string beside = path_to_write(canvas, name); std::filesystem::exists(beside, error)) return beside;
    return Status::error("file '" + name +
                         "' not found beside the patch or on Pd's search path (.wav may be left out)");
}

}  // namespace latentjam::pd
