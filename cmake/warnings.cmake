# latentjam_warnings: linked by our own targets; headers of others are included as system headers and stay silent.
# SPDX-License-Identifier: BSD-3-Clause
add_library(latentjam_warnings INTERFACE)
if(MSVC)
  target_compile_options(latentjam_warnings INTERFACE /W4 /permissive- /utf-8)
  target_compile_definitions(latentjam_warnings INTERFACE NOMINMAX _USE_MATH_DEFINES)
else()
  target_compile_options(latentjam_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wimplicit-fallthrough -Wextra-semi)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 takes `"a" + std::string()` for copies that overlap (its bug 105651).
    target_compile_options(latentjam_warnings INTERFACE -Wno-restrict)
  endif()
endif()
