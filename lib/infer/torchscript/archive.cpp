// Reading TorchScript archives with libzip.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/archive.h"

#include <zip.h>

#include <filesystem>
#include <fstream>

namespace latentjam::infer {

namespace {

constexpr std::size_t kPieceBytes = 1U << 20U;
// A record may be compressed. What unpacks to more than this is hostile.
constexpr unsigned long long kMostUnpacking = 64;
constexpr unsigned long long kUnpackingAllowance = 1ULL << 26U;

struct FileCloser {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using File = std::unique_ptr<zip_file_t, FileCloser>;

// What can be said before libzip is asked; ok for a file that begins like a zip archive.
Status look_at(const std::string& path, const std::string& name, unsigned long long& bytes)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) return Status::error("no file " + path);
    if (status.type() == fs::file_type::directory) return Status::error(path + " is a folder, not a model file");
    if (status.type() != fs::file_type::regular) return Status::error(path + " is not a file that can be read");
    std::ifstream file(path, std::ios::binary);
    if (!file) return Status::error(path + " cannot be opened: look at its permissions");
    bytes = fs::file_size(path, error);
    if (error || bytes == 0) return Status::error(name + " is empty: copy or download it again");
    std::string begin(8, '\0');
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    if (begin == "version ") return Status::error(name + " is a git LFS pointer, not the model: run git lfs pull");
    if (!begin.starts_with("PK")) return Status::error(name + " is no TorchScript model: it is no zip archive");
    return {};
}

std::string reason(int code)
{
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

}  // namespace

void Archive::Closer::operator()(struct zip* archive) const { zip_discard(archive); }

Result<Archive> Archive::open(const std::string& path, Care care)
{
    Archive archive;
    archive.name_ = std::filesystem::path(path).filename().string();
    if (auto status = look_at(path, archive.name_, archive.file_bytes_); !status) return status;
    int code = 0;
    archive.zip_.reset(zip_open(path.c_str(), ZIP_RDONLY | (care == Care::kThorough ? ZIP_CHECKCONS : 0), &code));
    if (!archive.zip_)
        return Status::error(archive.name_ + " is damaged or cut off (" + reason(code) +
                             "): copy or download it again");
    if (auto status = archive.find_top_folder(); !status) return status;
    return archive;
}

// Every record lies in one folder, named after the file that was saved: "sirens/data.pkl".
Status Archive::find_top_folder()
{
    const char* first = zip_get_num_entries(zip_.get(), 0) > 0 ? zip_get_name(zip_.get(), 0, ZIP_FL_ENC_RAW) : nullptr;
    const std::string_view entry = first != nullptr ? first : "";
    top_ = std::string(entry.substr(0, entry.find('/'))) + "/";
    if (has("data.pkl") && has("constants.pkl")) return {};
    if (has("data.pkl"))
        return Status::error(name_ +
                             " holds weights but no code: a checkpoint, not a TorchScript model; export it first");
    return Status::error(name_ + " is a zip archive but no TorchScript model: it has no data.pkl");
}

bool Archive::has(std::string_view record) const
{
    return zip_name_locate(zip_.get(), (top_ + std::string(record)).c_str(), ZIP_FL_ENC_RAW) >= 0;
}

Result<std::string> Archive::read(std::string_view record, std::size_t most_bytes) const
{
    const auto title = name_ + ": record " + std::string(record);
    const auto index = zip_name_locate(zip_.get(), (top_ + std::string(record)).c_str(), ZIP_FL_ENC_RAW);
    zip_stat_t stat;
    if (index < 0 || zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0 ||
        !(stat.valid & ZIP_STAT_SIZE))
        return Status::error(title + " is missing");
    if (stat.size > most_bytes)
        return Status::error(title + " has " + std::to_string(stat.size) + " bytes, more than " +
                             std::to_string(most_bytes));
    const File file(zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0));
    // One byte more than announced, because libzip compares the checksum when it meets the end.
    std::string content(stat.size + 1, '\0');
    const auto got = file ? zip_fread(file.get(), content.data(), content.size()) : -1;
    if (got < 0 || static_cast<zip_uint64_t>(got) != stat.size)
        return Status::error(title + " is damaged: copy or download the file again");
    content.resize(stat.size);
    return content;
}

Status Archive::verify() const
{
    const auto entries = zip_get_num_entries(zip_.get(), 0);
    unsigned long long total = 0;
    std::string piece(kPieceBytes, '\0');
    for (zip_int64_t i = 0; i < entries; ++i) {
        zip_stat_t stat;
        if (zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE))
            return Status::error(name_ + ": record " + std::to_string(i) +
                                 " has no size: copy or download the file again");
        if (stat.size > kMostUnpacking * file_bytes_ + kUnpackingAllowance - total)
            return Status::error(name_ + " claims to unpack to far more than its " + std::to_string(file_bytes_) +
                                 " bytes: not opened");
        total += stat.size;
        if (auto status = verify_record(static_cast<std::size_t>(i), piece); !status) return status;
    }
    return {};
}

Status Archive::verify_record(std::size_t index, std::string& piece) const
{
    const File file(zip_fopen_index(zip_.get(), index, 0));
    zip_int64_t got = file ? 1 : -1;
    while (got > 0) got = zip_fread(file.get(), piece.data(), piece.size());
    if (got == 0) return {};
    const char* record = zip_get_name(zip_.get(), index, ZIP_FL_ENC_RAW);
    return Status::error(name_ + " is damaged at its record " + (record != nullptr ? record : std::to_string(index)) +
                         " (" + (file ? zip_error_strerror(zip_file_get_error(file.get())) : zip_strerror(zip_.get())) +
                         "): copy or download the file again");
}

Status verify_archive(const std::string& path)
{
    const auto archive = Archive::open(path, Archive::Care::kThorough);
    return archive ? archive->verify() : archive.status();
}

}  // namespace latentjam::infer
