# Debian's packages and sources for another machine, by an apt of their own: nothing of this system's is changed.
# SPDX-License-Identifier: BSD-3-Clause

# apart FOLDER ARCHITECTURE: sets APT_CONFIG to an apt there that knows Debian 12 and its backports. Later Debians are
# there for their sources.
apart() {
    local folder=$1 each kind
    mkdir -p "$folder/lists/partial" "$folder/archives/partial" "$folder/etc"
    : >"$folder/status"
    for each in bookworm bookworm-backports trixie; do
        for kind in deb deb-src; do
            [ "$kind $each" != "deb trixie" ] || continue
            echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
                "http://deb.debian.org/debian $each main"
        done
    done >"$folder/etc/sources.list"
    cat >"$folder/apt.conf" <<CONF
Dir::State "$folder";
Dir::State::status "$folder/status";
Dir::Cache "$folder";
Dir::Etc "$folder/etc";
APT::Architecture "$2";
APT::Architectures { "$2"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
    export APT_CONFIG=$folder/apt.conf
    apt-get -q update
}

# unpacked ROOT OWNERS PACKAGE...: these, and all that they need, laid out as installed, but not set up. OWNERS gets a
# line for each file: its path, its package, the version.
unpacked() {
    local to=$1 owners=$2 each name
    shift 2
    apt-get -qy --download-only install "$@" || return
    mkdir -p "$to"
    for each in "$(dirname "$APT_CONFIG")"/archives/*.deb; do
        dpkg-deb -x "$each" "$to"
        name=$(dpkg-deb -W --showformat='${Package} ${Version}' "$each")
        dpkg-deb --fsys-tarfile "$each" | tar t | sed -n "s|^\.\(/.*[^/]\)\$|\1 $name|p" >>"$owners"
    done
    # Links to /... would lead into this system.
    find "$to" -type l -lname '/*' | while read -r each; do
        ln -sfn "$(realpath -m --relative-to="$(dirname "$each")" "$to$(readlink "$each")")" "$each"
    done
}

# source_of NAME [SUITE...]: unpacks its source into the current folder, of the first suite that has it; says where.
source_of() {
    local name=$1 suite
    shift
    for suite in "$@"; do
        rm -rf "$name"_* "$name.new"
        apt-get -qy --download-only source "$name/$suite" >&2 || continue
        dpkg-source --no-check -x "$name"_*.dsc "$name.new" >&2 && mv "$name.new" "$name" && echo "$name" && return
    done
    die "no source of $name is to be had from Debian ($*)"
}

missing_of() {
    local each
    for each in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$each" 2>/dev/null | grep -q '^installed' || echo "$each"
    done
}
