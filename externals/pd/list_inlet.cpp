// The mark, and blocks of equal samples.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/list_inlet.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace latentjam::pd {

namespace {

/// A quiet NaN with a payload of our own; arithmetic makes others.
t_sample mark() noexcept
{
    if constexpr (sizeof(t_sample) == sizeof(float))
        return static_cast<t_sample>(std::nanf("0x1a7e7"));
    else
        return static_cast<t_sample>(std::nan("0x1a7e7"));
}

bool is_mark(t_sample value) noexcept
{
    using Bits = std::conditional_t<sizeof(t_sample) == sizeof(float), std::uint32_t, std::uint64_t>;
    return std::bit_cast<Bits>(value) == std::bit_cast<Bits>(mark());
}

}  // namespace

Status ListInlet::take(Atoms list)
{
    for (std::size_t i = 0; i < list.size(); ++i)
        if (list[i].a_type != A_FLOAT || !std::isfinite(list[i].a_w.w_float))
            return Status::error("list: " + text_of(list[i]) + " for channel " + std::to_string(i + 1) +
                                 " is no number");
    if (!is_mark(*number_)) {
        rest_ = *number_;
        values_.clear();
    }
    *number_ = mark();
    const std::size_t count = std::min(list.size(), rows_.size());
    values_.resize(std::max(values_.size(), count), rest_);
    for (std::size_t i = 0; i < count; ++i) values_[i] = list[i].a_w.w_float;
    fill();
    return {};
}

void ListInlet::prepare(int block)
{
    block_ = static_cast<std::size_t>(block);
    fill();
}

void ListInlet::fill()
{
    samples_.assign((values_.size() + 1) * block_, rest_);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const std::size_t at = std::min(row, values_.size()) * block_;
        if (row < values_.size()) std::fill_n(samples_.begin() + static_cast<std::ptrdiff_t>(at), block_, values_[row]);
        rows_[row] = samples_.data() + at;
    }
}

bool ListInlet::is_heard(const t_sample* signal) const noexcept { return is_mark(*signal) && is_mark(*number_); }

}  // namespace latentjam::pd
