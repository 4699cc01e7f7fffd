# Libraries the core uses, as imported targets: libzip (a model's description), libsndfile (sound files, latent .wav
# files) and libsoxr (other sample rates).
# SPDX-License-Identifier: BSD-3-Clause
function(require_library name module header library remedy)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(PC_${module} QUIET ${module})
  endif()
  find_path(${module}_INCLUDE_DIR ${header} HINTS ${PC_${module}_INCLUDE_DIRS})
  find_library(${module}_LIBRARY NAMES ${library} HINTS ${PC_${module}_LIBRARY_DIRS})
  mark_as_advanced(${module}_INCLUDE_DIR ${module}_LIBRARY)
  if(NOT ${module}_INCLUDE_DIR OR NOT ${module}_LIBRARY)
    message(FATAL_ERROR "${header} or its library was not found: install ${remedy}, "
      "or name its folder in CMAKE_PREFIX_PATH.")
  endif()
  add_library(${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION "${${module}_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${${module}_INCLUDE_DIR};${PC_${module}_INCLUDE_DIRS}")
  if(WIN32 AND ${module}_LIBRARY MATCHES "\\.a$") # a static library does not bring what it needs in turn
    set(needs ${PC_${module}_STATIC_LIBRARIES})
    list(REMOVE_ITEM needs ${library})
    set_target_properties(${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${needs}"
      INTERFACE_LINK_DIRECTORIES "${PC_${module}_STATIC_LIBRARY_DIRS}")
  endif()
endfunction()

require_library(latentjam::zip libzip zip.h zip "libzip-dev (macOS: libzip)")
require_library(latentjam::sndfile sndfile sndfile.h sndfile "libsndfile1-dev (macOS: libsndfile)")
require_library(latentjam::soxr soxr soxr.h soxr "libsoxr-dev (macOS: libsoxr)")
