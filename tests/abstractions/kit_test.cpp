// What the kit's panels keep when a patch is saved, and opened again.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using latentjam::test::PdRun;

namespace {

/// [r to] in front of a box; its messages come 100 ms after it opens, then the patch saves itself.
std::string patch_with(const std::string& box, const std::string& messages)
{
    std::string text = "#N canvas 0 0 400 300 12;\n#X obj 20 20 r to;\n#X obj 20 60 " + box +
                       ";\n#X connect 0 0 1 0;\n#X obj 200 20 loadbang;\n#X obj 200 50 delay 100;\n#X msg 200 80 ";
    return text + messages + " \\; pd-kept.pd menusave;\n#X connect 2 0 3 0;\n#X connect 3 0 4 0;\n";
}

}  // namespace

TEST_CASE("A patch that is saved opens with what its kit has kept: values, banks, seeds, steps and presets")
{
    const auto [box, messages, said] = GENERATE(table<std::string, std::string, std::string>({
        {"lateefah 4", "\\; to 0.5 0.25 0.1 1 \\; to save 2 \\; to normalise", "banks~: bank 2 0.5 0.25 0.1 1"},
        {"modulator 2", "\\; to 0.05 0.4 0.02 0.3", "drift~: 0.05 0.4 0.02 0.3"},
        {"saatR", "\\; to preset 777 2 0.5 0", "reseed~: 777 2 0.5 0"},
        {"sdbx", "\\; to preset 3 1 2 5 6 7", "seeds~: 3 1 2 5 6 7"},
        {"arseq", "\\; to preset 1 0 4 9", "stepped~: 1 0 4 9"},
        {"saatgut2", "\\; to 0.5 3", "tables~: 0.5 3"},
        {"saatR", "\\; to preset 11 1 0 0 \\; to store 4 \\; to preset 12 1 0 0 \\; to recall 4", "reseed~: 11 1 0 0"},
    }));
    PdRun first;
    const auto path = first.patch(patch_with(box, messages), "kept.pd");
    const auto saved = first.quit_after(300).run();
    CAPTURE(box, saved.console);
    REQUIRE(saved.ok());
    PdRun second;
    const auto again = second.open(path).send("to print").quit_after(50).run();
    CAPTURE(again.console);
    CHECK(again.says(said));
    CHECK_FALSE(again.says("error"));
}
