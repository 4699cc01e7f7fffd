# latentjam_sanitizers: linked by our own targets; empty unless LATENTJAM_SANITIZE names some.
# Pd itself is not instrumented, so headless tests preload the sanitizer's runtime into it (LATENTJAM_PD_PRELOAD).
# SPDX-License-Identifier: BSD-3-Clause
add_library(latentjam_sanitizers INTERFACE)
set(LATENTJAM_PD_PRELOAD "")
if(LATENTJAM_SANITIZE)
  set(flags "-fsanitize=${LATENTJAM_SANITIZE}" -fno-sanitize-recover=undefined)
  target_compile_options(latentjam_sanitizers INTERFACE ${flags})
  target_link_options(latentjam_sanitizers INTERFACE ${flags})

  if(LATENTJAM_SANITIZE MATCHES "thread")
    set(runtime libtsan.so)
  else()
    set(runtime libasan.so)
  endif()
  execute_process(COMMAND "${CMAKE_CXX_COMPILER}" "-print-file-name=${runtime}"
    OUTPUT_VARIABLE LATENTJAM_PD_PRELOAD OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
