// Atomic file writes: a file appears complete or not at all.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/new_file.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>

namespace latentjam {

namespace fs = std::filesystem;

namespace {

struct Unfinished {
    std::mutex mutex;
    std::set<std::string> paths;
};

// Never destroyed: workers may still write while the process ends.
Unfinished& unfinished()
{
    static Unfinished& all = *new Unfinished;
    return all;
}

/// So much of the name that there is room behind it in the 255 bytes that file systems take; letters of UTF-8 are not
/// cut.
std::string beginning_of(std::string name)
{
    constexpr std::size_t kMostBytes = 180;
    if (name.size() <= kMostBytes) return name;
    std::size_t end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    return name.substr(0, end);
}

}  // namespace

NewFile::NewFile(const std::string& target) : target_(target)
{
    std::error_code error;
    if (fs::is_symlink(target_, error))
        if (const auto real = fs::weakly_canonical(target_, error); !error) target_ = real.string();
    // Unique within a process, and practically unique between processes.
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    const fs::path whole(target_);
    path_ = (whole.parent_path() / (beginning_of(whole.filename().string()) + "." + std::to_string(now) + "-" +
                                    std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".part"))
                .string();
    const std::scoped_lock lock(unfinished().mutex);
    unfinished().paths.insert(path_);
}

NewFile::~NewFile()
{
    const std::scoped_lock lock(unfinished().mutex);
    std::error_code error;
    if (!path_.empty()) fs::remove(path_, error);
    unfinished().paths.erase(path_);
}

Status NewFile::commit()
{
    std::error_code error;
    if (fs::is_directory(target_, error)) return Status::error("cannot write " + target_ + ": it is a folder");
    fs::rename(path_, target_, error);
    if (error) return Status::error("cannot write " + target_ + ": " + error.message());
    const std::scoped_lock lock(unfinished().mutex);
    unfinished().paths.erase(path_);
    path_.clear();
    return {};
}

void NewFile::remove_unfinished() noexcept
{
    const std::scoped_lock lock(unfinished().mutex);
    std::error_code error;
    for (const auto& path : unfinished().paths) fs::remove(path, error);
}

}  // namespace latentjam
