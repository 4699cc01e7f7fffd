// rave~ in a Pd of its own: leaving while busy, and the same sound twice.
// SPDX-License-Identifier: BSD-3-Clause
#include "externals/two_boxes.h"

#include <string>

using namespace latentjam::test;

namespace {

const TwoBoxes kTwo{.first = "sirens decode -m -hold first -seed 3",
                    .second = "breaks decode -m -seed 4",
                    .messages = {},
                    .more = {},
                    .samples = 88200,
                    .after_ms = 2500};

std::string render(PdRun::Samples samples)
{
    PdRun pd(PdRun::Clock::kBatch, samples);
    return record(pd, kTwo).sound;
}

}  // namespace

TEST_CASE("Two renders of two seeded instances are the same to the last bit")
{
    const std::string first = render(PdRun::Samples::kSingle);
    CHECK(first.size() > 88200 * 8);
    CHECK(first.find_first_not_of('\0', 200) != std::string::npos);
    CHECK((first == render(PdRun::Samples::kSingle)));
}

TEST_CASE("Double-precision Pd plays a model too")
{
    if (!has_double_pd()) SKIP("no double-precision Pd is installed (puredata64-core)");
    CHECK(render(PdRun::Samples::kDouble).size() > 88200 * 8);
}

TEST_CASE("Pd can be left at any moment, while models load and while they play")
{
    for (int n = 0; n < 12; ++n) {
        PdRun pd(PdRun::Clock::kRealTime);
        pd.patch(kTwo.patch());
        const double leave_after_ms = 5.0 * n * n;  // 0 to 605 ms: before, during and after the loads
        const auto result = pd.argument("-path").argument(LATENTJAM_MODELS).quit_after(leave_after_ms).run();
        CAPTURE(n, result.console, result.exit_status, result.wall_time.count());
        CHECK(result.ok());
    }
}
