// Controllers, notes, programs and a clock drive every patch.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/random.h"
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string>

using latentjam::random::Random;
using latentjam::test::all_patches;
using latentjam::test::read_range;
using latentjam::test::stage_name;
using latentjam::test::StageInPd;

namespace {

/// A minute of each patch, ten seconds of a piece; LATENTJAM_HANDS_SECONDS says how long else
/// (tests/long/hands_a_minute.sh).
double seconds_of_hands(const std::string& file)
{
    if (const char* wished = std::getenv("LATENTJAM_HANDS_SECONDS")) return std::atof(wished);
    return std::isdigit(static_cast<unsigned char>(file[0])) ? 60 : 10;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-4 * std::max({1.0, std::abs(a), std::abs(b)}); }

}  // namespace

TEST_CASE("Controllers, notes, programs and a clock drive each patch, a minute long, without a word on the console")
{
    const std::string file = GENERATE(from_range(all_patches()));
    const std::string patch = stage_name(file);
    INFO(file);
    StageInPd pd;
    pd.open_patch(file);
    pd.dsp(true);
    pd.pass(1);
    INFO(pd.console().substr(0, 400));
    REQUIRE(pd.console().find("error") == std::string::npos);  // libpd tells its version

    // Each knob moves its control from end to end.
    int knobs = 0;
    for (const auto& control : pd.controls(patch)) {
        double least = 0, most = 0;
        if (!control.controller || !read_range(control.accepts, least, most)) continue;
        INFO(control.name);
        libpd_controlchange(0, control.controller, 0);
        pd.pass(0.01);
        CHECK(near(pd.number(patch, control.name), least));
        libpd_controlchange(0, control.controller, 127);
        pd.pass(0.01);
        CHECK(near(pd.number(patch, control.name), most));
        ++knobs;
    }
    CHECK(knobs >= 4);

    Random random(5);
    for (double passed_s = 0; passed_s < seconds_of_hands(file); passed_s += 0.05) {
        switch (random.integer(0, 6)) {
            case 0:
                libpd_noteon(9, static_cast<int>(random.integer(30, 60)), static_cast<int>(random.integer(0, 128)));
                break;
            case 1:
                libpd_programchange(0, static_cast<int>(random.integer(0, 9)));
                break;
            case 2:
                pd.send("jam", patch + " store " + std::to_string(random.integer(1, 9)));
                break;
            case 3:
                pd.send("jam", patch + " undo");
                break;
            default:
                libpd_controlchange(0, static_cast<int>(random.integer(16, 32)),
                                    static_cast<int>(random.integer(0, 128)));
        }
        libpd_sysrealtime(0, 248);
        pd.pass(0.05);
    }
    std::string errors;
    for (std::size_t at = 0; (at = pd.console().find("error", at)) != std::string::npos; ++at)
        errors += pd.console().substr(at, 200) + "\n";
    CHECK(errors == "");
    for (const auto& control : pd.controls(patch)) {
        double least = 0, most = 0;
        if (!read_range(control.accepts, least, most) || control.value.empty()) continue;
        INFO(control.name << " " << control.value << ": " << control.accepts);
        const double value = std::strtod(control.value.c_str(), nullptr);
        CHECK((value >= least - 1e-3 && value <= most + 1e-3));
    }
}

TEST_CASE("A clock of 24 ticks a beat sets the tempo, starts and stops")
{
    StageInPd pd;
    pd.open_patch("09-tempo-grid.pd");
    pd.pass(1);
    libpd_sysrealtime(0, 250);
    for (int n = 0; n < 24 * 16; ++n) {
        libpd_sysrealtime(0, 248);
        pd.pass(60 / (143.55 * 24));
    }
    CHECK(std::abs(pd.number("tempo-grid", "tempo") - 143.55) < 1);
    CHECK(pd.number("tempo-grid", "playing") == 1);
    libpd_sysrealtime(0, 252);
    CHECK(pd.number("tempo-grid", "playing") == 0);
}

TEST_CASE("A knob is learnt on its channel, and the file beside the patch keeps it")
{
    const std::string boxes =
        "#X obj 20 20 control x 0 1 0.5;\n#X obj 20 60 control y 0 1 0.5;\n#X obj 20 100 jam-in;\n";
    StageInPd pd;
    pd.open_text("learning.pd", boxes);
    pd.pass(0.1);
    pd.send("jam", "learn y");
    libpd_controlchange(2, 77, 3);
    libpd_controlchange(2, 77, 127);
    CHECK(pd.number("learning", "y") == 1);
    libpd_controlchange(0, 77, 0);
    CHECK(pd.number("learning", "y") == 1);
    pd.close_last();

    pd.open_file("learning.pd", pd.folder().string());
    pd.pass(0.1);
    CHECK(pd.number("learning", "y") == 0.5);
    libpd_controlchange(2, 77, 127);
    CHECK(pd.number("learning", "y") == 1);
    pd.send("jam", "forget y");
    libpd_controlchange(2, 77, 0);
    CHECK(pd.number("learning", "y") == 1);
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("A seed of eight digits comes back from a patch that was saved")
{
    StageInPd pd;
    pd.open_text("seeded.pd",
                 "#X obj 20 20 jam-in;\n#X obj 20 60 control seed 0 16777215 1 -whole;\n"
                 "#X obj 20 90 control deep -9999999 0 0 -whole;\n");
    pd.pass(0.1);
    pd.send("jam", "seeded seed 13606127");
    pd.send("jam", "seeded deep -1234567");
    pd.send("pd-seeded.pd", "savetofile seeded.pd " + pd.folder().string());
    pd.close_last();
    pd.open_file("seeded.pd", pd.folder().string());
    pd.pass(0.1);
    CHECK(pd.number("seeded", "seed") == 13606127);
    CHECK(pd.number("seeded", "deep") == -1234567);
}
