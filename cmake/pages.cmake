# cmake --build build/release --target pages: build/release/pages, the documentation to browse offline, made of the
# objects' own tables. Ten seconds and a picture of each patch beside it, with -DLATENTJAM_PAGES_RENDER=ON (minutes; by
# ffmpeg, Xvfb, xdotool and ImageMagick).
# SPDX-License-Identifier: BSD-3-Clause
option(LATENTJAM_PAGES_RENDER "Render a sound for each patch into the pages" OFF)
find_package(Python3 COMPONENTS Interpreter QUIET)
if(NOT Python3_Interpreter_FOUND OR NOT PD_PROGRAM)
  return()
endif()
set(reference "${PROJECT_BINARY_DIR}/reference.json")
set(rendering "$<$<BOOL:${LATENTJAM_PAGES_RENDER}>:--render;${PD_PROGRAM};${LATENTJAM_FOLDER}>")
add_custom_target(pages
  COMMAND "${PD_PROGRAM}" -nrt -nogui -noprefs -batch -path "${LATENTJAM_FOLDER}" -lib latentjam
    -send "latentjam reference ${reference}" -send "pd quit"
  COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/docs/pages.py" "${reference}" "${PROJECT_BINARY_DIR}/pages"
    "${rendering}"
  COMMAND_EXPAND_LISTS VERBATIM COMMENT "The documentation as pages")
add_dependencies(pages library)
