# find_python_with(variable module): the first Python that has a module, for tests of scripts. Empty when there is none.
# SPDX-License-Identifier: BSD-3-Clause
function(find_python_with variable module)
  foreach(candidate IN ITEMS python3 /usr/bin/python3)
    if(NOT ${variable})
      execute_process(COMMAND "${candidate}" -c "import ${module}" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
      if(NOT failed)
        set(${variable} "${candidate}" CACHE STRING "A Python that has ${module}")
      endif()
    endif()
  endforeach()
endfunction()
