# Precompiled headers: those of gRPC, protobuf and Abseil take most of a source's compile time. Two
# sets, since one with GoogleTest for all would cost every source twice the time to load it:
#
#   workbook_precompile(TARGET)             libraries, programs, generated code
#   workbook_precompile_for_tests(TARGET)   what includes GoogleTest
#   workbook_compile_together(TARGET)       many small sources, see below
#
# Every source still includes what it uses. The presets release and tsan have no precompiled headers,
# which proves it; clang-tidy, which cannot read those of g++, uses the commands of release.
set(WORKBOOK_PRECOMPILED OFF)
if(CMAKE_BUILD_TYPE STREQUAL Debug AND NOT WORKBOOK_SANITIZE STREQUAL thread)
  set(WORKBOOK_PRECOMPILED ON)
endif()

# A target that is there for its headers alone. With our warnings: g++ refuses headers that were
# compiled without -Wpedantic in a source that is compiled with it.
function(workbook_precompiled_headers name)
  if(NOT WORKBOOK_PRECOMPILED)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;HEADERS")
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "// Empty, see WorkbookPrecompiled.cmake.\n")
  add_library(${name} STATIC "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  target_link_libraries(${name} PRIVATE ${arg_LINK} workbook_warnings)
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

workbook_precompiled_headers(
  precompiled
  LINK absl::status absl::statusor absl::strings absl::str_format absl::synchronization absl::time
       gRPC::grpc++ protobuf::libprotobuf
  HEADERS
    <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_format.h>
    <absl/synchronization/mutex.h> <absl/time/time.h>
    <google/protobuf/text_format.h> <google/protobuf/util/json_util.h>
    <grpcpp/grpcpp.h>
    <algorithm> <chrono> <functional> <memory> <optional> <string> <thread> <utility> <vector>)

function(workbook_precompile target)
  if(WORKBOOK_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM precompiled)
  endif()
endfunction()

# Compiles the sources of a target in groups, which load the headers once. Names that are local to a
# source must then differ within the target. The presets release and tsan keep the command of each
# source, for clang-tidy and for the domains' tests.
function(workbook_compile_together target)
  if(WORKBOOK_PRECOMPILED)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

function(workbook_precompile_for_tests target)
  if(WORKBOOK_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM test_precompiled)
  endif()
endfunction()
