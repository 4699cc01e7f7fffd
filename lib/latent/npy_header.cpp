// Reading and writing the Python dictionary at the head of a .npy file.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/npy_header.h"

#include <charconv>
#include <istream>
#include <optional>
#include <string_view>

namespace latentjam::latent {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostHeaderBytes = 1U << 16U;  // six times what NumPy itself reads
constexpr std::size_t kMostAxes = 32;                // NumPy's own limit

/// Parses as much of Python's literals as the three entries need, and fails on everything else.
class Literal {
public:
    explicit Literal(std::string_view text) : rest_(text) {}

    bool take(std::string_view token)
    {
        const auto start = rest_.find_first_not_of(" \t\r\n");
        if (start == std::string_view::npos || !rest_.substr(start).starts_with(token)) return false;
        rest_.remove_prefix(start + token.size());
        return true;
    }

    std::optional<std::string> string()
    {
        const char* quote = take("'") ? "'" : take("\"") ? "\"" : nullptr;
        const auto end = quote ? rest_.find(*quote) : std::string_view::npos;
        if (end == std::string_view::npos) return {};
        std::string text(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return text;
    }

    std::optional<std::uint64_t> whole_number()
    {
        if (!take("")) return {};
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        if (error != std::errc()) return {};
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        take("L");  // Python 2's suffix for long integers
        return number;
    }

    std::optional<std::vector<std::uint64_t>> shape()
    {
        std::vector<std::uint64_t> numbers;
        if (!take("(")) return {};
        while (!take(")")) {
            const auto number = whole_number();
            if (!number || numbers.size() == kMostAxes) return {};
            numbers.push_back(*number);
            if (!take(",") && !rest_.starts_with(')')) return {};
        }
        return numbers;
    }

private:
    std::string_view rest_;
};

std::optional<NpyHeader> parse(std::string_view text)
{
    Literal literal(text);
    NpyHeader header;
    int found = 0;
    if (!literal.take("{")) return {};
    while (!literal.take("}")) {
        const auto key = literal.string();
        if (!key || !literal.take(":")) return {};
        if (*key == "descr") {
            const auto type = literal.string();
            if (!type) return {};
            header.type = *type;
        } else if (*key == "fortran_order") {
            header.is_fortran = literal.take("True");
            if (!header.is_fortran && !literal.take("False")) return {};
        } else if (*key == "shape") {
            auto shape = literal.shape();
            if (!shape) return {};
            header.shape = std::move(*shape);
        } else {
            return {};
        }
        ++found;
        literal.take(",");
    }
    return found == 3 ? std::optional(header) : std::nullopt;
}

}  // namespace

Result<NpyHeader> read_npy_header(std::istream& file)
{
    std::string start(8, '\0');
    file.read(start.data(), 8);
    if (file.gcount() < 6 || !start.starts_with(kMagic)) return Status::error("no .npy file: it begins otherwise");
    const int version = static_cast<unsigned char>(start[6]);
    if (version < 1 || version > 3)
        return Status::error("version " + std::to_string(version) + " of .npy, where 1 to 3 are known");

    const std::size_t size_bytes = version == 1 ? 2 : 4;
    unsigned char size[4] = {};
    file.read(reinterpret_cast<char*>(size), static_cast<std::streamsize>(size_bytes));
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < size_bytes; ++i) bytes |= static_cast<std::size_t>(size[i]) << (8 * i);
    if (file && bytes > kMostHeaderBytes)
        return Status::error("a header of " + std::to_string(bytes) + " bytes, more than " +
                             std::to_string(kMostHeaderBytes));
    std::string text(bytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(bytes));
    if (!file) return Status::error("cut off in its header: copy it again");
    const auto header = parse(text);
    if (!header) return Status::error("its header is no plain array's: save it with numpy.save");
    return *header;
}

std::string npy_header_text(const NpyHeader& header)
{
    constexpr std::size_t kAlignment = 64, kBefore = 10;
    std::string text =
        "{'descr': '" + header.type + "', 'fortran_order': False, 'shape': " + shape_text(header.shape) + ", }";
    const std::size_t end = kBefore + text.size() + 1;
    text.append((kAlignment - end % kAlignment) % kAlignment, ' ');
    text += '\n';
    std::string start(kMagic);
    start += {1, 0, static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8U)};
    return start + text;
}

std::string shape_text(const std::vector<std::uint64_t>& shape)
{
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace latentjam::latent
