# workbook_test(NAME SOURCES... [LINK LIBRARIES...] LABELS LABELS...)
#
# A GoogleTest program, bin/tests/NAME; each of its tests becomes a ctest test of its own with all
# LABELS. Besides the service's label they say what a test needs: lesson (a fresh clone must pass
# it), domain (free of gRPC: also runs under ThreadSanitizer), pair, interop, bench-smoke, docs.
include(GoogleTest)
function(workbook_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;LABELS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main
                                        workbook_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
  # PRE_TEST: a test program that cannot start must not break the build of the others. The timeout
  # is only there to end a hang; sanitizers get the longer one.
  gtest_discover_tests(
    ${name}
    DISCOVERY_MODE PRE_TEST
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES TIMEOUT $<IF:$<BOOL:${WORKBOOK_SANITIZE}>,180,60>)
  # A list does not survive as a property above: it is set once the tests' names are known.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake")
  file(WRITE "${labels_file}"
       "set_tests_properties(\${${name}_TESTS} PROPERTIES LABELS \"${arg_LABELS}\")\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
  if("domain" IN_LIST arg_LABELS)
    add_dependencies(domain_tests ${name})
  endif()
endfunction()
