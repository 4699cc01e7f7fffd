#!/usr/bin/env python3
"""Counts the operators that the methods of TorchScript models use: what a runtime must know to play them.

    script_census.py FILE.ts ...      for each file its schemas that no file before had, and how often they occur

SPDX-License-Identifier: BSD-3-Clause"""
import collections
import sys

import torch


def count(block, found):
    for node in block.nodes():
        kind = node.kind()
        if kind.startswith(("aten::", "prim::")):
            schema = node.schema()
            found[kind if schema == "(no schema)" else schema] += 1
        for inner in node.blocks():
            count(inner, found)


def census(path):
    module = torch.jit.load(path, map_location="cpu")
    found = collections.Counter()
    for name in module._c._method_names():
        graph = module._c._get_method(name).graph.copy()
        torch._C._jit_pass_inline(graph)
        count(graph, found)
    return found


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    known = set()
    for path in sys.argv[1:]:
        found = census(path)
        new = sorted(set(found) - known)
        known |= set(found)
        print(f"{path}: {len(found)} schemas, {len(new)} new")
        for schema in new:
            print(f"  {found[schema]:5} {schema}")
    print(f"{len(known)} in all")


if __name__ == "__main__":
    main()
