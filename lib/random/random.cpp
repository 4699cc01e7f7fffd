// Seeding, the rare branches of the normal draw, and unbiased integers.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace latentjam::random {
namespace {

/// NumPy's SeedSequence for one integer: a pool of four words, each mixed into every other (after O'Neill 2015,
/// "Developing a seed_seq Alternative"). The constants are NumPy's contract.
class SeedSequence {
public:
    explicit SeedSequence(std::uint64_t seed) noexcept
    {
        pool_ = {hashed(static_cast<std::uint32_t>(seed)), hashed(static_cast<std::uint32_t>(seed >> 32)), hashed(0),
                 hashed(0)};
        for (std::size_t source = 0; source < pool_.size(); ++source)
            for (std::size_t target = 0; target < pool_.size(); ++target)
                if (target != source) pool_[target] = mixed(pool_[target], hashed(pool_[source]));
    }

    std::uint64_t next64() noexcept
    {
        const std::uint64_t low = next32();
        return low | (std::uint64_t{next32()} << 32);
    }

private:
    static std::uint32_t folded(std::uint32_t value) noexcept { return value ^ (value >> 16); }

    std::uint32_t hashed(std::uint32_t value) noexcept
    {
        value ^= in_;
        in_ *= 0x931e8875;
        return folded(value * in_);
    }

    static std::uint32_t mixed(std::uint32_t a, std::uint32_t b) noexcept
    {
        return folded(a * 0xca01f9dd - b * 0x4973f715);
    }

    std::uint32_t next32() noexcept
    {
        const std::uint32_t value = pool_[next_++ % pool_.size()] ^ out_;
        out_ *= 0x58f38ded;
        return folded(value * out_);
    }

    std::array<std::uint32_t, 4> pool_{};
    std::uint32_t in_ = 0x43b0d7e5;
    std::uint32_t out_ = 0x8b51f9dd;
    std::size_t next_ = 0;
};

Pcg64<> seeded(std::uint64_t seed) noexcept
{
    SeedSequence sequence(seed);
    std::array<std::uint64_t, 4> words{};
    for (auto& word : words) word = sequence.next64();
    return {make_word<Word128>(words[0], words[1]), make_word<Word128>(words[2], words[3])};
}

double unit(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

/// A draw from beyond the last strip (Marsaglia 1964, "Generating a Variable from the Tail of the Normal
/// Distribution").
template <typename NextBits>
double tail(NextBits&& next) noexcept
{
    constexpr double kInverseTail = 0.27366123732975827203338247596;
    for (;;) {
        // log1p(-u) rather than log(u): u may be 0.
        const double beyond = -kInverseTail * std::log1p(-unit(next()));
        const double height = -std::log1p(-unit(next()));
        if (height + height > beyond * beyond) return Ziggurat::kTail + beyond;
    }
}

/// Accepts or rejects a draw that fell outside the strip's inner part; none when rejected.
template <typename NextBits>
std::optional<double> judged(std::uint64_t bits, double x, NextBits&& next) noexcept
{
    const std::size_t strip = bits & 0xff;
    if (strip == 0) return (bits & 0x20000) ? -tail(next) : tail(next);
    const double below = kZiggurat.density[strip];
    const double above = kZiggurat.density[strip - 1];
    const double height = (above - below) * unit(next()) + below;
    return height < std::exp(-0.5 * x * x) ? std::optional(x) : std::nullopt;
}

}  // namespace

Random::Random(std::uint64_t seed) noexcept : bits_(seeded(seed)) {}

double Random::normal_at_the_edge(std::uint64_t bits, double x) noexcept
{
    const auto value = judged(bits, x, [this] { return next64(); });
    return value ? *value : normal();
}

void Random::fill_normal(std::span<double> values) noexcept
{
    // Drawing all bits first keeps the generator in registers. A value takes 64 bits or more, so none are left over.
    std::array<std::uint64_t, 512> bits;
    while (!values.empty()) {
        const std::size_t count = std::min(values.size(), bits.size());
        Pcg64<> generator = bits_;
        for (std::size_t i = 0; i < count; ++i) bits[i] = generator.next();
        bits_ = generator;

        std::size_t used = 0, made = 0;
        const auto next = [&] { return used < count ? bits[used++] : next64(); };
        while (used < count) {
            const std::uint64_t now = bits[used++];
            const Throw thrown(now);
            values[made] = thrown.x;
            if (thrown.is_inside) [[likely]] {
                ++made;
            } else if (const auto value = judged(now, thrown.x, next)) {
                values[made++] = *value;
            }
        }
        values = values.subspan(made);
    }
}

std::uint32_t Random::next32() noexcept
{
    has_half_ = !has_half_;
    if (!has_half_) return kept_half_;
    const std::uint64_t bits = next64();
    kept_half_ = static_cast<std::uint32_t>(bits >> 32);
    return static_cast<std::uint32_t>(bits);
}

// Lemire 2019, "Fast Random Integer Generation in an Interval"; NumPy draws 32 bits wherever they suffice.
std::int64_t Random::integer(std::int64_t low, std::int64_t high) noexcept
{
    const std::uint64_t start = static_cast<std::uint64_t>(low);
    const std::uint64_t largest = static_cast<std::uint64_t>(high) - start - 1;
    std::uint64_t drawn = 0;
    if (largest == 0xffffffff) {
        drawn = next32();
    } else if (largest < 0xffffffff) {
        const auto count = static_cast<std::uint32_t>(largest + 1);
        if (count == 1) return low;
        const std::uint32_t threshold = (0U - count) % count;
        std::uint64_t product = 0;
        do product = std::uint64_t{next32()} * count;
        while (static_cast<std::uint32_t>(product) < threshold);
        drawn = product >> 32;
    } else {
        const std::uint64_t count = largest + 1;  // never 0: high - low < 2^64
        const std::uint64_t threshold = (0U - count) % count;
        Word128 product{};
        do product = make_word<Word128>(0, next64()) * make_word<Word128>(0, count);
        while (low_word(product) < threshold);
        drawn = high_word(product);
    }
    return static_cast<std::int64_t>(start + drawn);
}

}  // namespace latentjam::random
