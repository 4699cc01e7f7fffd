// Names of files from words, and where sounds are looked for.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/file_name.h"

#include "pd/host.h"
#include "pd/look_up.h"

#include <array>
#include <filesystem>
#include <string_view>
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
        for (const char* ending : {"", ".wav"})
            if (std::filesystem::is_regular_file(inside + ending, error)) return inside + ending;
        if (error && error != std::errc::no_such_file_or_directory) return inside;
    }
    constexpr std::array<std::string_view, 1> kEndings{".wav"};
    return look_up(canvas, name, kEndings,
                   "file '" + name + "' not found beside the patch or on Pd's search path (.wav may be left out)");
}

}  // namespace latentjam::pd
