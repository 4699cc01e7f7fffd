# package: build/packages/latentjam[vVERSION](...).dek, what Pd's "Find externals" unpacks, with its .sha256 and a
# .dek.txt that tells in a line what each object is. Linux. Says how large each part is.
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/bundle.sh"
packages=$root/build/packages

package() {
    local platform version work folder dek
    [ "$(uname)" = Linux ] || die "--package is for Linux; others: docs/packages.md"
    command -v patchelf >/dev/null || die "patchelf is missing, which makes libtorch relocatable: install it"
    command -v python3 >/dev/null || die "python3 is missing, which makes the pages of a package: install it"
    build library
    platform=linux-$(dpkg --print-architecture 2>/dev/null || uname -m)
    version=$(version_of "$root")
    work=$packages/work folder=$packages/work/latentjam
    rm -rf "$work"
    mkdir -p "$work"
    quietly "Collecting" "$root/build/package.log" collect "$work"
    strip --strip-unneeded "$folder"/*.so # before patchelf, whose work it would undo
    [ -e "$folder/latentjam-torch.so" ] ||
        die "a package has libtorch in it, and this build is without: delete build/release, then run this again"
    bundle "$folder" "$platform"
    licences "$folder"
    build pages
    cp -r "$build_dir/pages" "$folder/docs"
    quietly "Describing" "$root/build/package.log" describe "$folder" "$version" "$work/objects.txt"
    dek="latentjam[v$version](Linux-${platform#linux-}-32)"
    if compgen -G "$folder/latentjam.*-64.so" >/dev/null; then dek+="(Linux-${platform#linux-}-64)"; fi
    rm -f -- "$packages/latentjam[v$version]"*
    (cd "$work" && quietly "Packing" "$root/build/package.log" \
        cmake -E tar cf "$packages/$dek.dek" --format=zip latentjam)
    (cd "$packages" && sha256sum "$dek.dek" >"$dek.dek.sha256")
    mv "$work/objects.txt" "$packages/$dek.dek.txt"
    sizes "$folder" "$platform" "$packages/$dek.dek"
    echo "$packages/$dek.dek"
}

# The one place where the version stands.
version_of() { sed -n 's/^project(latentjam VERSION \([0-9.]*\).*/\1/p' "$1/CMakeLists.txt"; }

collect() {
    cmake --install "$build_dir" --prefix "$1/prefix" &&
        mv "$1/prefix/lib/pd-externals/latentjam" "$1/latentjam" && rm -rf "$1/prefix" &&
        rm -rf "$1/latentjam/models/data" "$1/latentjam/models/diffusion" "$1/latentjam/models/designs" &&
        rm -f "$1"/latentjam/models/*-data.npy "$1"/latentjam/models/*.pt "$1"/latentjam/models/*.json &&
        cp "$root"/setup/package/*.pd "$1/latentjam" && cp "$root/CHANGELOG.md" "$1/latentjam"
}

# The text of each licence, by the Debian package that a library came from, and a list of them.
licences() {
    local folder=$1 library path package list=$1/licenses/README.txt
    mkdir "$folder/licenses"
    {
        echo "latentjam itself: ../LICENSE (BSD-3-Clause). With it, in the folders named after processors, as built by"
        echo "Debian, changed in nothing but their names, where they look for each other, and links to libraries"
        echo "that they do not use."
        echo "Their sources, of these versions: https://snapshot.debian.org. Texts: the files beside this one."
        echo
    } >"$list"
    while read -r library path; do
        package=$(owner_of "$path")
        [ -n "$package" ] || die "whose licence $path has is not known: no package of Debian owns it"
        printf '%-34s %s %s\n' "$library" "$package" "$(dpkg-query -W -f '${Version}' "$package")"
        cp -L "/usr/share/doc/${package%%:*}/copyright" "$folder/licenses/${package%%:*}.txt"
    done < <(sort "$folder/.bundled") >>"$list"
    rm "$folder/.bundled"
    # What those texts only point to.
    for path in $(grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$folder"/licenses/*.txt |
        sort -u); do
        [ ! -e "$path" ] || cp -L "$path" "$folder/licenses/common-$(basename "$path").txt"
    done
}

owner_of() {
    local each
    for each in "$1" "/usr${1}" "${1#/usr}"; do
        dpkg-query -S "$each" 2>/dev/null | sed -n '1s/: .*//p' || true
    done | sed -n 1p
}

# describe FOLDER VERSION LIST: a META canvas with DESCRIPTION in each help patch, as deken and Pd's help search read
# it, and "object<TAB>description" lines: the sentence that stands under the title of the help patch.
describe() {
    local patch name
    for patch in "$1"/*-help.pd; do
        name=$(basename "$patch" -help.pd)
        awk -v version="$2" -v list="$3" -v name="$name" -f "$root/setup/package/describe.awk" "$patch" \
            >"$patch.new" || {
            echo "$patch: no sentence under its title"
            return 1
        }
        mv "$patch.new" "$patch"
    done
    LC_ALL=C sort -o "$3" "$3"
    sed -i "s/VERSION_OF_THIS_PACKAGE/$2/" "$1/README.deken.pd" "$1/latentjam-meta.pd"
}

sizes() {
    local folder=$1 part
    printf '%-34s %8s %8s\n' part MB zipped
    cd "$folder" || return
    sized "the library, both kinds" latentjam.*.so
    # shellcheck disable=SC2046 # names without spaces
    sized "a file for each object's name" $(find . -maxdepth 1 -name '*.so' ! -name 'latentjam.*')
    sized "latentjam-torch" "$2/latentjam-torch.so"
    sized "libtorch, libc10" "$2"/libtorch* "$2"/libc10*
    sized "oneDNN" "$2"/libdnnl*
    sized "OpenBLAS, LAPACK" "$2"/lib*blas* "$2"/liblapack*
    # shellcheck disable=SC2046
    sized "smaller libraries" $(find "$2" -name 'lib*' ! -name 'libtorch*' ! -name 'libc10*' ! -name 'libdnnl*' \
        ! -name 'lib*blas*' ! -name 'liblapack*')
    sized "abstractions, help" ./*.pd
    for part in models samples patches docs licenses; do
        [ ! -e "$part" ] || sized "$part" "$part"
    done
    printf '%-34s %8s %8.1f\n' "the .dek" "" "$(stat -c %s "$3" | awk '{ print $1 / 1e6 }')"
}

sized() {
    local label=$1
    shift
    printf '%-34s %8.1f %8.1f\n' "$label" "$(du -cb "$@" | awk 'END { print $1 / 1e6 }')" \
        "$(tar c "$@" 2>/dev/null | gzip | wc -c | awk '{ print $1 / 1e6 }')"
}
