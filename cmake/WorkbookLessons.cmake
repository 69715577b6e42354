# workbook_lessons(FOLDER)
#
# The lessons that FOLDER/order.txt names, each with the libraries that stand behind its name.
function(workbook_lessons folder)
  set(order "${folder}/order.txt")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${order}")
  file(STRINGS "${order}" lines REGEX "^ +[a-z]")
  foreach(line IN LISTS lines)
    separate_arguments(words UNIX_COMMAND "${line}")
    list(POP_FRONT words topic)
    set(builds_on "${words}")
    list(FILTER builds_on INCLUDE REGEX "^builds-on=")
    list(FILTER words EXCLUDE REGEX "^builds-on=")
    string(REPLACE "builds-on=" "" builds_on "${builds_on}")
    if(NOT EXISTS "${folder}/${topic}/check.cc")
      message(FATAL_ERROR "${order} names the lesson ${topic}, but there is no "
                          "${folder}/${topic}/check.cc.")
    endif()
    if(builds_on AND NOT DEFINED libraries_of_${builds_on})
      message(FATAL_ERROR "${order}: ${topic} builds on ${builds_on}, which is not an earlier lesson.")
    endif()
    set(libraries_of_${topic} ${words} ${libraries_of_${builds_on}})
    workbook_lesson("${folder}/${topic}" BUILDS_ON "${builds_on}" LINK ${libraries_of_${topic}})
  endforeach()
endfunction()

