# How our own code is compiled. Every target of ours links mdc_options; third-party headers come
# through imported targets, which CMake treats as system headers, so these warnings never see them.
add_library(mdc_options INTERFACE)

# Warnings are errors with the compilers we build with every day. A newer one knows new warnings, which
# must not stand between a user and the program.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14
    OR CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
  set(known_compiler ON)
else()
  set(known_compiler OFF)
endif()
option(MDC_WARNINGS_ARE_ERRORS "Stop at warnings in our own code" ${known_compiler})
if(MDC_WARNINGS_ARE_ERRORS)
  target_compile_options(mdc_options INTERFACE -Werror)
endif()

target_compile_options(mdc_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(mdc_options INTERFACE
    -Wduplicated-cond -Wlogical-op
    # Wrong on std::string in g++ 12 (GCC bugs 105329 and 105651).
    -Wno-restrict)
endif()

if(MDC_SANITIZE)
  target_compile_options(mdc_options INTERFACE
    -fsanitize=${MDC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mdc_options INTERFACE -fsanitize=${MDC_SANITIZE})
  target_compile_definitions(mdc_options INTERFACE _GLIBCXX_ASSERTIONS)  # front() of nothing
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented code confuses the flow analysis of these three; the plain builds keep them.
    target_compile_options(mdc_options INTERFACE
      -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
    if(MDC_SANITIZE MATCHES "thread")
      target_compile_options(mdc_options INTERFACE -Wno-tsan)
    endif()
  endif()
endif()
