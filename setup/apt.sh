# Installing with apt: waits for its locks, asks no questions, and on Debian 12 adds bookworm-backports.
# SPDX-License-Identifier: BSD-3-Clause
apt_log=$root/build/apt.log

# Whether packages may be installed without a password.
may_install() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

require_root() {
    local remedy
    remedy="run it once as root, or install by hand: apt-get install $(names "$1")"
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || die "packages are missing, and there is no sudo: $remedy"
    if [ -t 2 ]; then sudo -v; else sudo -n true; fi || die "packages are missing, and sudo refused: $remedy"
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l LC_ALL=C \
        apt-get -y -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 "$@"
}

# While another program holds the lists, tries again for 15 minutes: apt's own time limit covers dpkg's lock only.
apt_update() {
    local deadline=$((SECONDS + 900))
    until apt_get update; do
        tail -n 5 "$apt_log" | grep -q 'Could not get lock' && [ $SECONDS -lt $deadline ] || return
        sleep 5
    done
}

# apt_install RELEASE PACKAGE...: from that release, or with "" from wherever apt prefers.
apt_install() {
    local release=$1
    shift
    [ $# -gt 0 ] || return 0
    quietly "Installing $* (minutes; details in build/apt.log)" "$apt_log" \
        apt_get install --no-install-recommends ${release:+-t "$release"} "$@" ||
        die "apt-get could not install: $(grep -m 1 '^E: ' "$apt_log" || tail -n 1 "$apt_log")" \
            "Is there a network? Details: $apt_log"
}

on_bookworm() { grep -qsE '^(VERSION|DEBIAN)_CODENAME="?bookworm' /etc/os-release; }

add_backports() {
    grep -rqsE '^[^#]*bookworm-backports' /etc/apt/sources.list /etc/apt/sources.list.d && return
    local file=/etc/apt/sources.list.d/bookworm-backports.sources mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "bookworm" && $1 ~ /\/debian\/$/ { print $1; exit }')
    say "Debian 12's Pd and Catch2 are too old: adding bookworm-backports ($file)."
    as_root tee "$file" >/dev/null <<SOURCE || die "cannot write $file: add bookworm-backports to apt's sources by hand"
Types: deb
URIs: ${mirror:-http://deb.debian.org/debian/}
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCE
}

# Stops early, with a clear message, when this system has no such package or only an old one.
require_candidate() {
    local release=() candidate
    if on_bookworm && [ "$3" = backports ]; then release=(-o APT::Default-Release=bookworm-backports); fi
    candidate=$(LC_ALL=C apt-cache "${release[@]}" policy "$1" | sed -n 's/^ *Candidate: //p')
    if [ -z "$candidate" ] || [ "$candidate" = "(none)" ]; then
        by_hand "this system's packages have no $1 (is there a network?)"
    fi
    new_enough "$candidate" "$2" ||
        by_hand "this system's $1 is $candidate, and $2 is needed (Debian 12, Ubuntu 24.04 and newer have it)"
}
