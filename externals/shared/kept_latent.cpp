// "kept begin <dims> <rate in quarters>", then "kept frames <halves>".
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/kept_latent.h"

#include <bit>
#include <cstdint>
#include <string>

namespace latentjam::pd {

namespace {

constexpr std::size_t kHalvesOfALine = 512;
constexpr int kHalfBits = 16;

void append(AtomList& line, std::uint64_t bits, int halves)
{
    for (int half = halves - 1; half >= 0; --half)
        line.push_back(float_atom(static_cast<double>((bits >> (half * kHalfBits)) & 0xFFFFU)));
}

/// Halves of 16 bits, the high ones first; false when one of them is none.
bool read(Atoms halves, std::uint64_t& bits)
{
    bits = 0;
    for (std::size_t i = 0; i < halves.size(); ++i) {
        const auto half = whole_number(halves, i);
        if (!half || *half < 0 || *half > 0xFFFF) return false;
        bits = bits << kHalfBits | static_cast<std::uint64_t>(*half);
    }
    return true;
}

Status damaged(const char* what)
{
    return Status::error(std::string("kept: the latent in the patch file is damaged: ") + what);
}

Status begin(latent::Sequence& sequence, Atoms numbers)
{
    const auto dims = whole_number(numbers, 0);
    std::uint64_t rate = 0;
    if (numbers.size() != 5 || !dims || !latent::is_valid_size(*dims, 0) || !read(numbers.subspan(1), rate))
        return damaged("its beginning has no dims and rate");
    sequence = latent::Sequence(*dims, 0, std::bit_cast<double>(rate));
    return {};
}

Status add_frames(latent::Sequence& sequence, Atoms halves)
{
    const std::size_t of_a_frame = 2 * static_cast<std::size_t>(sequence.dims());
    if (of_a_frame == 0 || halves.size() % of_a_frame != 0) return damaged("a frame is incomplete");
    std::vector<float> frame(static_cast<std::size_t>(sequence.dims()));
    for (; !halves.empty(); halves = halves.subspan(of_a_frame)) {
        for (std::size_t dim = 0; dim < frame.size(); ++dim) {
            std::uint64_t bits = 0;
            if (!read(halves.subspan(2 * dim, 2), bits)) return damaged("a value is no half of 32 bits");
            frame[dim] = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        }
        if (!latent::is_valid_size(sequence.dims(), sequence.frames() + 1)) return damaged("it is too long");
        sequence.append(frame);
    }
    return {};
}

}  // namespace

std::vector<AtomList> kept_lines(const latent::Sequence& sequence)
{
    if (sequence.dims() == 0) return {};
    AtomList first{symbol_atom("kept"), symbol_atom("begin"), float_atom(sequence.dims())};
    append(first, std::bit_cast<std::uint64_t>(sequence.rate_hz()), 4);
    std::vector<AtomList> lines{first};
    for (int frame = 0; frame < sequence.frames(); ++frame) {
        if (frame == 0 || lines.back().size() >= kHalvesOfALine)
            lines.push_back({symbol_atom("kept"), symbol_atom("frames")});
        for (const float value : sequence.frame(frame)) append(lines.back(), std::bit_cast<std::uint32_t>(value), 2);
    }
    return lines;
}

Status add_kept_line(latent::Sequence& sequence, Atoms line)
{
    const std::string word = text_of(line[0]);
    if (word == "begin") return begin(sequence, line.subspan(1));
    if (word == "frames") return add_frames(sequence, line.subspan(1));
    return damaged("a line begins with neither begin nor frames");
}

}  // namespace latentjam::pd
