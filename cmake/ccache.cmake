# A second build of the same source costs nothing when ccache is there; its absence is no error.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(MDC_CCACHE ccache)
  if(MDC_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${MDC_CCACHE})
  endif()
endif()
