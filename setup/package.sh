# package [KIND]: build/packages/latentjam[vVERSION](...).dek, what Pd's "Find externals" unpacks, with its .sha256 and
# a .dek.txt that tells in a line what each object is. Says how large each part is. Two for Linux here: "torch" with a
# libtorch that works where it is unpacked, "light" with the library's own runtime alone; "arm64" and "windows" are
# light ones for other machines (setup/cross).
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/bundle.sh"
packages=$root/build/packages

package() {
    [ "$(uname)" = Linux ] || die "--package is for Linux; others: docs/packages.md"
    command -v patchelf >/dev/null || die "patchelf is missing, which makes libraries relocatable: install it"
    command -v python3 >/dev/null || die "python3 is missing, which makes the pages of a package: install it"
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
    make_package "" "linux-$(debian_name)"
}

package_light() { in_light make_light "linux-$(debian_name)"; }

make_light() {
    build library
    make_package -light "$1"
}

# in_light COMMAND...: with a build that has no libtorch and no tests.
in_light() {
    local build_dir=$root/build/light no_torch=yes build_options=(-DLATENTJAM_TESTS=OFF)
    if command -v ffmpeg >/dev/null; then build_options+=(-DLATENTJAM_PAGES_RENDER=ON); fi
    "$@"
}

debian_name() { dpkg --print-architecture 2>/dev/null || uname -m; }

# make_package VARIANT PLATFORM: from $build_dir. PLATFORM as Pd names it, e.g. linux-amd64.
make_package() {
    local platform=$2 version work folder dek bits
    version=$(version_of "$root")
    work=$packages/unpacked/$platform$1
    folder=$work/latentjam
    rm -rf "$work"
    mkdir -p "$work"
    quietly "Collecting" "$root/build/package.log" collect "$work"
    # Before patchelf, whose work it would undo.
    find "$folder" -maxdepth 1 \( -name '*.so' -o -name '*.dll' \) -exec "${strip:-strip}" --strip-unneeded {} +
    "${bundle:-bundle}" "$folder" "$platform"
    "${licences:-licences}" "$folder"
    pages "$folder"
    quietly "Describing" "$root/build/package.log" describe "$folder" "$version" "$work/objects.txt"
    dek="latentjam[v$version$1]"
    for bits in 32 64; do
        if compgen -G "$folder/latentjam.*-$bits.*" >/dev/null; then dek+="(${platform^}-$bits)"; fi
    done
    rm -f -- "$packages/$dek"*
    (cd "$work" && quietly "Packing" "$root/build/package.log" \
        cmake -E tar cf "$packages/$dek.dek" --format=zip latentjam)
    (cd "$packages" && sha256sum "$dek.dek" >"$dek.dek.sha256")
    mv "$work/objects.txt" "$packages/$dek.dek.txt"
    sizes "$folder" "$platform" "$packages/$dek.dek"
    echo "$packages/$dek.dek"
}

# The pages come from a build that runs here, with ten seconds of each patch where ffmpeg can write them.
pages() {
    [ -n "${pages_made:-}" ] || in_light build pages
    pages_made=yes
    cp -r "$root/build/light/pages" "$1/docs"
}

# The one place where the version stands.
version_of() { sed -n 's/^project(latentjam VERSION \([0-9.]*\).*/\1/p' "$1/CMakeLists.txt"; }

collect() {
    cmake --install "$build_dir" --prefix "$1/prefix" &&
        mv "$1/prefix/lib/pd-externals/latentjam" "$1/latentjam" && rm -rf "$1/prefix" &&
        rm -rf "$1/latentjam/models/data" "$1/latentjam/models/diffusion" "$1/latentjam/models/designs" &&
        rm -f "$1"/latentjam/models/*.pt "$1"/latentjam/models/*.json &&
        cp "$root"/setup/package/*.pd "$1/latentjam" && cp "$root/CHANGELOG.md" "$1/latentjam"
}

# The text of each licence, by the Debian package that a library came from, and a list of them.
licences() {
    local folder=$1 library path package version list=$1/licenses/README.txt
    mkdir "$folder/licenses"
    {
        echo "latentjam itself: ../LICENSE (BSD-3-Clause). With it, in the folders named after processors, as built by"
        echo "Debian, changed in nothing but their names, where they look for each other, and links to libraries"
        echo "that they do not use."
        echo "Their sources, of these versions: https://snapshot.debian.org. Texts: the files beside this one."
        echo
    } >"$list"
    while read -r library path; do
        read -r package version < <(owner_of "$path") || true
        [ -n "$package" ] || die "whose licence $path has is not known: no package of Debian owns it"
        printf '%-34s %s %s\n' "$library" "$package" "$version"
        cp -L "${sysroot:-}/usr/share/doc/${package%%:*}/copyright" "$folder/licenses/${package%%:*}.txt"
    done < <(sort "$folder/.bundled") >>"$list"
    rm "$folder/.bundled"
    # What those texts only point to.
    for path in $(grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$folder"/licenses/*.txt |
        sort -u); do
        [ ! -e "$path" ] || cp -L "$path" "$folder/licenses/common-$(basename "$path").txt"
    done
}

# The package of Debian that a file belongs to, and its version.
owner_of() {
    local each package path=${1#"${sysroot:-}"}
    for each in "$path" "/usr$path" "${path#/usr}"; do
        if [ -n "${sysroot:-}" ]; then
            awk -v file="$each" '$1 == file { print $2, $3 }' "$owners"
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