# workbook_lesson(FOLDER [BUILDS_ON TOPIC] [LINK LIBRARIES...])
#
# The programs of the lesson in FOLDER, whose name is its TOPIC: its check (check.cc), linked with
#   exercise.cc       bin/lessons/TOPIC/exercise   the learner's; built by `./workbook check`
#   starter.cc        bin/lessons/TOPIC/starter    what exercise.cc begins as; must fail by an
#                                                  assertion: label starter
#   solution.cc       bin/lessons/TOPIC/solution   must pass: label lesson
#   answers/*.patch   bin/lessons/TOPIC/NAME       solution.cc done otherwise; must pass: label
#                                                  answer
#   mistakes/*.patch  bin/lessons/TOPIC/NAME       solution.cc with one mistake; must fail by an
#                                                  assertion, as mistakes.txtpb says: label mistake
# ctest builds the lesson's programs when a test of one of its starters, answers or mistakes is asked
# for.
#
# BUILDS_ON: the code of that earlier lesson, too, is linked with each of them. In that code the
# namespace `lesson` is called `own`, so that no name of it is one of this lesson's.
function(workbook_lesson folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "BUILDS_ON" "LINK")
  cmake_path(GET folder FILENAME topic)

  # Compiled once for all programs: an edit of exercise.cc compiles that file alone.
  if(TARGET lesson_${topic}_check)
    message(FATAL_ERROR "There are two lessons with the name ${topic}; rename ${folder}.")
  endif()
  add_library(lesson_${topic}_check OBJECT "${folder}/check.cc")
  cmake_path(SET root NORMALIZE "${folder}/../..")  # of a pack: includes name the path from there
  target_include_directories(lesson_${topic}_check PUBLIC "${root}")
  target_link_libraries(
    lesson_${topic}_check
    PUBLIC ${arg_LINK} lesson_check
    PRIVATE workbook_warnings)
  workbook_precompile_for_tests(lesson_${topic}_check)

  if(arg_BUILDS_ON)
    workbook_own_code(${topic} stand_in "${folder}/../${arg_BUILDS_ON}/solution.cc")
    # For the exercise: `./workbook` writes it, and includes the learner's own code or that solution.
    set(own "${CMAKE_CURRENT_BINARY_DIR}/${topic}/own.cc")
    set_source_files_properties("${own}" PROPERTIES GENERATED ON)
    workbook_own_code(${topic} own "${own}")
    set_target_properties(lesson_${topic}_own PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()

  workbook_lesson_program(${topic} solution "${folder}/solution.cc")
  add_dependencies(solutions lesson_${topic}_solution)
  workbook_lesson_has_to_pass(${topic} solution lesson)

  workbook_lesson_program(${topic} exercise "${folder}/exercise.cc")
  # No ccache: it never has what a learner has just written, and the lookup takes 0.2 s.
  set_target_properties(lesson_${topic}_exercise PROPERTIES CXX_COMPILER_LAUNCHER "")
  # Missing until the learner begins the lesson; only `./workbook` builds it.
  set_source_files_properties("${folder}/exercise.cc" PROPERTIES GENERATED ON)
  set_target_properties(lesson_${topic}_exercise PROPERTIES EXCLUDE_FROM_ALL ON)

  workbook_lesson_program(${topic} starter "${folder}/starter.cc")
  workbook_lesson_has_to_fail(${topic} starter starter)

  # All programs of the lesson but the exercise. One lesson's at a time: two builds in one folder
  # would be in each other's way.
  add_custom_target(lesson_${topic}_programs)
  add_dependencies(lesson_${topic}_programs lesson_${topic}_solution lesson_${topic}_starter
                   expect_failure)
  add_dependencies(lesson_proofs lesson_${topic}_programs)
  add_test(NAME build.lesson_${topic}
           COMMAND "${CMAKE_COMMAND}" --build "${CMAKE_BINARY_DIR}" --target lesson_${topic}_programs)
  set_tests_properties(build.lesson_${topic} PROPERTIES FIXTURES_SETUP lesson_${topic} TIMEOUT 1800
                                                        RESOURCE_LOCK build)

  add_custom_target(lesson_${topic}_patched)
  add_dependencies(patched_solutions lesson_${topic}_patched)
  foreach(kind IN ITEMS answer mistake)
    file(GLOB patches CONFIGURE_DEPENDS "${folder}/${kind}s/*.patch")
    foreach(patch IN LISTS patches)
      cmake_path(GET patch STEM name)
      set(source "${CMAKE_CURRENT_BINARY_DIR}/${topic}/${kind}s/${name}.cc")
      workbook_patched(lesson_${topic}_patched "${folder}/solution.cc" "${patch}" "${source}")
      workbook_lesson_program(${topic} ${name} "${source}")
      add_dependencies(lesson_${topic}_${name} lesson_${topic}_patched)
      add_dependencies(lesson_${topic}_programs lesson_${topic}_${name})
      if(kind STREQUAL answer)
        workbook_lesson_has_to_pass(${topic} ${name} answer)
        workbook_lesson_proof(${topic} ${name})
      else()
        workbook_lesson_has_to_fail(${topic} ${name} mistake "${folder}")
        list(APPEND mistakes lesson_${topic}_${name})
      endif()
    endforeach()
  endforeach()

  add_custom_target(
    lesson_${topic}_mistakes
    COMMAND record_mistakes "${folder}" "${CMAKE_BINARY_DIR}/bin/lessons/${topic}"
    COMMENT "Recording how the mistakes of ${topic} fail"
    VERBATIM)
  add_dependencies(lesson_${topic}_mistakes ${mistakes})
  add_dependencies(known_mistakes lesson_${topic}_mistakes)
endfunction()

function(workbook_own_code topic name source)
  set(code lesson_${topic}_${name})
  add_library(${code} OBJECT "${source}")
  target_compile_definitions(${code} PRIVATE lesson=own)
  target_link_libraries(${code} PRIVATE lesson_${topic}_check lesson_check)
  workbook_precompile(${code})
endfunction()

function(workbook_lesson_program topic name source)
  set(program lesson_${topic}_${name})
  add_executable(${program} "${source}")
  # No warnings: a starter has parameters that it does not use yet.
  target_link_libraries(${program} PRIVATE lesson_${topic}_check lesson_check)
  if(name STREQUAL exercise AND TARGET lesson_${topic}_own)
    target_link_libraries(${program} PRIVATE lesson_${topic}_own)
  elseif(TARGET lesson_${topic}_stand_in)
    target_link_libraries(${program} PRIVATE lesson_${topic}_stand_in)
  endif()
  workbook_precompile(${program})
  set_target_properties(${program} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY
                                                        "${CMAKE_BINARY_DIR}/bin/lessons/${topic}")
endfunction()

# `target` writes `output`, a path in the build folder: `solution` with `patch` applied. --fuzz=0: a
# patch whose context is no longer in the solution is stale and fails the build.
function(workbook_patched target solution patch output)
  cmake_path(GET output PARENT_PATH folder)
  file(MAKE_DIRECTORY "${folder}")
  cmake_path(RELATIVE_PATH patch BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE shown)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND
      "${WORKBOOK_PATCH}" --quiet --batch --forward --fuzz=0 --reject-file=- --output=${output}
      "${solution}" "${patch}"
    DEPENDS "${solution}" "${patch}"
    COMMENT "Applying ${shown}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

function(workbook_lesson_has_to_pass topic name label)
  add_test(NAME lesson_${topic}.${name} COMMAND lesson_${topic}_${name})
  set_tests_properties(
    lesson_${topic}.${name} PROPERTIES LABELS ${label} TIMEOUT ${WORKBOOK_TEST_TIMEOUT}
                                       ENVIRONMENT ${WORKBOOK_TEST_ENVIRONMENT})
endfunction()

function(workbook_lesson_has_to_fail topic name label)
  set(program lesson_${topic}_${name})
  add_test(NAME lesson_${topic}.${name} COMMAND expect_failure $<TARGET_FILE:${program}> ${ARGN})
  set_tests_properties(lesson_${topic}.${name} PROPERTIES LABELS ${label}
                                                          TIMEOUT ${WORKBOOK_TEST_TIMEOUT})
  workbook_lesson_proof(${topic} ${name})
endfunction()

# Built when its test is asked for, not with everything.
function(workbook_lesson_proof topic name)
  set_target_properties(lesson_${topic}_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  set_tests_properties(lesson_${topic}.${name} PROPERTIES FIXTURES_REQUIRED lesson_${topic})
endfunction()

find_program(WORKBOOK_PATCH patch)
if(NOT WORKBOOK_PATCH)
  message(FATAL_ERROR "The program `patch` was not found. It applies lessons/*/{answers,mistakes}/*.patch. "
                      "Install Debian's package patch: apt-get install patch")
endif()

add_custom_target(solutions)

# The sources of all answers and mistakes. Part of `all`: a stale patch fails every full build.
add_custom_target(patched_solutions ALL)

# Writes mistakes.txtpb of every lesson: how its mistakes fail, by which a learner's is recognised.
add_custom_target(known_mistakes)

# The programs of all lessons, and what checks that a program fails.
add_custom_target(lesson_proofs)
foreach(program IN ITEMS expect_failure record_mistakes)
  add_executable(${program} check/${program}.cc)
  target_link_libraries(${program} PRIVATE workbook_lessons workbook_warnings)
  workbook_precompile(${program})
endforeach()
