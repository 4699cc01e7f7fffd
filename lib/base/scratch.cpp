// Folders for temporary files, one for each user.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/scratch.h"

#include <filesystem>
#include <system_error>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace latentjam {

namespace fs = std::filesystem;

namespace {

/// Made now, or there and open to us for writing.
bool is_ours(const fs::path& folder)
{
    std::error_code error;
    fs::create_directory(folder, error);
    if (error || !fs::is_directory(folder, error) || fs::is_symlink(folder, error)) return false;
#ifdef _WIN32
    return true;
#else
    return access(folder.c_str(), W_OK | X_OK) == 0;
#endif
}

}  // namespace

Result<std::string> scratch_folder(const std::string& base)
{
    std::error_code error;
    const fs::path root = base.empty() ? fs::temp_directory_path(error) : fs::path(base);
    if (error) return Status::error("no folder for temporary files: " + error.message() + "; set TMPDIR");
    fs::path folder = root / "latentjam";
    if (is_ours(folder)) return folder.string();
#ifndef _WIN32
    folder += "-" + std::to_string(getuid());
    if (is_ours(folder)) return folder.string();
#endif
    return Status::error("no folder for temporary files can be made in " + root.string() + "; set TMPDIR");
}

}  // namespace latentjam
