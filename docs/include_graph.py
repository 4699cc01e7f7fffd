#!/usr/bin/env python3
"""Draws which folder of lib and externals includes which. Fails on a circle, on an arrow that points upwards, and on a
room of lib that docs/architecture.md does not describe.

    docs/include_graph.py            the floors and arrows as text
    docs/include_graph.py --dot      for graphviz: docs/include_graph.py --dot | dot -Tsvg -o include_graph.svg

SPDX-License-Identifier: BSD-3-Clause
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A folder may include folders of its own floor (without a circle) and of those below it; a folder
# that is not named here stands on the floor of the one that holds it.
FLOORS = [
    ["base", "work", "audio"],
    ["random", "kernel"],
    ["latent", "pattern", "score", "bend", "kit", "stage"],
    ["infer", "steps"],
    ["unravel", "generate", "spoor", "pathway"],
]
TOP = "externals"


def folder_of(path):
    """lib/infer/torch/model.h -> infer/torch; externals/pd/host.h -> externals/pd."""
    parts = path.relative_to(ROOT).parts[:-1]
    return "/".join(parts[1:] if parts[0] == "lib" else parts)


def arrows():
    """{(from, to): [one include that made it, ...]} between folders."""
    found = {}
    for root in ("lib", "externals"):
        for file in sorted((ROOT / root).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            for line in file.read_text(encoding="utf-8").splitlines():
                match = re.match(r'#include "([^"]+)"', line)
                if not match:
                    continue
                here = file.parent / match[1]
                places = [ROOT / "lib" / match[1], ROOT / "externals" / match[1], here]
                target = next((place.resolve() for place in places if place.is_file()), None)
                if target and folder_of(target) != folder_of(file):
                    edge = (folder_of(file), folder_of(target))
                    found.setdefault(edge, []).append(f"{file.relative_to(ROOT)} includes {match[1]}")
    return found


def floor_of(folder):
    if folder.split("/")[0] == TOP:
        return len(FLOORS)
    for floor, rooms in enumerate(FLOORS):
        if folder.split("/")[0] in rooms:
            return floor
    return None


def circle_in(edges):
    """The folders of one circle, or nothing."""
    after = {}
    for begin, end in edges:
        after.setdefault(begin, []).append(end)
    done, path = set(), []

    def visit(folder):
        if folder in path:
            return path[path.index(folder):] + [folder]
        if folder in done:
            return None
        path.append(folder)
        for following in after.get(folder, []):
            circle = visit(following)
            if circle:
                return circle
        done.add(path.pop())
        return None

    for folder in sorted(after):
        circle = visit(folder)
        if circle:
            return circle
    return None


def undescribed():
    """Folders directly under lib that the table of docs/architecture.md has no row for."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = sorted(path.name for path in (ROOT / "lib").iterdir() if path.is_dir())
    return [room for room in rooms if not re.search(rf"^\| `lib/{room}[`/]", page, re.MULTILINE)]


def draw_text(edges):
    folders = {folder for edge in edges for folder in edge}
    for floor in range(len(FLOORS), -1, -1):
        name = TOP if floor == len(FLOORS) else f"floor {floor + 1} of lib"
        print(name)
        for folder in sorted(f for f in folders if floor_of(f) == floor):
            below = sorted(end for begin, end in edges if begin == folder)
            print(f"    {folder:24} -> {', '.join(below) if below else '-'}")


def draw_dot(edges):
    print("digraph includes {\n  rankdir=TB; node [shape=box, fontname=sans];")
    folders = {folder for edge in edges for folder in edge}
    for floor in range(len(FLOORS) + 1):
        rooms = " ".join(f'"{f}";' for f in sorted(folders) if floor_of(f) == floor)
        print(f"  subgraph cluster_{floor} {{ style=dotted; {rooms} }}")
    for begin, end in sorted(edges):
        print(f'  "{begin}" -> "{end}";')
    print("}")


def main():
    edges = arrows()
    (draw_dot if "--dot" in sys.argv[1:] else draw_text)(edges)
    faults = []
    for begin, end in sorted(edges):
        if floor_of(begin) is None or floor_of(end) is None:
            faults.append(f"{begin} or {end} stands on no floor: name it in docs/include_graph.py")
        elif floor_of(begin) < floor_of(end):
            faults.append(f"upwards: {begin} -> {end} ({edges[(begin, end)][0]})")
    circle = circle_in(edges)
    if circle:
        steps = [edges[step][0] for step in zip(circle, circle[1:])]
        faults.append("circle: " + " -> ".join(circle) + " (" + "; ".join(steps) + ")")
    faults += [f"lib/{room} has no row in docs/architecture.md" for room in undescribed()]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
