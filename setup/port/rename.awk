# nn~ becomes rave~, and what loads nn~ loads latentjam; prints a line for each message that has no counterpart.
# awk -v out=FILE -f rename.awk PATCH.pd
# SPDX-License-Identifier: BSD-3-Clause
BEGIN { RS = ";\n"; counterparts() }

function counterparts() {
    why["download"] = "put the .ts file beside the patch, then load it"
    why["print_available_models"] = "there is no catalogue: put the .ts file beside the patch, then load it"
    why["remove"] = "there is no catalogue: delete the file"
    why["delete"] = why["remove"]
    why["get_methods"] = "send bang, which tells the methods"
    why["get_attributes"] = "send bang, which tells the attributes"
}

# The words of the record behind "#X obj x y", over broken lines.
function words_of(record) {
    gsub(/\n/, " ", record)
    return split(record, word, / +/)
}

{
    record = $0
    sub(/^\n+/, "", record)
    n = words_of(record)
}
record == "" { next }
word[1] == "#X" && word[2] == "obj" && word[5] ~ /^(.*\/)?nn~$/ {
    sub(/(nn_tilde\/|nn~\/)?nn~/, "rave~", record)
    boxes++
}
word[1] == "#X" && word[2] == "obj" && word[5] ~ /^mc\.nn~$|^mcs\.nn~$/ {
    print "[" word[5] "] is an object of Max"
}
(word[1] == "#X" && word[2] == "declare") || (word[2] == "obj" && word[5] == "declare") {
    if (gsub(/-(std)?lib +(nn_tilde\/)?(nn~|nn_tilde|nn)/, "-lib latentjam", record)) declared = 1
    gsub(/-(std)?path +nn_tilde/, "-path latentjam", record)
}
word[1] == "#X" && word[2] == "msg" {
    for (i = 5; i <= n; i++) {
        begins = i == 5 || word[i - 1] == "\\,"
        if (begins && word[i] in why) print "message '" word[i] "': " why[word[i]]
    }
}
{ records[++count] = record }
END {
    if (!boxes) print "there is no [nn~] in it: nothing was renamed"
    for (i = 1; i <= count; i++) {
        printf "%s;\n", records[i] >out
        if (i == 1 && boxes && !declared) printf "#X declare -path latentjam -lib latentjam;\n" >out
    }
}
