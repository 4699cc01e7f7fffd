"""Memory of a Pd that plays a model in the library's own runtime, and by libtorch: resident, and at its peak.

    native_memory.py PD LIBRARY model.ts...

Resident is what the process has once it stays the same for two seconds of playing, the peak what it had while loading.
The own runtime plays from a folder of links to LIBRARY that leaves the plug-in out. A file's size is nearly that of its
weights; the first line is a Pd that has the library and no model."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import subprocess
import sys
import tempfile
import time

PATCH = r"""#N canvas 0 0 450 300 12;
#X obj 20 20 rave~ %s decode -m;
#X obj 20 60 loadbang;
#X msg 20 90 \; pd dsp 1;
#X connect 1 0 2 0;
"""
EMPTY = "#N canvas 0 0 450 300 12;\n"
MOST_S = 60


def memory_mb(process: int) -> tuple[float, float]:
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(values["VmRSS"]) / 1024, int(values["VmHWM"]) / 1024


def measured(pd: str, library: pathlib.Path, text: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        patch = pathlib.Path(folder, "memory.pd")
        patch.write_text(text)
        options = ["-nogui", "-noprefs", "-nosound", "-path", str(library), "-lib", "latentjam"]
        command = [pd, *options, "-open", str(patch)]
        process = subprocess.Popen(command)
        time.sleep(2)
        now, same = memory_mb(process.pid), 0
        for _ in range(2 * MOST_S):
            time.sleep(0.5)
            before, now = now, memory_mb(process.pid)
            same = same + 1 if now == before else 0
            if same == 4:
                break
        process.terminate()
        process.wait()
    return now


def main() -> None:
    pd, library, *models = sys.argv[1:]
    whole = pathlib.Path(library).resolve()
    with tempfile.TemporaryDirectory() as folder:
        light = pathlib.Path(folder, "latentjam")
        light.mkdir()
        for file in whole.iterdir():
            if not file.name.startswith("latentjam-torch"):
                (light / file.name).symlink_to(file)
        print("without a model: %.1f MB resident, %.1f at the peak" % measured(pd, light, EMPTY))
        for model in map(pathlib.Path, models):
            size = model.stat().st_size / 2**20
            for name, path in (("native", light), ("libtorch", whole)):
                text = PATCH % str(model.resolve()).replace(" ", "\\ ")
                resident, peak = measured(pd, path, text)
                print(f"{model.name} ({size:.1f} MB), {name}: {resident:.1f} MB resident, {peak:.1f} at the peak")


if __name__ == "__main__":
    main()
