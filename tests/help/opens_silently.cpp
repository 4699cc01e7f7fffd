// opens_silently PATCH... [--box TEXT]: opens patches in headless Pd with DSP on, or one that holds only that box; any
// word on the console is a failure.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <cstdio>
#include <string>

int main(int count, char** arguments)
{
    latentjam::test::PdRun pd;
    for (int i = 1; i < count; ++i)
        if (std::string(arguments[i]) == "--box" && i + 1 < count)
            pd.patch("#N canvas 0 0 800 600 12;\n#X obj 20 20 " + std::string(arguments[++i]) + ";\n");
        else
            pd.open(arguments[i]);
    const latentjam::test::PdResult result = pd.send("pd dsp 1").quit_after(2000).run();
    if (result.ok() && result.console.empty()) return 0;
    std::printf("exit status %d; Pd said:\n%s\n", result.exit_status, result.console.c_str());
    return 1;
}
