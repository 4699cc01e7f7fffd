// The guard before the sound card: loudness within its range, fades that arrive, never above the ceiling, never NaN.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/output_guard.h"

#include "random/random.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace latentjam;
using audio::OutputGuard;

namespace {

constexpr int kRate_hz = 44100;
constexpr int kBlock = 64;

/// Noise of that loudness in two channels, so many seconds, from where the guard is; the loudness at the end.
struct Room {
    explicit Room(std::uint64_t seed = 1) : draws(seed) { guard.prepare(2, kRate_hz); }

    void hear(double seconds, double amplitude, float spoilt = 0)
    {
        for (int done = 0; done < static_cast<int>(seconds * kRate_hz); done += kBlock) {
            std::array<std::array<float, kBlock>, 2> rows;
            for (auto& row : rows)
                for (float& sample : row) sample = static_cast<float>(amplitude * (2 * draws.uniform() - 1));
            if (spoilt != 0) rows[0][5] = spoilt;
            std::array<float*, 2> pointers{rows[0].data(), rows[1].data()};
            guard.process(pointers.data(), kBlock);
            for (const auto& row : rows)
                for (const float sample : row) {
                    worst = std::max(worst, std::abs(sample));
                    finite = finite && std::isfinite(sample);
                }
        }
    }

    /// Of what leaves the guard in half a second.
    double lufs(double amplitude)
    {
        guard.take_report();
        hear(0.5, amplitude);
        return guard.take_report().lufs;
    }

    OutputGuard guard;
    random::Random draws;
    float worst = 0;
    bool finite = true;
};

}  // namespace

TEST_CASE("Too loud and too soft come to the target within the range, slowly")
{
    for (const double off_db : {-3.0, 3.0, -9.0, 9.0}) {
        Room room;
        const double quiet = room.lufs(0.02);
        room.guard.set_seconds(5);
        room.guard.set_target(quiet - off_db);
        const double after_a_second = (room.hear(1, 0.02), room.lufs(0.02));
        CHECK(std::abs(after_a_second - quiet) < 1.2);
        room.hear(40, 0.02);
        CAPTURE(off_db);
        CHECK(room.lufs(0.02) - quiet == Catch::Approx(std::clamp(-off_db, -4.0, 4.0)).margin(0.3));
        room.guard.set_target(std::nullopt);
        room.hear(40, 0.02);
        CHECK(room.lufs(0.02) == Catch::Approx(quiet).margin(0.3));
    }
}

TEST_CASE("A pause does not turn the next sound up")
{
    Room room;
    room.guard.set_seconds(5);
    room.guard.set_target(room.lufs(0.05));
    room.hear(20, 0.05);
    const double before = room.guard.take_report().correction_db;
    room.hear(120, 0);
    room.hear(0.5, 0.05);
    CHECK(room.guard.take_report().correction_db == Catch::Approx(before).margin(0.3));
}

TEST_CASE("A fade arrives in its time, also at the middle, and back")
{
    Room room;
    const double full = room.lufs(0.05);
    room.guard.fade(0, 2);
    room.hear(1, 0.05);
    CHECK(room.guard.fading());
    CHECK(room.lufs(0.05) - full < -25);
    room.hear(1.1, 0.05);  // loudness itself reaches back 400 ms
    CHECK_FALSE(room.guard.fading());
    CHECK(room.lufs(0.05) == audio::Loudness::kSilence_lufs);
    room.guard.fade(0.5, 0.1);
    room.hear(0.7, 0.05);
    CHECK(room.lufs(0.05) - full == Catch::Approx(-6.02).margin(0.3));
    room.guard.fade(1, 0);
    room.hear(0.5, 0.05);
    CHECK(room.lufs(0.05) == Catch::Approx(full).margin(0.3));
}

TEST_CASE("NaN and infinity are silence and are counted; nothing exceeds the ceiling")
{
    Room room;
    room.hear(0.1, 0.1, std::numeric_limits<float>::quiet_NaN());
    room.hear(0.1, 0.1, std::numeric_limits<float>::infinity());
    CHECK(room.guard.take_report().not_finite == 2 * ((kRate_hz / 10 + kBlock - 1) / kBlock));
    CHECK(room.guard.take_report().not_finite == 0);
    room.hear(1, 20);
    CHECK(room.finite);
    CHECK(room.worst <= 0.8913F);  // -1 dB
}
