// The order of the numbers: version, master, selected; for each slot its recipe, locks, and what was changed.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/state.h"

#include "pathway/column.h"

#include <charconv>
#include <cmath>

namespace latentjam::pathway {
namespace {

constexpr double kVersion = 1;

/// Reads on, and remembers when something did not fit.
class Reader {
public:
    explicit Reader(std::span<const double> numbers) : rest_(numbers) {}

    double number(double least, double most)
    {
        if (rest_.empty() || !(rest_[0] >= least && rest_[0] <= most)) {
            is_right_ = false;
            return least;
        }
        const double value = rest_[0];
        rest_ = rest_.subspan(1);
        return value;
    }

    int whole(int least, int most)
    {
        const double value = number(least, most);
        if (value != std::floor(value)) is_right_ = false;
        return static_cast<int>(value);
    }

    template <typename Enum>
    Enum word(std::size_t count)
    {
        return static_cast<Enum>(whole(0, static_cast<int>(count) - 1));
    }

    bool is_right() const noexcept { return is_right_; }
    bool is_at_end() const noexcept { return rest_.empty(); }

private:
    std::span<const double> rest_;
    bool is_right_ = true;
};

void append_slot(std::vector<double>& to, const Content& slot)
{
    const Recipe& r = slot.recipe;
    for (const double value :
         {static_cast<double>(r.kind), static_cast<double>(r.seed), static_cast<double>(r.frames),
          static_cast<double>(r.every), r.range, r.offset, static_cast<double>(r.is_positive),
          static_cast<double>(r.walk), static_cast<double>(r.with), r.rate, static_cast<double>(r.glide),
          static_cast<double>(r.is_randomised), static_cast<double>(slot.mutations), static_cast<double>(slot.draws)})
        to.push_back(value);
    const std::size_t count_at = to.size();
    to.push_back(0);
    for (int dim = 0; dim < kMostDims; ++dim)
        if ((slot.locked_dims >> dim & 1) != 0) to.push_back(dim);
    to[count_at] = static_cast<double>(to.size() - count_at - 1);
    to.push_back(static_cast<double>(slot.locked_frames.size()));
    for (const int frame : slot.locked_frames) to.push_back(frame);
    to.push_back(static_cast<double>(slot.changed.size()));
    for (const auto& [place, value] : slot.changed) {
        to.push_back(place.first * kMostDims + place.second);
        to.push_back(static_cast<double>(value));
    }
}

Content slot_in(Reader& reader)
{
    constexpr int kMostCount = (1 << 24) - 1;
    Content slot;
    Recipe& r = slot.recipe;
    r.kind = reader.word<Kind>(kKindWords.size());
    r.seed = static_cast<std::uint32_t>(reader.whole(0, kSeeds - 1));
    r.frames = reader.whole(1, kMostFrames);
    r.every = reader.whole(1, kMostFrames);
    r.range = reader.number(0, 12);
    r.offset = reader.number(-2, 2);
    r.is_positive = reader.whole(0, 1) != 0;
    r.walk = reader.word<Walk>(kWalkWords.size());
    r.with = reader.whole(0, kSlots - 1);
    r.rate = exact_rate(reader.number(-kMostRate, kMostRate));
    r.glide = reader.word<Glide>(kGlideWords.size());
    r.is_randomised = reader.whole(0, 1) != 0;
    slot.mutations = static_cast<std::uint32_t>(reader.whole(0, kMostCount));
    slot.draws = static_cast<std::uint32_t>(reader.whole(0, kMostCount));
    for (int left = reader.whole(0, kMostDims); left > 0; --left)
        slot.locked_dims |= std::uint64_t{1} << reader.whole(0, kMostDims - 1);
    for (int left = reader.whole(0, kMostFrames); left > 0; --left)
        slot.locked_frames.insert(reader.whole(0, kMostFrames - 1));
    for (int left = reader.whole(0, kMostFrames * kMostDims); left > 0 && reader.is_right(); --left) {
        const int place = reader.whole(0, r.frames * kMostDims - 1);
        slot.changed[{place / kMostDims, place % kMostDims}] = static_cast<float>(reader.number(-1e6, 1e6));
    }
    return slot;
}

}  // namespace

std::vector<double> numbers_of(const Bank& bank)
{
    std::vector<double> numbers{kVersion, static_cast<double>(bank.master), static_cast<double>(bank.selected)};
    for (const Content& slot : bank.slots) append_slot(numbers, slot);
    return numbers;
}

Result<Bank> bank_of(std::span<const double> numbers)
{
    Reader reader(numbers);
    Bank bank;
    reader.number(kVersion, kVersion);
    bank.master = static_cast<std::uint32_t>(reader.whole(0, kMostMaster));
    bank.selected = reader.whole(0, kSlots - 1);
    for (int i = 0; i < kSlots && reader.is_right(); ++i) bank.slots.push_back(slot_in(reader));
    if (!reader.is_right() || !reader.is_at_end())
        return Status::error("state: " + std::to_string(numbers.size()) +
                             " numbers are not what state has told: 16 slots, each complete");
    return bank;
}

std::string text_of(std::span<const double> numbers)
{
    std::string text;
    char digits[32];
    for (const double number : numbers) {
        if (!text.empty()) text += ' ';
        text.append(digits, std::to_chars(digits, digits + sizeof digits, static_cast<float>(number)).ptr);
    }
    return text;
}

Result<std::vector<double>> numbers_in(const std::string& text)
{
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        while (at < end && (*at == ' ' || *at == '\r')) ++at;
        if (at == end) return numbers;
        float value = 0;
        const auto [rest, error] = std::from_chars(at, end, value);
        if (error != std::errc() || !std::isfinite(value))
            return Status::error("'" + std::string(at, end).substr(0, 20) + "': no number");
        numbers.push_back(static_cast<double>(value));
        at = rest;
    }
}

}  // namespace latentjam::pathway
