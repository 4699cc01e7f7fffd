// Reading and writing latents by the extension of their file: .npy or .wav.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"

#include "base/new_file.h"
#include "latent/npy.h"
#include "latent/wav.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <new>

namespace latentjam::latent {
namespace {

namespace fs = std::filesystem;

enum class Format { kNone, kNpy, kWav };

Format format_of(const std::string& path)
{
    std::string extension = fs::path(path).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return extension == ".npy" ? Format::kNpy : extension == ".wav" ? Format::kWav : Format::kNone;
}

Status no_format(const std::string& path) { return Status::error(path + ": latents are .npy or .wav files"); }

Status look_at(const std::string& path)
{
    std::error_code error;
    const auto type = fs::status(path, error).type();
    if (error == std::errc::filename_too_long) return Status::error(path + ": the name is too long for the system");
    if (error == std::errc::permission_denied) return Status::error(path + ": its folder may not be looked into");
    if (type == fs::file_type::not_found) return Status::error("no file " + path);
    if (type == fs::file_type::directory) return Status::error(path + " is a folder, not a file of latents");
    if (type != fs::file_type::regular) return Status::error(path + " is not a file that can be read");
    if (!std::ifstream(path)) return Status::error(path + " cannot be opened: look at its permissions");
    if (fs::file_size(path, error) == 0) return Status::error(path + " is empty");
    return {};
}

Status check_finite(const Sequence& sequence, const CancelFlag& cancelled)
{
    constexpr std::size_t kPieceValues = 1U << 20U;
    const auto values = sequence.values();
    const auto dims = static_cast<std::size_t>(sequence.dims());
    for (std::size_t begin = 0; begin < values.size(); begin += kPieceValues) {
        if (cancelled) return gave_up();
        const auto piece = values.subspan(begin, std::min(kPieceValues, values.size() - begin));
        const auto wrong = std::find_if(piece.begin(), piece.end(), [](float value) { return !std::isfinite(value); });
        if (wrong == piece.end()) continue;
        const std::size_t index = begin + static_cast<std::size_t>(wrong - piece.begin());
        return Status::error("frame " + std::to_string(index / dims) + ", dimension " + std::to_string(index % dims) +
                             " is " + std::to_string(*wrong) + " where a finite float32 is needed");
    }
    return {};
}

}  // namespace

Result<Sequence> read(const std::string& path, const CancelFlag& cancelled, std::string* remark)
try {
    const Format format = format_of(path);
    if (auto status = look_at(path); !status) return status;
    if (format == Format::kNone) return no_format(path);
    auto sequence = format == Format::kNpy ? read_npy(path, cancelled, remark) : read_wav(path, cancelled);
    const Status status = sequence ? check_finite(*sequence, cancelled) : sequence.status();
    if (!status) return Status::error(path + ": " + status.message());
    if (remark && !remark->empty()) *remark = path + ": " + *remark;
    return sequence;
} catch (const std::bad_alloc&) {
    return Status::error(path + " is larger than the memory that is free");
}

Status write(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled)
try {
    const Format format = format_of(path);
    if (format == Format::kNone) return no_format(path);
    if (sequence.dims() < 1) return Status::error("cannot write " + path + ": the latent has no dimensions");
    std::error_code error;
    const auto folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::is_directory(folder, error))
        return Status::error("cannot write " + path + ": there is no folder " + folder.string());
    NewFile file(path);
    const Status status = format == Format::kNpy ? write_npy(sequence, file.path(), cancelled)
                                                 : write_wav(sequence, file.path(), cancelled);
    return status ? file.commit() : Status::error("cannot write " + path + ": " + status.message());
} catch (const std::bad_alloc&) {
    return Status::error("cannot write " + path + ": no memory is free");
}

}  // namespace latentjam::latent
