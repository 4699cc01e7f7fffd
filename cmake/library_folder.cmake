# build/<preset>/latentjam: the library as Pd sees it, binaries and links to the sources, laid out as it is installed.
#     pd -path build/<preset>/latentjam -lib latentjam
# Every abstraction and object has a help patch, or configuration stops.
# SPDX-License-Identifier: BSD-3-Clause
set(LATENTJAM_FOLDER "${PROJECT_BINARY_DIR}/latentjam")
file(MAKE_DIRECTORY "${LATENTJAM_FOLDER}")

function(require_help name)
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/help/${name}-help.pd")
    message(FATAL_ERROR "help/${name}-help.pd is missing: every object and abstraction has a help patch.")
  endif()
endfunction()

file(GLOB abstractions CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/abstractions/*.pd")
file(GLOB help_patches CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/help/*.pd")
foreach(patch IN LISTS abstractions)
  cmake_path(GET patch STEM LAST_ONLY name)
  require_help("${name}")
endforeach()

file(GLOB old_links "${LATENTJAM_FOLDER}/*.pd")
if(old_links)
  file(REMOVE ${old_links})
endif()
foreach(path IN LISTS abstractions help_patches ITEMS
    "${PROJECT_SOURCE_DIR}/patches" "${PROJECT_SOURCE_DIR}/models" "${PROJECT_SOURCE_DIR}/samples")
  cmake_path(GET path FILENAME name)
  if(EXISTS "${path}")
    file(CREATE_LINK "${path}" "${LATENTJAM_FOLDER}/${name}" SYMBOLIC COPY_ON_ERROR)
  endif()
endforeach()
