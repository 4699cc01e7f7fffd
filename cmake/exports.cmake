# export_only(target symbol): the one symbol a loadable file shows; everything else, templates included, stays inside.
# The source marks the same symbol with LATENTJAM_EXPORT.
# SPDX-License-Identifier: BSD-3-Clause
function(export_only target symbol)
  if(APPLE)
    target_link_options(${target} PRIVATE "-Wl,-exported_symbol,_${symbol}")
  elseif(UNIX)
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${target}.map")
    file(CONFIGURE OUTPUT "${script}" CONTENT "{ global: ${symbol}; local: *; };\n")
    target_link_options(${target} PRIVATE "-Wl,--version-script=${script}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${script}")
  endif()
endfunction()
