# The few functions that every CMakeLists.txt uses. All of them glob, so a new file never edits CMake,
# and a folder that does not exist is skipped until it does.

# Links the mdc modules of `names` that exist into `target`.
function(mdc_link_modules target scope)
  foreach(name IN LISTS ARGN)
    if(TARGET mdc_${name})
      target_link_libraries(${target} ${scope} mdc::${name})
    endif()
  endforeach()
endfunction()

# mdc_library(<module> [DEPENDS <module>…] [LINK <imported target>…])
#
# src/mdc/<module>/**/*.cpp but main.cpp as the static library mdc_<module>, alias mdc::<module>;
# an interface library when the module has headers only.
function(mdc_library module)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "DEPENDS;LINK")
  set(folder ${PROJECT_SOURCE_DIR}/src/mdc/${module})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${folder}/*.hpp)
  if(NOT sources AND NOT headers)
    return()
  endif()
  list(REMOVE_ITEM sources ${folder}/main.cpp)
  set(name mdc_${module})
  if(sources)
    set(scope PUBLIC)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE mdc_options)
    add_dependencies(${name} mdc_build_info)
  else()
    set(scope INTERFACE)
    add_library(${name} INTERFACE)
  endif()
  add_library(mdc::${module} ALIAS ${name})
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR}/src ${MDC_GENERATED_DIR})
  target_link_libraries(${name} ${scope} ${ARG_LINK})
  mdc_link_modules(${name} ${scope} ${ARG_DEPENDS})
endfunction()

# mdc_program(<program> MODULE <module>): src/mdc/<module>/main.cpp and the module's library as <build>/bin/<program>.
function(mdc_program program)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "MODULE" "")
  set(main ${PROJECT_SOURCE_DIR}/src/mdc/${ARG_MODULE}/main.cpp)
  if(NOT TARGET mdc_${ARG_MODULE} OR NOT EXISTS ${main})
    return()
  endif()
  add_executable(${program} ${main})
  target_link_libraries(${program} PRIVATE mdc_options mdc::${ARG_MODULE})
  add_dependencies(${program} mdc_build_info)
endfunction()

# mdc_test(<name> DIR <folder> [DEPENDS <module>…] [LINK <target>…] [LABELS <label>…])
#
# Every *_test.cpp below the folder, and every other .cpp and .hpp beside them, as one GoogleTest
# executable mdc_<name>_test and one ctest entry, run in the source root.
function(mdc_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "DIR" "DEPENDS;LINK;LABELS")
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${ARG_DIR}/*_test.cpp)
  if(NOT tests)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${ARG_DIR}/*.cpp)
  set(program mdc_${name}_test)
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE mdc_options mdc_test_main ${ARG_LINK})
  mdc_link_modules(${program} PRIVATE ${ARG_DEPENDS})
  add_dependencies(${program} mdc_build_info)
  add_test(NAME ${name} COMMAND ${program} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    LABELS "${ARG_LABELS}" TIMEOUT 1200 ENVIRONMENT "${MDC_TEST_ENVIRONMENT}")
  if("threads" IN_LIST ARG_LABELS)
    set_property(GLOBAL APPEND PROPERTY MDC_THREADED_TESTS ${program})
  endif()
endfunction()
