// Latents as NumPy files: [1, dims, frames], what UnRAVEl and RAVE's scripts exchange.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/npy.h"

#include "latent/npy_header.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace latentjam::latent {
namespace {

constexpr std::size_t kChunkValues = 1U << 16U;
constexpr char kNative = std::endian::native == std::endian::little ? '<' : '>';

/// What is said when frames come first; empty otherwise.
struct Size {
    int dims = 0;
    int frames = 0;
    std::string turned = {};
};

/// A type of values as NumPy names it, without its byte order: 'f' or 'i' or 'u', and the bytes of each.
struct Type {
    char kind = 'f';
    std::size_t bytes = 4;
    bool swap = false;
};

Result<Type> type_of(const std::string& text)
{
    const std::string_view known = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8";
    if (text.size() != 3 || std::string_view("<>=|").find(text[0]) == std::string_view::npos ||
        known.find(text.substr(1)) == std::string_view::npos)
        return Status::error("values of type '" + text + "' where floats of 16 to 64 bits or whole numbers are needed");
    const bool is_native = text[0] == kNative || text[0] == '=' || text[0] == '|';
    return Type{text[1], static_cast<std::size_t>(text[2] - '0'), !is_native};
}

/// Latents are longer than they are wide. So more rows than columns are frames x dims; but UnRAVEl's own files, which
/// have a first axis of 1, and a single frame are taken as they are unless they could be nothing else.
bool is_turned(bool has_batch_axis, std::uint64_t rows, std::uint64_t columns)
{
    if (columns < 1 || columns > kMostDims) return false;
    if (has_batch_axis || columns == 1) return rows > kMostDims;
    return rows > columns;
}

Result<Size> size_of(const NpyHeader& header)
{
    auto shape = header.shape;
    const std::string title = "shape " + shape_text(shape);
    const bool has_batch_axis = shape.size() == 3 && shape.front() == 1;
    if (has_batch_axis) shape.erase(shape.begin());
    if (shape.size() != 2) return Status::error(title + " where [1, dims, frames] or [dims, frames] is needed");
    std::string turned;
    if (is_turned(has_batch_axis, shape[0], shape[1])) {
        std::swap(shape[0], shape[1]);
        turned = title + " is taken as frames x dims and was turned; numpy's z.T[None] saves it as [1, dims, frames]";
    }
    if (shape[0] < 1 || shape[0] > kMostDims)
        return Status::error(title + ": " + std::to_string(shape[0]) + " dims, not 1 to " + std::to_string(kMostDims));
    if (shape[1] > kMostFrames || shape[0] * shape[1] > kMostValues)
        return Status::error(title + ": more than " + std::to_string(kMostFrames) + " frames or " +
                             std::to_string(kMostValues) + " values");
    return Size{static_cast<int>(shape[0]), static_cast<int>(shape[1]), turned};
}

/// IEEE 754 binary16, whose subnormals float32 holds too.
float half(std::uint16_t bits)
{
    const int exponent = (bits >> 10) & 31;
    const int fraction = bits & 1023;
    double value = std::ldexp(1024 + fraction, exponent - 25);
    if (exponent == 0) value = std::ldexp(fraction, -24);
    if (exponent == 31) value = fraction == 0 ? HUGE_VAL : std::nan("");
    return static_cast<float>(bits >> 15 ? -value : value);
}

template <typename T>
float as_float(const char* at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<float>(value);
}

float value_at(const char* at, const Type& type)
{
    if (type.kind == 'f' && type.bytes == 2) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, at, sizeof bits);
        return half(bits);
    }
    if (type.kind == 'f') return type.bytes == 8 ? as_float<double>(at) : as_float<float>(at);
    const bool is_signed = type.kind == 'i';
    switch (type.bytes) {
        case 1:
            return is_signed ? as_float<std::int8_t>(at) : as_float<std::uint8_t>(at);
        case 2:
            return is_signed ? as_float<std::int16_t>(at) : as_float<std::uint16_t>(at);
        case 4:
            return is_signed ? as_float<std::int32_t>(at) : as_float<std::uint32_t>(at);
        default:
            return is_signed ? as_float<std::int64_t>(at) : as_float<std::uint64_t>(at);
    }
}

/// Reads the values of a file in order.
class Values {
public:
    Values(std::istream& file, const Type& type) : file_(file), type_(type) {}

    /// Precondition: at most kChunkValues. False when the file ends too early.
    bool read(std::span<float> values)
    {
        file_.read(raw_.data(), static_cast<std::streamsize>(values.size() * type_.bytes));
        for (std::size_t i = 0; i < values.size(); ++i) {
            char* at = raw_.data() + i * type_.bytes;
            if (type_.swap) std::reverse(at, at + type_.bytes);
            values[i] = value_at(at, type_);
        }
        return static_cast<bool>(file_);
    }

private:
    std::istream& file_;
    Type type_;
    std::vector<char> raw_ = std::vector<char>(kChunkValues * type_.bytes);
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

Result<Sequence> read_npy(const std::string& path, const CancelFlag& cancelled, std::string* remark)
{
    std::ifstream file(path, std::ios::binary);
    const auto header = read_npy_header(file);
    if (!header) return header.status();
    const auto type = type_of(header->type);
    if (!type) return type.status();
    const auto size = size_of(*header);
    if (!size) return size.status();

    const auto begin = static_cast<std::uintmax_t>(file.tellg());
    const std::uintmax_t needed =
        static_cast<std::uintmax_t>(size->dims) * static_cast<std::uintmax_t>(size->frames) * type->bytes;
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
    Values values(file, *type);
    // In Fortran order the first axis goes fastest: frame after frame, as a Sequence is.
    const bool is_whole = header->is_fortran == size->turned.empty() ? read_rows(values, sequence, cancelled)
                                                                     : read_columns(values, sequence, cancelled);
    if (!is_whole) return cancelled ? gave_up() : Status::error(cut_off);
    if (remark) *remark = size->turned;
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
