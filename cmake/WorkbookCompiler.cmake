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

# The presets tell it what lets one clone use what another has compiled: paths count from the root, and
# precompiled headers are cached like everything else (hence the two sloppinesses).
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

# ---- Hardening: what a server that faces a network should be built with ----

# Position-independent executables, so that addresses are random. Said once for all targets, as is
# -pthread: only what is compiled with the same options can share precompiled headers.
add_compile_options(-fPIE -pthread)
add_link_options(-pie)
add_compile_options(-fstack-protector-strong)
add_link_options(-Wl,-z,relro -Wl,-z,now)

# Debian 13's Abseil defines it for whoever links it; said for all, for the reason given above.
add_compile_definitions(NOMINMAX)

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
    $<$<BOOL:${WORKBOOK_WERROR}>:-Werror>)

# ---- Sanitizers: set by the presets asan and tsan ----

set(WORKBOOK_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
if(WORKBOOK_SANITIZE)
  # An optimiser would take longer than the compiler itself, and more than the tests gain by it.
  add_compile_options(-fsanitize=${WORKBOOK_SANITIZE} -fno-omit-frame-pointer -O0 -g1)
  add_link_options(-fsanitize=${WORKBOOK_SANITIZE})
  if(WORKBOOK_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined) # a report has to fail the test
  endif()
endif()
