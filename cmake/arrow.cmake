# Finds Arrow and Parquet for mdc-parquet: sets MDC_HAVE_ARROW and the target mdc::arrow.
#
# MDC_ARROW=auto    a system install, else the pinned pyarrow wheel, else a warning and no mdc-parquet
#          =system  a system install or an error        =wheel  the wheel or an error        =off  nothing
# MDC_PYARROW_DIR   the package folder of the wheel; scripts/setup.sh installs it where the default says
#
# Nothing but mdc-parquet may link this: the wheel's libparquet exports an OpenSSL and a simdjson of its
# own, which crash a process that also has ours (docs/decisions/0010-two-executables.md).
set(MDC_PYARROW_DIR ${PROJECT_SOURCE_DIR}/.deps/pyarrow/pyarrow CACHE PATH "The pyarrow package of the wheel")
set(MDC_HAVE_ARROW FALSE)
set(MDC_ARROW_FROM_WHEEL FALSE)

# Sets `libraries` and `version` in the caller when the system has both libraries.
function(mdc_find_system_arrow)
  find_package(Arrow CONFIG QUIET)
  find_package(Parquet CONFIG QUIET)
  if(NOT Arrow_FOUND OR NOT Parquet_FOUND)
    return()
  endif()
  foreach(pair IN ITEMS "Parquet::parquet_shared;Arrow::arrow_shared"
      "Parquet::parquet_static;Arrow::arrow_static" "parquet_shared;arrow_shared"
      "parquet_static;arrow_static")
    list(GET pair 0 parquet)
    list(GET pair 1 arrow)
    if(TARGET ${parquet} AND TARGET ${arrow})
      set_target_properties(${parquet} ${arrow} PROPERTIES IMPORTED_GLOBAL TRUE)
      set(libraries ${parquet} ${arrow} PARENT_SCOPE)
      set(version "${Arrow_VERSION} (system)" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# The wheel has neither CMake files nor unversioned .so links: the versioned files are named directly.
function(mdc_find_wheel_arrow)
  file(GLOB arrow ${MDC_PYARROW_DIR}/libarrow.so.[0-9]*)
  file(GLOB parquet ${MDC_PYARROW_DIR}/libparquet.so.[0-9]*)
  set(config ${MDC_PYARROW_DIR}/include/arrow/util/config.h)
  if(NOT arrow OR NOT parquet OR NOT EXISTS ${config})
    return()
  endif()
  file(STRINGS ${config} line REGEX "define ARROW_VERSION_STRING")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" number "${line}")
  foreach(name IN ITEMS arrow parquet)
    add_library(mdc_wheel_${name} SHARED IMPORTED GLOBAL)
    set_target_properties(mdc_wheel_${name} PROPERTIES
      IMPORTED_LOCATION ${${name}} INTERFACE_INCLUDE_DIRECTORIES ${MDC_PYARROW_DIR}/include)
  endforeach()
  set(libraries mdc_wheel_parquet mdc_wheel_arrow PARENT_SCOPE)
  set(version "${number} (pyarrow wheel)" PARENT_SCOPE)
endfunction()

# Sets MDC_ARROW_WORKS: a program that makes a Status and Parquet writer properties compiles and links.
# try_compile sees imported targets only, hence the INTERFACE IMPORTED library below.
function(mdc_check_arrow)
  if(MDC_ARROW_CHECKED STREQUAL "${version} ${libraries}" AND MDC_ARROW_WORKS)
    return()
  endif()
  include(CheckCXXSourceCompiles)
  unset(MDC_ARROW_WORKS CACHE)
  set(CMAKE_REQUIRED_LIBRARIES mdc_arrow)
  set(CMAKE_REQUIRED_QUIET TRUE)
  check_cxx_source_compiles("
    #include <arrow/status.h>
    #include <parquet/properties.h>
    int main() {
        parquet::WriterProperties::Builder builder;
        const auto properties = builder.compression(parquet::Compression::ZSTD)->build();
        return arrow::Status::OK().ok() && properties ? 0 : 1;
    }" MDC_ARROW_WORKS)
  set(MDC_ARROW_CHECKED "${version} ${libraries}" CACHE INTERNAL "What MDC_ARROW_WORKS speaks of")
endfunction()

set(libraries)
if(MDC_ARROW MATCHES "^(auto|system)$")
  mdc_find_system_arrow()
endif()
if(NOT libraries AND MDC_ARROW MATCHES "^(auto|wheel)$")
  mdc_find_wheel_arrow()
  if(libraries)
    set(MDC_ARROW_FROM_WHEEL TRUE)
  endif()
endif()

if(libraries)
  add_library(mdc_arrow INTERFACE IMPORTED GLOBAL)
  target_link_libraries(mdc_arrow INTERFACE ${libraries})
  add_library(mdc::arrow ALIAS mdc_arrow)
  mdc_check_arrow()
  if(MDC_ARROW_WORKS)
    set(MDC_HAVE_ARROW TRUE)
    message(STATUS "Arrow: ${version}")
  endif()
endif()

if(NOT MDC_HAVE_ARROW AND NOT MDC_ARROW STREQUAL "off")
  set(problem "MDC_ARROW=${MDC_ARROW}: no usable Arrow and Parquet")
  if(libraries)
    set(problem "${problem} (${version} does not compile or link, see CMakeFiles/CMakeError.log)")
  endif()
  if(MDC_ARROW STREQUAL "auto")
    message(WARNING "${problem}. mdc-parquet is not built; scripts/setup.sh installs what it needs.")
  else()
    message(FATAL_ERROR "${problem}.")
  endif()
endif()
