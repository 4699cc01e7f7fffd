# A copy of a patch in which `jam start` also sends a message, 300 ms later, to the objects that a pattern finds: what a
# person clicks.
# awk -v objects=REGEX -v message=TEXT -f struck.awk patch.pd
# SPDX-License-Identifier: BSD-3-Clause
/^#N canvas/ { depth++ }
/^#X restore/ { depth-- }
depth == 1 && /^#X (obj|msg|text|floatatom|symbolatom|listbox|restore)/ {
    if ($0 ~ objects) targets[found++] = count
    count++
}
{ print }
END {
    if (!found) exit 1
    printf "#X obj 2000 20 r jam;\n#X obj 2000 50 route start;\n#X obj 2000 80 delay 300;\n#X msg 2000 110 %s;\n", \
        message
    for (i = 0; i < 3; i++) printf "#X connect %d 0 %d 0;\n", count + i, count + i + 1
    for (i = 0; i < found; i++) printf "#X connect %d 0 %d 0;\n", count + 3, targets[i]
}
