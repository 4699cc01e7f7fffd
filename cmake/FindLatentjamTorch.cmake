# Finds libtorch's headers and libraries, and nothing else: torch's own package file brings flags, defines and noise.
# From libtorch's archive: -DCMAKE_PREFIX_PATH=/path/to/libtorch
# SPDX-License-Identifier: BSD-3-Clause
find_path(TORCH_INCLUDE_DIR torch/script.h)
find_path(TORCH_API_INCLUDE_DIR torch/all.h PATH_SUFFIXES torch/csrc/api/include HINTS "${TORCH_INCLUDE_DIR}")
foreach(part IN ITEMS torch torch_cpu c10)
  find_library(TORCH_${part}_LIBRARY ${part})
  list(APPEND TORCH_LIBRARIES "${TORCH_${part}_LIBRARY}")
  mark_as_advanced(TORCH_${part}_LIBRARY)
endforeach()
find_library(TORCH_CUDA_LIBRARY torch_cuda) # only in CUDA builds of libtorch

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LatentjamTorch
  REQUIRED_VARS TORCH_c10_LIBRARY TORCH_torch_cpu_LIBRARY TORCH_torch_LIBRARY TORCH_INCLUDE_DIR TORCH_API_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "Install libtorch-dev, or unpack libtorch's archive and name its folder in CMAKE_PREFIX_PATH.")

if(LatentjamTorch_FOUND AND NOT TARGET latentjam::torch)
  add_library(latentjam::torch INTERFACE IMPORTED GLOBAL)
  target_include_directories(latentjam::torch SYSTEM INTERFACE "${TORCH_INCLUDE_DIR}" "${TORCH_API_INCLUDE_DIR}")
  target_link_libraries(latentjam::torch INTERFACE ${TORCH_LIBRARIES})
  if(LATENTJAM_SANITIZE MATCHES "undefined")
    # The check of virtual calls asks for type information that libtorch keeps to itself: what uses it would not link.
    target_compile_options(latentjam::torch INTERFACE -fno-sanitize=vptr)
  endif()
  if(TORCH_CUDA_LIBRARY AND NOT MSVC)
    # libtorch registers its CUDA side when the file is loaded, so it must be linked although nothing names it.
    target_link_libraries(latentjam::torch INTERFACE -Wl,--no-as-needed "${TORCH_CUDA_LIBRARY}" -Wl,--as-needed)
  endif()
endif()
mark_as_advanced(TORCH_INCLUDE_DIR TORCH_API_INCLUDE_DIR TORCH_CUDA_LIBRARY)
