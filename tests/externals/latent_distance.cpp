// latent-distance in headless Pd: what the core says of two latents leaves its outlets.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

using latentjam::test::PdRun;

TEST_CASE("latent-distance tells the mean distance, each dim's, and the farthest frame; wrong latents get one line")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r a;\n#X obj 20 50 latent a;\n#X obj 120 20 r b;\n"
        "#X obj 120 50 latent b;\n#X obj 220 20 r box;\n#X obj 220 50 latent-distance a b;\n#X obj 220 80 print mean;\n"
        "#X obj 300 80 print info;\n#X connect 0 0 1 0;\n#X connect 2 0 3 0;\n#X connect 4 0 5 0;\n"
        "#X connect 5 0 6 0;\n#X connect 5 1 7 0;\n");
    pd.send("a add 0 0").send("a add 0 0").send("b add 0 0").send("b add 3 4").send("box bang");
    pd.send("box with nothing").send("box bang");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("info: rms 2.12132 2.82843\ninfo: most 5 1\nmean: 2.5\n"));
    CHECK(
        result.says("latent-distance: a distance needs two latents with frames of the same number of dims: these have "
                    "2 frames of 2 dims and 0 frames of 0 dims"));
}
