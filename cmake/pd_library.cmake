# pd_library(target BITS): one loadable file of Pd objects for a Pd whose samples have that many bits (32 or 64).
# pd_by_name(target BITS): the small file that is installed under each object's name and loads the library.
# latentjam_object(name file): one Pd object, added to every pd_library; its help patch must exist.
# SPDX-License-Identifier: BSD-3-Clause

# As Pd says it, e.g. linux-amd64.
function(pd_platform result)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" cpu)
  string(REGEX REPLACE "^(x86_64|x64)$" "amd64" cpu "${cpu}")
  string(REGEX REPLACE "^aarch64$" "arm64" cpu "${cpu}")
  string(REGEX REPLACE "^i.86$" "i386" cpu "${cpu}")
  string(REGEX REPLACE "^(armv[67]).*" "\\1" cpu "${cpu}")
  set(${result} "${system}-${cpu}" PARENT_SCOPE)
endfunction()

# The file name that Pd looks for, e.g. latentjam.linux-amd64-32.so: no Pd loads the other one's file.
function(pd_file_suffix bits result)
  pd_platform(platform)
  if(WIN32)
    set(extension dll)
  else()
    set(extension so)
  endif()
  set(${result} ".${platform}-${bits}.${extension}" PARENT_SCOPE)
endfunction()

set_property(GLOBAL PROPERTY latentjam_objects "")
function(latentjam_object name file)
  require_help("${name}")
  set_property(GLOBAL APPEND PROPERTY latentjam_objects "${file}")
  if(NOT name STREQUAL "latentjam") # is the library's own file
    latentjam_also_named("${name}")
  endif()
endfunction()

function(latentjam_also_named name)
  set_property(GLOBAL APPEND PROPERTY latentjam_names "${name}")
endfunction()

# What Pd calls in a file of that name: pattern_tilde_setup for pattern~, setup_latent0x2ddistance for latent-distance.
function(write_set_up_names path)
  get_property(names GLOBAL PROPERTY latentjam_names)
  set(content "")
  foreach(name IN LISTS names)
    string(REGEX REPLACE "~$" "_tilde" symbol "${name}")
    string(REPLACE "-" "0x2d" symbol "${symbol}")
    if(name MATCHES "-")
      string(APPEND content "LATENTJAM_NAME(setup_${symbol})\n")
    else()
      string(APPEND content "LATENTJAM_NAME(${symbol}_setup)\n")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT "${path}" CONTENT "${content}")
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
  if(TARGET Pd::program${bits})
    target_link_libraries(${target} PRIVATE Pd::program${bits})
  endif()
  export_only(${target} latentjam_setup)
  if(UNIX AND NOT APPLE)
    target_link_options(${target} PRIVATE -Wl,-z,now)
  endif()
  if(NOT MSVC) # Pd's own idiom: methods of any signature are handed over as one pointer type
    target_compile_options(${target} PRIVATE -Wno-cast-function-type)
  endif()
endfunction()

# Its own name in the build folder is one that no object has.
function(pd_by_name target bits)
  pd_file_suffix(${bits} suffix)
  add_library(${target} MODULE by_name.cpp)
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME by-name SUFFIX "${suffix}")
  target_compile_definitions(${target} PRIVATE PD_FLOATSIZE=${bits})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/lib" "${CMAKE_CURRENT_BINARY_DIR}")
  target_link_libraries(${target} PRIVATE Pd::headers latentjam_warnings)
  if(TARGET Pd::program${bits})
    target_link_libraries(${target} PRIVATE Pd::program${bits})
  endif()
  if(UNIX)
    target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
  endif()
endfunction()
