# What a tour of patches said that it should not have, with the patch that was open then.
# awk -v name=TOUR -f complaints.awk SAID
# SPDX-License-Identifier: BSD-3-Clause
/^visit: open / { patch = $3; closing = 0; visits++; next }
/^visit: close / { closing = 1; next }
patch ~ /^clicked-/ && /^[a-z0-9~-]+: / && !/^error/ { next } # a patch that is clicked may print
closing && /closed with unsaved frames/ { next } # as it should
{ print name ": " patch (closing ? ", closing" : "") ": " $0 }
END { if (!visits) print name ": nothing was opened" }
