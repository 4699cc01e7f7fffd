// Finds input files, and names results as UnRAVEl does.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/files.h"

#include "unravel/md5.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

namespace latentjam::unravel {

namespace fs = std::filesystem;

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

bool has_extension(const fs::path& path, std::span<const std::string_view> extensions)
{
    const std::string own = lower(path.extension().string());
    return std::find(extensions.begin(), extensions.end(), own) != extensions.end();
}

std::string list(std::span<const std::string_view> extensions)
{
    std::string text;
    for (const auto extension : extensions) text += (text.empty() ? "" : " ") + std::string(extension);
    return text;
}

/// Sounds that UnRAVEl passes over.
constexpr std::string_view kOtherSounds[] = {".m4a",  ".mp4", ".caf", ".au",  ".snd", ".wma", ".aifc", ".w64",
                                             ".rf64", ".ape", ".wv",  ".amr", ".mka", ".oga", ".mp2",  ".webm"};

/// The first few names, and how many more there are.
class PassedOver {
public:
    void add(const std::string& name)
    {
        if (count_++ < kMostNames) names_ += (names_.empty() ? "" : ", ") + name;
    }

    std::string line(std::span<const std::string_view> extensions) const
    {
        if (count_ == 0) return {};
        const std::string more = count_ > kMostNames ? " and " + std::to_string(count_ - kMostNames) + " more" : "";
        return "passed over: " + names_ + more + " (taken are " + list(extensions) + ")";
    }

private:
    static constexpr int kMostNames = 5;
    int count_ = 0;
    std::string names_;
};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

InputFile input_file(const fs::path& path, const std::string& written)
{
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    return {pathlib_text(written), path.string(), error ? 0 : static_cast<std::uint64_t>(bytes)};
}

// Never throws, even if the folder changes while it is read.
void collect(const Place& place, std::span<const std::string_view> extensions, Inputs& found,
             const CancelFlag& cancelled)
{
    std::error_code error;
    const bool wants_sound = std::find(extensions.begin(), extensions.end(), ".wav") != extensions.end();
    PassedOver passed_over;
    fs::recursive_directory_iterator entry(place.path, error);
    while (!error && !cancelled && entry != fs::recursive_directory_iterator()) {
        std::error_code kind;
        if (is_hidden(entry->path())) {
            if (entry->is_directory(kind)) entry.disable_recursion_pending();
        } else if (entry->is_regular_file(kind) && has_extension(entry->path(), extensions)) {
            const fs::path inside = entry->path().lexically_relative(place.path);
            found.files.push_back(input_file(entry->path(), place.written + "/" + inside.generic_string()));
        } else if (wants_sound && entry->is_regular_file(kind) && has_extension(entry->path(), kOtherSounds)) {
            passed_over.add(entry->path().filename().string());
        }
        const fs::path last = entry->path();
        entry.increment(error);
        if (!error) continue;
        found.errors.push_back(last.string() + ": cannot look inside: " + error.message());
    }
    if (error && found.errors.empty())
        found.errors.push_back(place.written + ": cannot look inside: " + error.message());
    found.remark = passed_over.line(extensions);
    std::sort(found.files.begin(), found.files.end(),
              [](const InputFile& a, const InputFile& b) { return a.written < b.written; });
}

/// At most so long that the result's name, with `more` bytes beside it, fits into a file system's 255; its checksum
/// tells long names apart. Letters of UTF-8 are not cut.
std::string stem(const InputFile& source, std::size_t more)
{
    std::string name = fs::path(source.written).stem().string();
    std::size_t end = 255 - more;
    if (name.size() <= end) return name;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    return name.substr(0, end);
}

/// UnRAVEl's names: a word, the source's name and its checksum.
std::string result_name(const char* word, const InputFile& source, const char* ending)
{
    const std::string begin = std::string(word) + "--", end = "--" + md5(source.written) + ending;
    return begin + stem(source, begin.size() + end.size()) + end;
}

}  // namespace

Result<Inputs> find_inputs(const Place& place, std::span<const std::string_view> extensions,
                           const CancelFlag& cancelled)
{
    std::error_code error;
    Inputs found;
    if (fs::is_directory(place.path, error)) {
        collect(place, extensions, found, cancelled);
        if (cancelled) return gave_up();
        if (found.files.empty() && found.errors.empty())
            return Status::error("no file in folder '" + place.written + "' ends in one of " + list(extensions) +
                                 (found.remark.empty() ? "" : "; " + found.remark.substr(0, found.remark.rfind(" ("))));
        return found;
    }
    if (!fs::exists(place.path, error)) {
        if (error == std::errc::filename_too_long)
            return Status::error("'" + place.written + "': the name is too long for the system");
        if (error == std::errc::permission_denied)
            return Status::error("'" + place.written + "': a folder on the way may not be looked into");
        return Status::error("no file or folder '" + place.written + "'");
    }
    if (!has_extension(place.path, extensions))
        return Status::error("'" + place.written + "': expected a folder, or a file that ends in one of " +
                             list(extensions));
    found.files.push_back(input_file(place.path, place.written));
    return found;
}

std::string pathlib_text(std::string_view path)
{
    std::string text = path.starts_with('/') ? "/" : "";
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part.empty() || part == ".") continue;
        if (!text.empty() && !text.ends_with('/')) text += '/';
        text += part;
    }
    return text.empty() ? "." : text;
}

std::string encoded_name(const InputFile& source)
{
    std::string name = result_name("encoded", source, ".npy");
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

std::string decoded_name(const InputFile& source) { return result_name("decoded", source, ".wav"); }

Status make_folder(const Place& folder)
{
    std::error_code error;
    fs::create_directories(folder.path, error);
    std::error_code kind;
    if (fs::is_directory(folder.path, kind)) return {};
    return Status::error("cannot make folder '" + folder.written +
                         "': " + (error ? error.message() : "a file of that name is in the way"));
}

Result<std::string> free_path(const Place& folder, const std::string& name, bool overwrite)
{
    const std::string path = (fs::path(folder.path) / name).string();
    std::error_code error;
    if (!overwrite && fs::exists(path, error))
        return Status::error(name + " is there already in '" + folder.written + "': overwrite 1 replaces it");
    return path;
}

}  // namespace latentjam::unravel
