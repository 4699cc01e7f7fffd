# Builds for Windows with mingw-w64, against Pd and the libraries that setup/cross/windows.sh has built.
# SPDX-License-Identifier: BSD-3-Clause
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_STRIP x86_64-w64-mingw32-strip)
set(root "${CMAKE_CURRENT_LIST_DIR}/../../build/cross/windows")
set(CMAKE_FIND_ROOT_PATH "${root}/prefix" /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${root}/prefix/lib/pkgconfig")
# The compiler's own libraries go into each file: Windows has none of them.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "-static")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-static")
# Its code runs in no Pd of this system.
set(PD_PROGRAM "" CACHE FILEPATH "")
set(PD64_PROGRAM "" CACHE FILEPATH "")
