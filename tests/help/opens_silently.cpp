// opens_silently PATCH...: opens patches in headless Pd with DSP on; any word on the console is a failure.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <cstdio>

int main(int count, char** arguments)
{
    latentjam::test::PdRun pd;
    for (int i = 1; i < count; ++i) pd.open(arguments[i]);
    const latentjam::test::PdResult result = pd.send("pd dsp 1").quit_after(2000).run();
    if (result.ok() && result.console.empty()) return 0;
    std::printf("exit status %d; Pd said:\n%s\n", result.exit_status, result.console.c_str());
    return 1;
}
