# How everything here is compiled: the language, the warnings, the sanitizers, the cache.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# For clang-tidy, and for the test that looks at what the domains include.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The presets configure it so that one clone uses what another has compiled: paths count from the
# root, and precompiled headers are cached too (hence the two sloppinesses).
find_program(CCACHE ccache)
if(CCACHE)
  # A cache that cannot be written, below a HOME that cannot, would stop every build.
  set(probe "${CMAKE_BINARY_DIR}/CMakeFiles/ccache_probe")
  file(WRITE "${probe}.cc" "")
  execute_process(
    COMMAND "${CCACHE}" "${CMAKE_CXX_COMPILER}" -c "${probe}.cc" -o "${probe}.o"
    RESULT_VARIABLE failed ERROR_VARIABLE reason ERROR_STRIP_TRAILING_WHITESPACE)
  if(failed)
    message(STATUS "Building without ccache: ${reason}")
  else()
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  endif()
endif()

# ---- Hardening: what a server that faces a network should be built with ----

# Position-independent executables, so that addresses are random. Set for all targets, as is
# -pthread: only targets with the same options can share precompiled headers.
add_compile_options(-fPIE -pthread)
add_link_options(-pie)
add_compile_options(-fstack-protector-strong)
add_link_options(-Wl,-z,relro -Wl,-z,now)

# Debian 13's Abseil defines it for each target that links it; set for all, for the same reason.
add_compile_definitions(NOMINMAX)

set(WORKBOOK_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")

# The linker gold takes a third of the time of the default one: for the preset dev, where there is one.
find_program(WORKBOOK_GOLD ld.gold)
if(WORKBOOK_GOLD AND CMAKE_BUILD_TYPE STREQUAL Debug AND NOT WORKBOOK_SANITIZE)
  add_link_options(-fuse-ld=gold)
endif()

# ---- Warnings: link workbook_warnings to have them; generated code does not ----

option(WORKBOOK_WERROR "Treat warnings as errors" ON)
add_library(workbook_warnings INTERFACE)
target_compile_options(
  workbook_warnings
  INTERFACE
    -Wall -Wextra -Wpedantic
    -Wshadow # a second `status` in an inner scope has hidden many a failed call
    -Wnon-virtual-dtor # reactors and services are deleted through their bases
    -Woverloaded-virtual # a handler whose signature is off would silently not override
    -Wold-style-cast # the casts that narrow without a trace
    -Wimplicit-fallthrough # state machines in switch statements
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety> # ABSL_GUARDED_BY members, used without their mutex
    $<$<BOOL:${WORKBOOK_WERROR}>:-Werror>)

# ---- Sanitizers: set by the presets asan and tsan ----

if(WORKBOOK_SANITIZE)
  # -O0: the optimiser takes more time than the tests save by it.
  add_compile_options(-fsanitize=${WORKBOOK_SANITIZE} -fno-omit-frame-pointer -O0 -g1)
  add_link_options(-fsanitize=${WORKBOOK_SANITIZE})
  if(WORKBOOK_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined) # a report must fail the test
  endif()
endif()
