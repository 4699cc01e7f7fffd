# A help patch with a META canvas behind it, as Pd's help search and deken read it; appends "object<TAB>sentence" to a
# list. The sentence is the one under the patch's title.
# awk -v version=V -v name=OBJECT -v list=FILE -f describe.awk OBJECT-help.pd
# SPDX-License-Identifier: BSD-3-Clause
BEGIN { RS = ";\n"; ORS = ";\n" }
{ print }
NR == 1 { width = $5 }
/^#X obj 20 3[0-9] cnv 1 1 1 empty empty / && !sentence {
    gsub(/\n/, " ") # a long line is broken in the file
    sentence = $0
    sub(/^#X obj [0-9]+ [0-9]+ cnv 1 1 1 empty empty /, "", sentence)
    for (i = 0; i < 7; i++) sub(/ [^ ]+$/, "", sentence) # where its label stands, its font, its colours
    gsub(/\\ /, " ", sentence)
    plain = sentence
    gsub(/\\/, "", plain)
    gsub(/[\\][,]/, " \\,", sentence)
}
END {
    if (!sentence) exit 1
    printf "%s\t%s\n", name, plain >>list
    close(list)
    print "#N canvas 120 120 640 180 META 0"
    print "#X text 12 12 DESCRIPTION " sentence ", f 80"
    print "#X text 12 52 LIBRARY latentjam"
    print "#X text 12 74 VERSION updated for " version
    print "#X text 12 96 LICENSE BSD-3-Clause"
    print "#X text 12 118 KEYWORDS " (name ~ /~$/ ? "signal" : "control") " neural latent"
    print "#X restore " (width - 196) " 6 pd META"
}
