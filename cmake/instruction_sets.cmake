# The innermost loops of lib/kernel, each file for the processors it is named after. Which one runs is chosen at run
# time.
# SPDX-License-Identifier: BSD-3-Clause
set(conv "${PROJECT_SOURCE_DIR}/lib/kernel/conv")
set(pointwise "${PROJECT_SOURCE_DIR}/lib/kernel/pointwise")
set(fourier "${PROJECT_SOURCE_DIR}/lib/kernel/fourier")
set(product "${PROJECT_SOURCE_DIR}/lib/kernel/product")
set(for_avx2 "${conv}/tiles_avx2.cpp" "${pointwise}/kernels_avx2.cpp" "${fourier}/loops_avx2.cpp"
  "${product}/loops_avx2.cpp")
set(for_avx512 "${conv}/tiles_avx512.cpp" "${pointwise}/kernels_avx512.cpp" "${fourier}/loops_avx512.cpp"
  "${product}/loops_avx512.cpp")
set(for_others "${conv}/tiles_neon.cpp" "${conv}/tiles_portable.cpp" "${conv}/convolution.cpp"
  "${conv}/input_rows.cpp" "${conv}/winograd.cpp" "${pointwise}/kernels_portable.cpp" "${fourier}/loops_portable.cpp"
  "${product}/loops_portable.cpp")

if(MSVC)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "AMD64|x86_64")
    set_source_files_properties(${for_avx2} PROPERTIES COMPILE_OPTIONS "/arch:AVX2")
    set_source_files_properties(${for_avx512} PROPERTIES COMPILE_OPTIONS "/arch:AVX512")
  endif()
else()
  # Optimized in every build: without registers for its sums a tile is a hundred times slower. And errno and
  # the processor's floating-point flags are never looked at, for whose sake a compiler would take one number at a time.
  set(options "-O3;-fno-math-errno;-fno-trapping-math")
  if(MINGW) # Windows aligns stacks by 16 bytes, and GCC spills vectors of 32 and 64 as if they were aligned
    list(APPEND options "-Wa,-muse-unaligned-vector-move")
  endif()
  set_source_files_properties(${for_avx2} ${for_avx512} ${for_others} PROPERTIES COMPILE_OPTIONS "${options}")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set_source_files_properties(${for_avx2} PROPERTIES COMPILE_OPTIONS "${options};-mavx2;-mfma;-mf16c")
    set_source_files_properties(${for_avx512} PROPERTIES
      COMPILE_OPTIONS "${options};-mavx512f;-mavx2;-mfma;-mf16c;-mprefer-vector-width=512")
  endif()
endif()
