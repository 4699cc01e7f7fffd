# cmake --install build/release: the library folder into Pd's externals folder, for single- and double-precision Pd.
# SPDX-License-Identifier: BSD-3-Clause
if(APPLE)
  set(default_folder "$ENV{HOME}/Library/Pd")
elseif(WIN32)
  set(default_folder "$ENV{AppData}/Pd")
else()
  set(default_folder "lib/pd-externals") # below CMAKE_INSTALL_PREFIX, /usr/local if nothing else is said
endif()
set(LATENTJAM_INSTALL_DIR "${default_folder}" CACHE STRING "Pd's externals folder")
set(folder "${LATENTJAM_INSTALL_DIR}/latentjam")

add_custom_target(library COMMENT "All that Pd loads")
foreach(target IN ITEMS latentjam latentjam64 latentjam_torch)
  if(TARGET ${target})
    add_dependencies(library ${target})
    set_target_properties(${target} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
    install(TARGETS ${target} LIBRARY DESTINATION "${folder}" RUNTIME DESTINATION "${folder}")
  endif()
endforeach()
install(DIRECTORY abstractions/ help/ DESTINATION "${folder}" FILES_MATCHING PATTERN "*.pd")
foreach(part IN ITEMS patches models samples)
  install(DIRECTORY ${part} DESTINATION "${folder}" OPTIONAL
    PATTERN "*.py" EXCLUDE PATTERN "__pycache__" EXCLUDE PATTERN "out" EXCLUDE PATTERN ".cache" EXCLUDE)
endforeach()
install(FILES LICENSE README.md DESTINATION "${folder}")
