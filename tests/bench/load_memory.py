"""Peak memory of Pd while it loads and plays models, with the optimizer and as libtorch does it.

    load_memory.py PD LIBRARY model.ts...

Each figure is the highest resident memory (VmHWM) of a batch run of one second, so nothing but the machine's Pd is
needed. "libtorch" is the same library with LATENTJAM_OPTIMIZE=0: one copy of the weights, as nn~ has it."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import pathlib
import subprocess
import sys
import tempfile

PATCH = r"""#N canvas 0 0 450 300 12;
#X obj 20 20 rave~ %s decode -m;
#X obj 20 60 loadbang;
#X msg 20 90 \; pd dsp 1;
#X obj 20 120 delay 1000;
#X msg 20 150 \; pd quit;
#X connect 1 0 2 0;
#X connect 1 0 3 0;
#X connect 3 0 4 0;
"""


def peak_mb(pd: str, library: str, model: pathlib.Path, optimize: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        patch = pathlib.Path(folder, "load.pd")
        patch.write_text(PATCH % str(model).replace(" ", "\\ "))
        environment = dict(os.environ, LATENTJAM_OPTIMIZE="1" if optimize else "0")
        command = [pd, "-nrt", "-nogui", "-noprefs", "-batch", "-path", library, "-lib", "latentjam", "-open",
                   str(patch)]
        process = subprocess.Popen(command, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"Pd ended with status {status}")
    return usage.ru_maxrss / 1024  # kB on Linux


def main() -> None:
    pd, library, *models = sys.argv[1:]
    for model in map(pathlib.Path, models):
        plain, ours = (peak_mb(pd, library, model.resolve(), optimize) for optimize in (False, True))
        print(f"{model.name}: libtorch {plain:.0f} MB, ours {ours:.0f} MB, {ours / plain:.2f} times")


if __name__ == "__main__":
    main()
