// MD5 (RFC 1321) of short texts: our own, since libraries that have it are a hundred times larger than this use.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/md5.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace latentjam::unravel {

namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kSteps = 64;
using Digest = std::array<std::uint32_t, 4>;

// Section 3.4 of the RFC: 2^32 times the absolute value of the sine of 1 ... 64.
const std::array<std::uint32_t, kSteps>& sines()
{
    static const auto kSines = [] {
        std::array<std::uint32_t, kSteps> table{};
        for (std::size_t i = 0; i < kSteps; ++i)
            table[i] = static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 0x1p32));
        return table;
    }();
    return kSines;
}

std::uint32_t word_at(const unsigned char* bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
           static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

void add_block(Digest& digest, const unsigned char* block)
{
    constexpr std::array<std::array<int, 4>, 4> kTurns{
        {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    auto [a, b, c, d] = digest;
    for (std::size_t i = 0; i < kSteps; ++i) {
        const std::size_t round = i / 16;
        std::uint32_t mixed = 0;
        std::size_t word = 0;
        switch (round) {
            case 0:
                mixed = (b & c) | (~b & d), word = i;
                break;
            case 1:
                mixed = (b & d) | (c & ~d), word = (5 * i + 1) % 16;
                break;
            case 2:
                mixed = b ^ c ^ d, word = (3 * i + 5) % 16;
                break;
            default:
                mixed = c ^ (b | ~d), word = 7 * i % 16;
        }
        const std::uint32_t sum = a + mixed + word_at(block + 4 * word) + sines()[i];
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, kTurns[round][i % 4]);
    }
    digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d};
}

}  // namespace

std::string md5(std::string_view bytes)
{
    std::string padded(bytes);
    padded.push_back(static_cast<char>(0x80));
    padded.resize((padded.size() + 8 + kBlockBytes - 1) / kBlockBytes * kBlockBytes - 8);
    for (unsigned i = 0; i < 8; ++i) padded.push_back(static_cast<char>(std::uint64_t{bytes.size()} * 8 >> (8 * i)));

    Digest digest{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t i = 0; i < padded.size(); i += kBlockBytes)
        add_block(digest, reinterpret_cast<const unsigned char*>(padded.data()) + i);

    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint32_t word : digest)
        for (unsigned byte = 0; byte < 4; ++byte) {
            text += kDigits[word >> (8 * byte + 4) & 15];
            text += kDigits[word >> (8 * byte) & 15];
        }
    return text;
}

}  // namespace latentjam::unravel
