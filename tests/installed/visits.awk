# A patch that opens others one after the other, in one Pd: each is heard for a while, recorded, and closed.
# awk -v folder=TAKES -v ms=5000 -f visits.awk LIST, where a line of LIST is a patch's folder, its file's name and
# whether it has a master ("1"), with tabs between them
# SPDX-License-Identifier: BSD-3-Clause
function escaped(text) {
    gsub(/[ ,;$\\]/, "\\\\&", text)
    return text
}
BEGIN { FS = "\t"; script = folder "/visits.txt" }
{
    name = escaped($2)
    print "; visit open " name ";" >script
    print "; pd open " name " " escaped($1) ";" >script
    print "50;" >script
    if ($3) {
        print "; jam record " escaped(folder "/" $2 ".wav") ";" >script
        print "; jam start;" >script
    }
    print ms ";" >script
    print "; visit close " name ";" >script
    print "; pd-" name " menuclose 1;" >script
    print "20;" >script
}
END {
    print "; pd quit;" >script
    print "#N canvas 0 0 450 300 12;"
    print "#X obj 10 10 qlist;"
    print "#X obj 10 40 loadbang;"
    print "#X msg 10 70 read " escaped(script) " \\, bang;"
    print "#X obj 200 10 r visit;"
    print "#X obj 200 40 print visit;"
    print "#X connect 1 0 2 0;"
    print "#X connect 2 0 0 0;"
    print "#X connect 3 0 4 0;"
}
