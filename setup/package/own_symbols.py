"""own_symbols.py FILE...: makes the "unique" symbols of ELF libraries weak ones. The loader merges unique symbols over
the whole process, whatever is asked of it: two copies of libtorch would share one dispatcher, and the second one's
registrations would fail. Python's standard library alone.
"""
# SPDX-License-Identifier: BSD-3-Clause
import struct
import sys

DYNSYM, UNIQUE, WEAK = 11, 10, 2


def main():
    for path in sys.argv[1:]:
        with open(path, "r+b") as file:
            head = file.read(64)
            assert head[:6] == b"\x7fELF\x02\x01", f"{path}: 64-bit little-endian ELF is expected"
            sections, (size, count) = struct.unpack_from("<Q", head, 40)[0], struct.unpack_from("<HH", head, 58)
            for section in range(count):
                file.seek(sections + section * size)
                kind, offset, length = struct.unpack_from("<4xI16xQQ", file.read(size))
                if kind != DYNSYM:
                    continue
                file.seek(offset)
                symbols = bytearray(file.read(length))
                for info in range(4, length, 24):
                    if symbols[info] >> 4 == UNIQUE:
                        symbols[info] = WEAK << 4 | symbols[info] & 15
                file.seek(offset)
                file.write(symbols)


main()
