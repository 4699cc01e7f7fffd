# The innermost loops of convolutions, each file for the processors it is named after; which one runs is chosen at run time.
# SPDX-License-Identifier: BSD-3-Clause
set(conv "${PROJECT_SOURCE_DIR}/lib/infer/conv")
set(loops "${conv}/tiles_avx2.cpp" "${conv}/tiles_avx512.cpp" "${conv}/tiles_neon.cpp" "${conv}/tiles_portable.cpp")

if(MSVC)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "AMD64|x86_64")
    set_source_files_properties("${conv}/tiles_avx2.cpp" PROPERTIES COMPILE_OPTIONS "/arch:AVX2")
    set_source_files_properties("${conv}/tiles_avx512.cpp" PROPERTIES COMPILE_OPTIONS "/arch:AVX512")
  endif()
else()
  # Optimized in every build: without registers for its sums a tile is a hundred times slower. And nobody looks at the
  # processor's floating-point flags, for whose sake a compiler would make a leaky ReLU one number at a time.
  set_source_files_properties(${loops} PROPERTIES COMPILE_OPTIONS "-O3")
  set_source_files_properties("${conv}/convolution.cpp" PROPERTIES COMPILE_OPTIONS "-O3;-fno-trapping-math")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set_source_files_properties("${conv}/tiles_avx2.cpp" PROPERTIES COMPILE_OPTIONS "-O3;-mavx2;-mfma;-mf16c")
    set_source_files_properties("${conv}/tiles_avx512.cpp" PROPERTIES COMPILE_OPTIONS "-O3;-mavx512f;-mavx2;-mfma;-mf16c")
  endif()
endif()
