# workbook_lesson(NN_TOPIC [LINK LIBRARIES...])
#
# The programs of lessons/NN_TOPIC: its check (check.cc), linked with
#   exercise.cc    bin/lessons/NN_TOPIC/exercise   the reader's; built by `workbook check`, for it need not compile
#   solution.cc    bin/lessons/NN_TOPIC/solution   has to pass: label lesson
#   mistakes/*.cc  bin/lessons/NN_TOPIC/NAME       have to fail by an assertion: label mistake
# As it stands in the repository exercise.cc is the starter, which has to fail likewise: label
# starter. What must fail is built by ctest when it is asked for one of the two labels.
function(workbook_lesson topic)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  string(SUBSTRING ${topic} 0 2 number)
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/${topic}")

  # Compiled once for all of them: an edit of exercise.cc compiles that file alone.
  add_library(lesson_${number}_check OBJECT "${folder}/check.cc")
  target_link_libraries(lesson_${number}_check PUBLIC ${arg_LINK} lesson_check PRIVATE workbook_warnings)
  target_include_directories(lesson_${number}_check PRIVATE "${folder}")
  workbook_precompile_for_tests(lesson_${number}_check)

  workbook_lesson_program(${number} ${topic} solution "${folder}/solution.cc")
  add_dependencies(every_lesson_test lesson_${number}_solution)
  add_dependencies(solutions lesson_${number}_solution)
  add_test(NAME lesson_${number}.solution COMMAND lesson_${number}_solution)
  set_tests_properties(lesson_${number}.solution PROPERTIES LABELS lesson TIMEOUT ${WORKBOOK_TEST_TIMEOUT})

  workbook_lesson_program(${number} ${topic} exercise "${folder}/exercise.cc")
  # No ccache: it never has what a reader has just written, and looking takes a sixth of a second.
  set_target_properties(lesson_${number}_exercise PROPERTIES CXX_COMPILER_LAUNCHER "")
  workbook_lesson_has_to_fail(${number} exercise starter)
  file(GLOB mistakes CONFIGURE_DEPENDS "${folder}/mistakes/*.cc")
  foreach(mistake IN LISTS mistakes)
    cmake_path(GET mistake STEM name)
    workbook_lesson_program(${number} ${topic} ${name} "${mistake}")
    workbook_lesson_has_to_fail(${number} ${name} mistake)
  endforeach()
endfunction()

function(workbook_lesson_program number topic name source)
  set(program lesson_${number}_${name})
  add_executable(${program} "${source}")
  # No warnings: a starter has parameters that it does not use yet.
  target_link_libraries(${program} PRIVATE lesson_${number}_check lesson_check)
  target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/${topic}")
  workbook_precompile_for_tests(${program})
  set_target_properties(${program} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY
                                                        "${CMAKE_BINARY_DIR}/bin/lessons/${topic}")
endfunction()

function(workbook_lesson_has_to_fail number name label)
  set(program lesson_${number}_${name})
  set_target_properties(${program} PROPERTIES EXCLUDE_FROM_ALL ON)
  add_dependencies(lesson_proofs ${program})
  add_test(NAME lesson_${number}.${name} COMMAND lesson_proof $<TARGET_FILE:${program}>)
  set_tests_properties(
    lesson_${number}.${name} PROPERTIES LABELS ${label} TIMEOUT ${WORKBOOK_TEST_TIMEOUT}
                                        FIXTURES_REQUIRED lesson_proofs)
endfunction()

add_custom_target(solutions)

# All that has to fail, and the program that sees to it.
add_custom_target(lesson_proofs)
add_executable(lesson_proof check/proof_main.cc)
target_link_libraries(lesson_proof PRIVATE workbook_runner workbook_warnings)
add_dependencies(lesson_proofs lesson_proof)
add_test(NAME lesson_proofs.build
         COMMAND "${CMAKE_COMMAND}" --build "${CMAKE_BINARY_DIR}" --target lesson_proofs)
set_tests_properties(lesson_proofs.build PROPERTIES FIXTURES_SETUP lesson_proofs TIMEOUT 1800)
