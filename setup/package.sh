# package [KIND]: build/packages/latentjam[vVERSION](...).dek, what Pd's "Find externals" unpacks, with its .sha256 and
# a .dek.txt that tells in a line what each object is. Says how large each part is. Two for Linux here: "torch" with a
# libtorch that works where it is unpacked, "light" with the library's own runtime alone; "arm64" and "windows" are
# light ones for other machines (setup/cross).
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/bundle.sh"
packages=$root/build/packages
light=$root/build/light

package() {
    [ "$(uname)" = Linux ] || die "--package is for Linux; others: docs/packages.md"
    command -v patchelf >/dev/null || die "patchelf is missing, which makes libraries relocatable: install it"
    command -v python3 >/dev/null || die "python3 is missing, which makes the pages of a package: install it"
    build_light pages # each package has them
    case ${1:-} in
        "")
            package_light
            [ -n "${no_torch:-}" ] || package_torch
            ;;
        light | torch) "package_$1" ;;
        arm64 | windows)
            source "$root/setup/cross/$1.sh"
            "package_$1"
            ;;
    esac
}

package_torch() {
    [ -z "${no_torch:-}" ] || die "--package torch packs libtorch, and was built without it: delete build/release"
    build library
    package_linux "$build_dir" "" "linux-$(debian_name)" strip
}

package_light() {
    build_light library
    package_linux "$light" -light "linux-$(debian_name)" strip
}

# build_light TARGET: without libtorch and tests, in build/light; pages have sounds where ffmpeg can write them.
build_light() {
    local options=(-DLATENTJAM_TORCH=OFF -DLATENTJAM_TESTS=OFF)
    if command -v ffmpeg >/dev/null; then options+=(-DLATENTJAM_PAGES_RENDER=ON); fi
    build "$1" "$light" "${options[@]}"
}

debian_name() { dpkg --print-architecture 2>/dev/null || uname -m; }

# package_linux BUILD VARIANT PLATFORM STRIP [SYSROOT OWNERS]: from that build. PLATFORM as Pd names it, e.g.
# linux-amd64; STRIP is the program for it. SYSROOT is the Debian of another machine, OWNERS its list of files.
package_linux() {
    local folder
    folder=$(folder_of "$2" "$3")/latentjam
    collect "$1" "$folder"
    strip_all "$4" "$folder" # before patchelf, whose work it would undo
    bundle "$folder" "$3" "${5:-}"
    licences "$folder" "${5:-}" "${6:-}"
    pack "$2" "$3"
}

# folder_of VARIANT PLATFORM: the folder in which a package is put together.
folder_of() { echo "$packages/unpacked/$2$1"; }

# collect BUILD FOLDER: what that build installs, without what only makers of models need.
collect() { quietly "Collecting" "$root/build/package.log" collected "$@"; }

collected() {
    local prefix
    prefix=$(dirname "$2")/prefix
    rm -rf "$prefix" "$2" && mkdir -p "$prefix" && cmake --install "$1" --prefix "$prefix" &&
        mv "$prefix/lib/pd-externals/latentjam" "$2" && rm -rf "$prefix" &&
        rm -rf "$2/models/data" "$2/models/diffusion" "$2/models/designs" &&
        rm -f "$2"/models/*.pt "$2"/models/*.json &&
        cp "$root"/setup/package/*.pd "$root/CHANGELOG.md" "$2" && cp -r "$light/pages" "$2/docs"
}

strip_all() { find "$2" -maxdepth 1 \( -name '*.so' -o -name '*.dll' \) -exec "$1" --strip-unneeded {} +; }

# pack VARIANT PLATFORM: the .dek of what has been put together.
pack() {
    local work version dek bits
    work=$(folder_of "$1" "$2")
    version=$(version_of "$root")
    rm -f "$work/objects.txt" # to which is appended
    quietly "Describing" "$root/build/package.log" describe "$work/latentjam" "$version" "$work/objects.txt"
    dek="latentjam[v$version$1]"
    for bits in 32 64; do
        if compgen -G "$work/latentjam/latentjam.*-$bits.*" >/dev/null; then dek+="(${2^}-$bits)"; fi
    done
    rm -f -- "$packages/$dek"*
    (cd "$work" && quietly "Packing" "$root/build/package.log" \
        cmake -E tar cf "$packages/$dek.dek" --format=zip latentjam)
    (cd "$packages" && sha256sum "$dek.dek" >"$dek.dek.sha256")
    mv "$work/objects.txt" "$packages/$dek.dek.txt"
    sizes "$work/latentjam" "$2" "$packages/$dek.dek"
    echo "$packages/$dek.dek"
}

# The one place where the version stands.
version_of() { sed -n 's/^project(latentjam VERSION \([0-9.]*\).*/\1/p' "$1/CMakeLists.txt"; }

# licences FOLDER [SYSROOT OWNERS]: the text of each, by the Debian package that a library came from, and a list.
licences() {
    local folder=$1 sysroot=${2:-} owners=${3:-} library path package version list=$1/licenses/README.txt
    mkdir "$folder/licenses"
    {
        echo "latentjam itself: ../LICENSE (BSD-3-Clause). With it, in the folders named after processors, as built by"
        echo "Debian, changed in nothing but their names, where they look for each other, and links to libraries"
        echo "that they do not use."
        echo "Their sources, of these versions: https://snapshot.debian.org. Texts: the files beside this one."
        echo
    } >"$list"
    while read -r library path; do
        read -r package version < <(owner_of "${path#"$sysroot"}" "$owners") || true
        [ -n "$package" ] || die "whose licence $path has is not known: no package of Debian owns it"
        printf '%-34s %s %s\n' "$library" "$package" "$version"
        cp -L "$sysroot/usr/share/doc/${package%%:*}/copyright" "$folder/licenses/${package%%:*}.txt"
    done < <(sort "$folder/.bundled") >>"$list"
    rm "$folder/.bundled"
    # What those texts only point to.
    for path in $(grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$folder"/licenses/*.txt |
        sort -u); do
        [ ! -e "$path" ] || cp -L "$path" "$folder/licenses/common-$(basename "$path").txt"
    done
}

# owner_of FILE [OWNERS]: the package of Debian that it belongs to, and its version, by that list or this system's.
owner_of() {
    local each package
    for each in "$1" "/usr$1" "${1#/usr}"; do
        if [ -n "${2:-}" ]; then
            awk -v file="$each" '$1 == file { print $2, $3 }' "$2"
        else
            package=$(dpkg-query -S "$each" 2>/dev/null | sed -n '1s/: .*//p') || true
            [ -z "$package" ] || dpkg-query -W -f "$package \${Version}\n" "$package"
        fi
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
    sized "the library" latentjam.*-*.*
    # shellcheck disable=SC2046 # names without spaces
    sized "a file for each object's name" $(find . -maxdepth 1 \( -name '*.so' -o -name '*.dll' \) \
        ! -name 'latentjam.*')
    if [ -e "$2/latentjam-torch.so" ]; then
        sized "latentjam-torch" "$2/latentjam-torch.so"
        sized "libtorch, libc10" "$2"/libtorch* "$2"/libc10*
        sized "oneDNN" "$2"/libdnnl*
        sized "OpenBLAS, LAPACK" "$2"/lib*blas* "$2"/liblapack*
    fi
    # shellcheck disable=SC2046
    [ ! -e "$2" ] || sized "smaller libraries" $(find "$2" -name 'lib*' ! -name 'libtorch*' ! -name 'libc10*' \
        ! -name 'libdnnl*' ! -name 'lib*blas*' ! -name 'liblapack*')
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
