# All that people run: what `./workbook demo` builds.
add_custom_target(programs)

# workbook_library(NAME SOURCES... [LINK LIBRARIES...] [TOGETHER])
#
# A library of this repository: included from the repository's root ("order/order_book.h"), with all
# warnings on. TOGETHER: see workbook_compile_together.
function(workbook_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TOGETHER" "" "LINK")
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  workbook_precompile(${name})
  if(arg_TOGETHER)
    workbook_compile_together(${name})
  endif()
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE workbook_warnings)
endfunction()

# workbook_pair(NAME SERVER_LINK LIBRARIES... CLIENT_LINK LIBRARIES...)
#
# A lesson's two programs, bin/NAME_server and bin/NAME_client, from server_main.cc and
# client_main.cc of the current folder.
function(workbook_pair name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SERVER_LINK;CLIENT_LINK")
  foreach(role IN ITEMS server client)
    string(TOUPPER ${role} ROLE)
    add_executable(${name}_${role} ${role}_main.cc)
    workbook_precompile(${name}_${role})
    target_link_libraries(${name}_${role} PRIVATE ${arg_${ROLE}_LINK} workbook_rpc
                                                  workbook_warnings)
    add_dependencies(programs ${name}_${role})
  endforeach()
endfunction()
