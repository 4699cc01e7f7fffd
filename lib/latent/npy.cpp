// Latents as NumPy files: [1, dims, frames], what UnRAVEl and RAVE's scripts exchange.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/npy.h"

#include "latent/npy_header.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

namespace latentjam::latent {
namespace {

constexpr std::size_t kChunkValues = 1U << 16U;
constexpr char kNative = std::endian::native == std::endian::little ? '<' : '>';

struct Size {
    int dims = 0;
    int frames = 0;
};

Result<Size> size_of(const NpyHeader& header)
{
    auto shape = header.shape;
    const std::string title = "shape " + shape_text(shape);
    if (shape.size() == 3 && shape.front() == 1) shape.erase(shape.begin());
    if (shape.size() != 2) return Status::error(title + " where [1, dims, frames] or [dims, frames] is needed");
    if (shape[0] < 1 || shape[0] > kMostDims)
        return Status::error(title + ": " + std::to_string(shape[0]) + " dims, not 1 to " + std::to_string(kMostDims));
    if (shape[1] > kMostFrames || shape[0] * shape[1] > kMostValues)
        return Status::error(title + ": more than " + std::to_string(kMostFrames) + " frames or " +
                             std::to_string(kMostValues) + " values");
    return Size{static_cast<int>(shape[0]), static_cast<int>(shape[1])};
}

/// Reads the values of a file in order.
class Values {
public:
    Values(std::istream& file, const NpyHeader& header)
        : file_(file), bytes_(header.type == "<f8" || header.type == ">f8" ? 8 : 4), swap_(header.type[0] != kNative)
    {
    }

    /// Precondition: at most kChunkValues. False when the file ends too early.
    bool read(std::span<float> values)
    {
        file_.read(raw_.data(), static_cast<std::streamsize>(values.size() * bytes_));
        for (std::size_t i = 0; i < values.size(); ++i) {
            char* at = raw_.data() + i * bytes_;
            if (swap_) std::reverse(at, at + bytes_);
            values[i] = bytes_ == 8 ? static_cast<float>(value<double>(at)) : value<float>(at);
        }
        return static_cast<bool>(file_);
    }

private:
    template <typename T>
    static T value(const char* at)
    {
        T value;
        std::memcpy(&value, at, sizeof value);
        return value;
    }

    std::istream& file_;
    std::size_t bytes_;
    bool swap_;
    std::vector<char> raw_ = std::vector<char>(kChunkValues * bytes_);
};

/// C order: one dimension over all frames, then the next.
bool read_columns(Values& values, Sequence& sequence, const CancelFlag& cancelled)
{
    std::vector<float> chunk(kChunkValues);
    for (int dim = 0; dim < sequence.dims(); ++dim)
        for (int begin = 0; begin < sequence.frames();) {
            if (cancelled) return false;
            const int count = std::min(sequence.frames() - begin, static_cast<int>(kChunkValues));
            if (!values.read(std::span(chunk).first(static_cast<std::size_t>(count)))) return false;
            for (int i = 0; i < count; ++i) sequence.at(begin + i, dim) = chunk[static_cast<std::size_t>(i)];
            begin += count;
        }
    return true;
}

bool read_rows(Values& values, Sequence& sequence, const CancelFlag& cancelled)
{
    for (auto rest = sequence.values(); !rest.empty();) {
        const auto chunk = rest.first(std::min(rest.size(), kChunkValues));
        if (cancelled || !values.read(chunk)) return false;
        rest = rest.subspan(chunk.size());
    }
    return true;
}

}  // namespace

Result<Sequence> read_npy(const std::string& path, const CancelFlag& cancelled)
{
    std::ifstream file(path, std::ios::binary);
    const auto header = read_npy_header(file);
    if (!header) return header.status();
    const auto& type = header->type;
    if (type != "<f4" && type != "<f8" && type != ">f4" && type != ">f8")
        return Status::error("values of type '" + type + "' where float32 or float64 is needed");
    const auto size = size_of(*header);
    if (!size) return size.status();

    const auto begin = static_cast<std::uintmax_t>(file.tellg());
    const std::uintmax_t needed =
        static_cast<std::uintmax_t>(size->dims) * static_cast<std::uintmax_t>(size->frames) * (type[2] == '8' ? 8 : 4);
    std::error_code error;
    const auto present = std::filesystem::file_size(path, error);
    const std::string cut_off = "cut off: shape " + shape_text(header->shape) + " needs " + std::to_string(needed) +
                                " bytes of data, and there are " + std::to_string(present - std::min(begin, present));
    if (error || present < begin + needed) return Status::error(cut_off);

    constexpr int kPieceFrames = 1 << 14;
    Sequence sequence(size->dims, 0);
    sequence.reserve(size->frames);
    while (sequence.frames() < size->frames) {  // large allocations take time: poll `cancelled` in between
        if (cancelled) return gave_up();
        sequence.set_frames(std::min(size->frames, sequence.frames() + kPieceFrames));
    }
    Values values(file, *header);
    // In Fortran order the first axis varies fastest: frame by frame, like a Sequence.
    const bool is_whole =
        header->is_fortran ? read_rows(values, sequence, cancelled) : read_columns(values, sequence, cancelled);
    if (!is_whole) return cancelled ? gave_up() : Status::error(cut_off);
    return sequence;
}

Status write_npy(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << npy_header_text(
        {std::string(1, kNative) + "f4",
         false,
         {1, static_cast<std::uint64_t>(sequence.dims()), static_cast<std::uint64_t>(sequence.frames())}});
    std::vector<float> chunk;
    for (int dim = 0; dim < sequence.dims(); ++dim)
        for (int begin = 0; begin < sequence.frames() && file;) {
            if (cancelled) return gave_up();
            chunk.resize(static_cast<std::size_t>(std::min(sequence.frames() - begin, static_cast<int>(kChunkValues))));
            for (float& value : chunk) value = sequence.at(begin++, dim);
            file.write(reinterpret_cast<const char*>(chunk.data()),
                       static_cast<std::streamsize>(chunk.size() * sizeof(float)));
        }
    file.close();
    return file ? Status() : Status::error("the system refuses: look at permissions and free space");
}

}  // namespace latentjam::latent
