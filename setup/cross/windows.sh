# The light package for Windows: built here with mingw-w64. Pd, which it is linked to, and the libraries come from
# Debian's source packages; all of it lies in build/cross/windows.
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/cross/debian.sh"
windows=$root/build/cross/windows

package_windows() {
    local folder
    folder=$(folder_of -light windows-amd64)/latentjam
    cross_windows
    build_windows library
    collect "$root/build/windows" "$folder"
    strip_all x86_64-w64-mingw32-strip "$folder"
    licences_windows "$folder"
    pack -light windows-amd64
}

# build_windows TARGET
build_windows() {
    build "$1" "$root/build/windows" -DLATENTJAM_TORCH=OFF -DLATENTJAM_TESTS=ON \
        "-DCMAKE_TOOLCHAIN_FILE=$root/cmake/cross/windows.cmake" -DLATENTJAM_INSTALL_DIR=lib/pd-externals
}

# Everything is linked into the files themselves.
licences_windows() {
    local name list=$1/licenses/README.txt
    mkdir "$1/licenses"
    {
        echo "latentjam itself: ../LICENSE (BSD-3-Clause). Linked into its files, as built from Debian's sources,"
        echo "which https://snapshot.debian.org keeps. Texts: the files beside this one."
        echo
        cat "$windows/versions"
        dpkg-query -W -f '${Package} ${Version}\n' libz-mingw-w64-dev
        echo "GCC's runtime, mingw-w64: by their exceptions for what they compile"
    } >"$list"
    for name in "${windows_libraries[@]}"; do
        cp "$windows/sources/$name/debian/copyright" "$1/licenses/$name.txt"
    done
    cp /usr/share/doc/libz-mingw-w64-dev/copyright "$1/licenses/libz-mingw-w64-dev.txt"
}

windows_libraries=(libzip libsoxr libogg libvorbis flac opus libsndfile)

# Compiler, the libraries and Pd.
cross_windows() {
    # shellcheck disable=SC2046
    apt_install "" $(missing_of g++-mingw-w64-x86-64-posix libz-mingw-w64-dev dpkg-dev)
    [ ! -e "$windows/complete" ] || return 0
    mkdir -p "$windows"
    quietly "Building Pd and libraries for Windows" "$root/build/cross/windows.log" make_windows ||
        die "what Windows needs cannot be built: $(tail -n 1 "$root/build/cross/windows.log")"
    touch "$windows/complete"
}

# Each step ends it when it fails: errexit does not reach in here.
make_windows() (
    mkdir -p "$windows/sources" "$windows/prefix/lib" "$windows/prefix/include" &&
        apart "$windows/apt" amd64 && cd "$windows/sources" || exit
    for name in "${windows_libraries[@]}"; do
        [ -e "$name" ] || source_of "$name" bookworm-backports bookworm || exit
    done
    [ -e puredata ] || source_of puredata trixie bookworm-backports bookworm || exit
    [ -e catch2 ] || source_of catch2 bookworm-backports || exit # for tests/long/windows.sh
    for name in "${windows_libraries[@]}"; do
        echo "$name $(sed -n 's/^Version: //p' "$name"_*.dsc | head -n 1)"
    done >"$windows/versions"
    rm -rf "$windows/apt"
    cp /usr/x86_64-w64-mingw32/lib/libz.a "$windows/prefix/lib" &&
        cp /usr/x86_64-w64-mingw32/include/z*.h "$windows/prefix/include" &&
        made libsoxr -DBUILD_TESTS=OFF -DBUILD_EXAMPLES=OFF -DWITH_OPENMP=OFF -DWITH_LSR_BINDINGS=OFF &&
        made libzip -DENABLE_{COMMONCRYPTO,GNUTLS,MBEDTLS,OPENSSL,WINDOWS_CRYPTO,BZIP2,LZMA,ZSTD}=OFF \
            -DBUILD_{TOOLS,REGRESS,EXAMPLES,DOC}=OFF &&
        made libogg -DINSTALL_DOCS=OFF -DBUILD_TESTING=OFF &&
        made libvorbis &&
        made flac -DWITH_STACK_PROTECTOR=OFF -DBUILD_{CXXLIBS,PROGRAMS,EXAMPLES,TESTING,DOCS}=OFF \
            -DINSTALL_MANPAGES=OFF &&
        touch opus/opus_buildtype.cmake && # which its archive lacks
        made opus -DOPUS_STACK_PROTECTOR=OFF -DOPUS_FORTIFY_SOURCE=OFF &&
        made catch2 -DCATCH_INSTALL_DOCS=OFF &&
        made libsndfile -DCMAKE_C_FLAGS=-DFLAC__NO_DLL -DBUILD_{PROGRAMS,EXAMPLES,TESTING}=OFF \
            -DENABLE_{MPEG,CPACK,PACKAGE_CONFIG}=OFF &&
        cp -r /usr/include/pd "$windows/prefix/include" && # an older Pd lacks what newer ones are told in their header
        made_from "$root/setup/cross/pd" pd -DPD_SOURCE="$windows/sources/puredata"
)

# made NAME OPTION...: a library of that name in sources, for Windows, into prefix.
made() {
    local name=$1
    shift
    made_from "$windows/sources/$name" "$name" "$@"
}

made_from() {
    local source=$1 name=$2
    shift 2
    cmake -S "$source" -B "$windows/build/$name" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
        "-DCMAKE_TOOLCHAIN_FILE=$root/cmake/cross/windows.cmake" "-DCMAKE_INSTALL_PREFIX=$windows/prefix" "$@" &&
        cmake --build "$windows/build/$name" --target install --parallel "$(build_jobs)"
}
