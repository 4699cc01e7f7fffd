"""Remakes what depends on the models' latents after a .ts has changed: `remake.py`; `remake.py --check` only asks."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
RECORD = HERE / "remade.json"                  # hashes of the files from which everything was last made
# Models, and what is made from them. Songs and patches hold latents and have to be listened to.
STEPS = (
    (("breaks-4", "sirens"), ["samples/make_songs.py"]),
    (("sirens",), ["samples/encode_voice.py"]),
    (("breaks", "breaks-4", "sirens", "voices", "sirens-haze"), ["models/report.py", "--only-pictures"]),
)


def files() -> dict:
    """Name -> hash of each model."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in sorted(HERE.glob("*.ts"))}


def changed() -> list:
    """The models whose files have changed since."""
    made = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    now = files()
    return sorted(name for name in set(made) | set(now) if made.get(name) != now.get(name))


def players(names: list) -> list:
    """The patches that name one of the models."""
    found = []
    for path in sorted([*ROOT.glob("patches/*.pd"), *ROOT.glob("abstractions/*.pd"), *ROOT.glob("help/*.pd")]):
        words = re.split(r"[\s;,/\\]+", path.read_text())
        if any(name in words or name + ".ts" in words for name in names):
            found.append(str(path.relative_to(ROOT)))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="end with 1 if something has to be made again")
    parser.add_argument("--all", action="store_true", help="make everything, changed or not")
    options = parser.parse_args()
    names = sorted(files()) if options.all else changed()
    print("changed:", ", ".join(names) or "nothing")
    if options.check:
        sys.exit(bool(names))
    for needed, command in STEPS:
        wanted = [name for name in needed if name in names]
        if wanted:
            arguments = command + (wanted if "--only-pictures" in command else [])
            print(*arguments, flush=True)
            subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)
    RECORD.write_text(json.dumps(files(), indent=1) + "\n")
    print("listen to:", ", ".join(players(names)) or "nothing")
