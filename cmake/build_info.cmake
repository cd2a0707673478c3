# Generates mdc/core/build_info.hpp: version, commit, compiler and build type of this build.
# Included, it adds the target that keeps the header fresh; run with `cmake -P`, it writes the header.
# Only a changed text touches the file, so an unchanged tree compiles nothing.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(MDC_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
  add_custom_target(mdc_build_info
    COMMAND ${CMAKE_COMMAND}
      -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DOUTPUT=${MDC_GENERATED_DIR}/mdc/core/build_info.hpp
      -DVERSION=${PROJECT_VERSION} -DBUILD_TYPE=${CMAKE_BUILD_TYPE} -DSANITIZE=${MDC_SANITIZE}
      "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
      -P ${CMAKE_CURRENT_LIST_FILE}
    BYPRODUCTS ${MDC_GENERATED_DIR}/mdc/core/build_info.hpp
    COMMENT "Looking at version and commit" VERBATIM)
  return()
endif()

# The commit: from git; else what `git archive` wrote into the tree; else unknown.
set(COMMIT "")
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT} describe --tags --always --dirty
    WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
endif()
if(NOT COMMIT)
  file(STRINGS ${SOURCE_DIR}/cmake/archive_commit.txt COMMIT LIMIT_COUNT 1)
endif()
if(NOT COMMIT OR COMMIT MATCHES "Format")
  set(COMMIT unknown)
endif()

configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.hpp.in ${OUTPUT} @ONLY)
