# Finds m_pd.h and its version. Pd itself is not linked (an external meets it when it is loaded), except on Windows.
# Look elsewhere with PD_INCLUDE_DIR (the folder of m_pd.h) and, on Windows, PD_LIBRARY (pd.lib or pd.dll) and
# PD64_LIBRARY (of double-precision Pd).
# SPDX-License-Identifier: BSD-3-Clause
find_path(PD_INCLUDE_DIR m_pd.h
  PATH_SUFFIXES pd src
  HINTS /Applications/Pd.app/Contents/Resources "$ENV{ProgramFiles}/Pd")

if(PD_INCLUDE_DIR)
  file(STRINGS "${PD_INCLUDE_DIR}/m_pd.h" lines REGEX "#define PD_(MAJOR|MINOR|BUGFIX)_VERSION [0-9]+")
  string(REGEX REPLACE "[^;]*VERSION ([0-9]+)" "\\1" numbers "${lines}")
  list(JOIN numbers "." Pd_VERSION)
endif()

set(required PD_INCLUDE_DIR)
if(WIN32)
  find_library(PD_LIBRARY NAMES pd HINTS "$ENV{ProgramFiles}/Pd/bin")
  find_library(PD64_LIBRARY NAMES pd64 HINTS "$ENV{ProgramFiles}/Pd64/bin")
  list(APPEND required PD_LIBRARY)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Pd REQUIRED_VARS ${required} VERSION_VAR Pd_VERSION
  REASON_FAILURE_MESSAGE "Install puredata-dev (Pd 0.54 or newer), or name the folder of m_pd.h in PD_INCLUDE_DIR.")

if(Pd_FOUND AND NOT TARGET Pd::headers)
  add_library(Pd::headers INTERFACE IMPORTED GLOBAL)
  target_include_directories(Pd::headers SYSTEM INTERFACE "${PD_INCLUDE_DIR}")
  if(WIN32) # an external meets the Pd that has loaded it by the name of its .dll: one for each size of samples
    foreach(bits IN ITEMS 32 64)
      add_library(Pd::program${bits} INTERFACE IMPORTED GLOBAL)
    endforeach()
    target_link_libraries(Pd::program32 INTERFACE "${PD_LIBRARY}")
    if(PD64_LIBRARY)
      target_link_libraries(Pd::program64 INTERFACE "${PD64_LIBRARY}")
    endif()
  elseif(APPLE)
    target_link_options(Pd::headers INTERFACE -undefined dynamic_lookup)
  endif()
endif()

# The programs that the headless tests start.
find_program(PD_PROGRAM NAMES pd HINTS /Applications/Pd.app/Contents/Resources/bin "$ENV{ProgramFiles}/Pd/bin")
find_program(PD64_PROGRAM NAMES pd64 puredata64)
mark_as_advanced(PD_INCLUDE_DIR PD_LIBRARY PD64_LIBRARY PD_PROGRAM PD64_PROGRAM)
