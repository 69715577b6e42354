# The tests: how one is made from its sources, and how it is labelled.
include(GoogleTest)

# Seconds, to end a hang; sanitizers make everything slower.
set(WORKBOOK_TEST_TIMEOUT 60)
if(WORKBOOK_SANITIZE)
  set(WORKBOOK_TEST_TIMEOUT 180)
endif()

# In the environment of every test: a proxy that does not exist. All servers of the tests are on
# loopback, and no channel to one may depend on what the environment names.
set(WORKBOOK_TEST_ENVIRONMENT "grpc_proxy=http://127.0.0.1:9")

# workbook_suite(NAME SOURCES... LINK LIBRARIES...)
#
# Tests that know a contract but no subject: link them into the programs that instantiate them. An
# OBJECT library, because tests register themselves and nothing refers to them by name.
function(workbook_suite name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_library(${name} OBJECT ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${arg_LINK} conformance behaviour PRIVATE workbook_warnings)
  workbook_precompile_for_tests(${name})
  workbook_compile_together(${name})
  # One group: tests run in the order in which their sources start, and so do the judge's.
  set_target_properties(${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 0)
endfunction()

# workbook_test_library(NAME SOURCES... [LINK LIBRARIES...]): what several test programs share.
function(workbook_test_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE workbook_warnings)
  workbook_precompile_for_tests(${name})
  workbook_compile_together(${name})
endfunction()

# workbook_test(NAME SOURCES... [LINK LIBRARIES...] LABELS LABELS... [LONG PATTERN]
#               [TIMEOUT SECONDS])
#
# A GoogleTest program, bin/tests/NAME; each of its tests becomes a ctest test of its own with all
# LABELS. Besides the service's label they state what a test needs: lesson (a fresh clone must pass
# it), domain (free of gRPC: also runs under ThreadSanitizer), pair, interop, fault, bench-smoke.
# Tests that match PATTERN, as in --gtest_filter, take seconds: they have `fault` in place of
# `lesson` and `pair`, which run often.
function(workbook_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT;LONG" "LINK;LABELS")
  workbook_test_program(${name} ${arg_UNPARSED_ARGUMENTS} LINK ${arg_LINK})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${WORKBOOK_TEST_TIMEOUT})
  endif()
  set(filter "*")
  if(arg_LONG)
    set(filter "*-${arg_LONG}")
    set(labels_when_long fault ${arg_LABELS})
    list(REMOVE_ITEM labels_when_long lesson pair)
    list(REMOVE_DUPLICATES labels_when_long)
    workbook_register_tests(${name} FILTER "${arg_LONG}" LABELS ${labels_when_long}
                            TIMEOUT ${arg_TIMEOUT})
  endif()
  workbook_register_tests(${name} FILTER "${filter}" LABELS ${arg_LABELS} TIMEOUT ${arg_TIMEOUT})
endfunction()

# workbook_test_program(NAME SOURCES... [LINK LIBRARIES...]): the program alone.
function(workbook_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main
                                        workbook_warnings)
  workbook_precompile_for_tests(${name})
  workbook_compile_together(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
endfunction()

# workbook_register_tests(NAME FILTER PATTERN LABELS LABELS... [TIMEOUT SECONDS] [ALONE])
#
# Registers those tests of the program NAME with ctest that match PATTERN, as in --gtest_filter.
# ALONE: no other test runs meanwhile, for tests that hold a server to a time.
function(workbook_register_tests name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ALONE" "FILTER;TIMEOUT" "LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${WORKBOOK_TEST_TIMEOUT})
  endif()
  if("domain" IN_LIST arg_LABELS)
    add_dependencies(domain_tests ${name})
  endif()
  string(MAKE_C_IDENTIFIER "${name}_${arg_FILTER}" list)
  # PRE_TEST: a test program that cannot start must not break the build of the others.
  gtest_discover_tests(
    ${name}
    TEST_FILTER "${arg_FILTER}"
    TEST_LIST ${list}
    DISCOVERY_MODE PRE_TEST
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${arg_ALONE}
               ENVIRONMENT ${WORKBOOK_TEST_ENVIRONMENT})
  # A list does not survive as a property above: it is set once the tests' names are known.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${list}_labels.cmake")
  file(WRITE "${labels_file}"
       "set_tests_properties(\${${list}} PROPERTIES LABELS \"${arg_LABELS}\")\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
endfunction()

# workbook_bench(NAME SOURCES... [LINK LIBRARIES...] LABELS LABELS... [SMOKE_ARGS ARGS...])
#
# A Google Benchmark program, bin/bench/NAME. One ctest test, NAME.smoke, runs it for a moment with
# SMOKE_ARGS added (say, a filter that keeps the small sizes) and the labels bench-smoke, lesson and
# LABELS: it shows that the benchmark still works, not how fast anything is.
function(workbook_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;LABELS;SMOKE_ARGS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_LINK} bench_support workbook_warnings)
  workbook_precompile(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/bench")
  add_dependencies(benchmarks ${name})
  add_test(NAME ${name}.smoke COMMAND ${name} --benchmark_min_time=0.001 ${arg_SMOKE_ARGS})
  # Google Benchmark exits with 0 also when a benchmark was skipped with an error.
  set_tests_properties(
    ${name}.smoke
    PROPERTIES LABELS "bench-smoke;lesson;${arg_LABELS}"
               FAIL_REGULAR_EXPRESSION "ERROR OCCURRED"
               TIMEOUT ${WORKBOOK_TEST_TIMEOUT})
endfunction()
