// A hall's loudspeakers: trimmed, delayed, and found by their tone.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/hall.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <vector>

using latentjam::audio::Hall;

namespace {

struct Lines {
    explicit Lines(int count) : left(static_cast<std::size_t>(count)), right(static_cast<std::size_t>(count)) {}
    std::vector<float> left, right;
    std::array<float*, 2> all() { return {left.data(), right.data()}; }
};

}  // namespace

TEST_CASE("A hall that was not set leaves every sample as it is")
{
    Hall hall;
    hall.prepare(2, 44100);
    Lines lines(512);
    for (std::size_t n = 0; n < 512; ++n) lines.left[n] = static_cast<float>(n), lines.right[n] = -3;
    const Lines before = lines;
    hall.process<float>(lines.all(), 512);
    CHECK(lines.left == before.left);
    CHECK(lines.right == before.right);
}

TEST_CASE("Trim and delay are kept within their limits, each for its own loudspeaker")
{
    Hall hall;
    hall.prepare(2, 44100);
    hall.set_trim(0, -6);
    hall.set_delay(1, 10);
    hall.set_trim(5, 3);
    hall.set_delay(-1, 3);
    CHECK(hall.trim_db(0) == -6);
    hall.prepare(2, 44100);  // settings stay
    Lines lines(1000);
    lines.left[0] = lines.right[0] = 1;
    hall.process<float>(lines.all(), 1000);
    CHECK(std::abs(lines.left[0] - .5012F) < 1e-3F);
    CHECK(lines.right[0] == 0);
    CHECK(lines.right[441] == 1);
    hall.set_trim(0, 99);
    hall.set_delay(0, 99);
    CHECK(hall.trim_db(0) == 12);
    CHECK(hall.delay_ms(0) == 50);
}

TEST_CASE("The tone is pink noise of -20 dB from one loudspeaker alone")
{
    Hall hall;
    hall.prepare(2, 44100);
    hall.set_tone(1);
    Lines lines(88200);
    for (float& sample : lines.left) sample = .5F;
    hall.process<float>(lines.all(), 88200);
    double power = 0;
    for (const float sample : lines.right) power += double{sample} * double{sample};
    CHECK(std::abs(10 * std::log10(power / 88200) + 20) < 1);
    for (const float sample : lines.left) REQUIRE(sample == 0);
    hall.set_tone(-1);
    hall.process<float>(lines.all(), 100);
    CHECK(lines.left[0] == 0);
}
