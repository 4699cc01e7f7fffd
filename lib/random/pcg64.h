// PCG64: 128 bits of state, 64 bits a draw, on compilers with and without 128-bit integers.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>

namespace latentjam::random {

/// A 128-bit integer as two words, with the operations PCG64 needs, for compilers that have no 128-bit type.
struct TwoWords {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool operator==(const TwoWords&) const = default;
};

/// The full 128-bit product of two words: schoolbook multiplication with 32-bit digits.
constexpr TwoWords multiply_words(std::uint64_t a, std::uint64_t b) noexcept
{
    constexpr std::uint64_t kDigit = 0xffffffff;
    const std::uint64_t low = (a & kDigit) * (b & kDigit);
    const std::uint64_t left = (a >> 32) * (b & kDigit) + (low >> 32);
    const std::uint64_t right = (a & kDigit) * (b >> 32) + (left & kDigit);
    return {(a >> 32) * (b >> 32) + (left >> 32) + (right >> 32), (right << 32) | (low & kDigit)};
}

constexpr TwoWords operator+(TwoWords a, TwoWords b) noexcept
{
    const std::uint64_t low = a.low + b.low;
    return {a.high + b.high + (low < a.low ? 1U : 0U), low};
}

constexpr TwoWords operator*(TwoWords a, TwoWords b) noexcept
{
    TwoWords product = multiply_words(a.low, b.low);
    product.high += a.high * b.low + a.low * b.high;
    return product;
}

constexpr std::uint64_t high_word(TwoWords a) noexcept { return a.high; }
constexpr std::uint64_t low_word(TwoWords a) noexcept { return a.low; }

#if defined(__SIZEOF_INT128__)
__extension__ using Word128 = unsigned __int128;
constexpr std::uint64_t high_word(Word128 a) noexcept { return static_cast<std::uint64_t>(a >> 64); }
constexpr std::uint64_t low_word(Word128 a) noexcept { return static_cast<std::uint64_t>(a); }
#else
using Word128 = TwoWords;
#endif

template <typename Word>
constexpr Word make_word(std::uint64_t high, std::uint64_t low) noexcept
{
    if constexpr (requires { Word{high, low}; })
        return Word{high, low};
    else
        return (Word{high} << 64) | low;
}

/// XSL-RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
/// Number Generation"). `Word` is Word128; tests also run TwoWords.
template <typename Word = Word128>
class Pcg64 {
public:
    /// `state` and `stream` as the paper's initialisation takes them; every pair is valid.
    constexpr Pcg64(Word state, Word stream) noexcept : increment_(stream + stream + make_word<Word>(0, 1))
    {
        state_ = (increment_ + state) * multiplier() + increment_;
    }

    constexpr std::uint64_t next() noexcept
    {
        state_ = state_ * multiplier() + increment_;
        const std::uint64_t high = high_word(state_);
        return std::rotr(high ^ low_word(state_), static_cast<int>(high >> 58));
    }

private:
    static constexpr Word multiplier() noexcept { return make_word<Word>(0x2360ed051fc65da4, 0x4385df649fccf645); }

    Word state_{};
    Word increment_{};
};

}  // namespace latentjam::random
