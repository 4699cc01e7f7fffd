# pd_library(target BITS): one loadable file of Pd objects for a Pd whose samples have that many bits (32 or 64).
# latentjam_object(name file): one Pd object, added to every pd_library; its help patch must exist.
# SPDX-License-Identifier: BSD-3-Clause

# The file name that Pd looks for, e.g. latentjam.linux-amd64-32.so: no Pd loads the other one's file.
function(pd_file_suffix bits result)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" cpu)
  string(REGEX REPLACE "^(x86_64|x64)$" "amd64" cpu "${cpu}")
  string(REGEX REPLACE "^aarch64$" "arm64" cpu "${cpu}")
  string(REGEX REPLACE "^i.86$" "i386" cpu "${cpu}")
  string(REGEX REPLACE "^(armv[67]).*" "\\1" cpu "${cpu}")
  if(WIN32)
    set(extension dll)
  else()
    set(extension so)
  endif()
  set(${result} ".${system}-${cpu}-${bits}.${extension}" PARENT_SCOPE)
endfunction()

set_property(GLOBAL PROPERTY latentjam_objects "")
function(latentjam_object name file)
  require_help("${name}")
  set_property(GLOBAL APPEND PROPERTY latentjam_objects "${file}")
endfunction()

# objects.inc calls each object's set-up function: rave_tilde.cpp has rave_tilde_setup().
function(write_object_list path)
  get_property(files GLOBAL PROPERTY latentjam_objects)
  set(content "")
  foreach(file IN LISTS files)
    cmake_path(GET file STEM stem)
    string(APPEND content "LATENTJAM_OBJECT(${stem}_setup)\n")
  endforeach()
  file(CONFIGURE OUTPUT "${path}" CONTENT "${content}")
endfunction()

function(pd_library target bits)
  get_property(objects GLOBAL PROPERTY latentjam_objects)
  pd_file_suffix(${bits} suffix)
  add_library(${target} MODULE ${objects} ${ARGN})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME latentjam SUFFIX "${suffix}"
    LIBRARY_OUTPUT_DIRECTORY "${LATENTJAM_FOLDER}" RUNTIME_OUTPUT_DIRECTORY "${LATENTJAM_FOLDER}")
  target_compile_definitions(${target} PRIVATE PD_FLOATSIZE=${bits})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
  target_link_libraries(${target} PRIVATE latentjam_core Pd::headers latentjam_warnings)
  export_only(${target} latentjam_setup)
  if(UNIX AND NOT APPLE)
    target_link_options(${target} PRIVATE -Wl,-z,now)
  endif()
  if(NOT MSVC) # Pd's own idiom: methods of any signature are handed over as one pointer type
    target_compile_options(${target} PRIVATE -Wno-cast-function-type)
  endif()
endfunction()
