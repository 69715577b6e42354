# FindProtobuf takes the first protoc in PATH, say one of another version in a Python environment.
# What it generates fits only the library that it came with: takes that one.
function(workbook_use_protoc_of_protobuf)
  if(NOT Protobuf_INCLUDE_DIR) # a package's own configuration, which names its protoc
    return()
  endif()
  cmake_path(GET Protobuf_INCLUDE_DIR PARENT_PATH prefix)
  find_program(WORKBOOK_PROTOC protoc PATHS "${prefix}/bin" NO_DEFAULT_PATH)
  if(WORKBOOK_PROTOC)
    set_target_properties(protobuf::protoc PROPERTIES IMPORTED_LOCATION "${WORKBOOK_PROTOC}")
  endif()
endfunction()

# workbook_proto_library(NAME PROTO...)
#
# A library of what protoc and its gRPC plugin generate from each PROTO (a path below the current
# folder, which is also the import root). Include the result as "x.pb.h" and "x.grpc.pb.h". The
# headers are SYSTEM: generated code is not ours to warn about. A PROTO without a service has no
# "x.grpc.pb.h".
function(workbook_proto_library name)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/gen")
  file(MAKE_DIRECTORY "${out}")
  # Relative: protoc splits its paths at colons.
  cmake_path(RELATIVE_PATH out BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
             OUTPUT_VARIABLE relative_out)
  set(generated)
  set(link protobuf::libprotobuf)
  foreach(proto IN LISTS ARGN)
    string(REGEX REPLACE "\\.proto$" "" stem "${proto}")
    set(outputs "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h")
    set(stub_flags)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${proto}")
    file(STRINGS "${proto}" services REGEX "^service ")
    if(services)
      list(APPEND outputs "${out}/${stem}.grpc.pb.cc" "${out}/${stem}.grpc.pb.h")
      set(stub_flags "--grpc_out=${relative_out}"
                     "--plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>")
      set(link gRPC::grpc++ protobuf::libprotobuf)
      set_source_files_properties("${out}/${stem}.pb.cc" "${out}/${stem}.grpc.pb.cc"
                                  PROPERTIES UNITY_GROUP "${stem}")
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND protobuf::protoc --proto_path=. "--cpp_out=${relative_out}" ${stub_flags} "${proto}"
      WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${proto}"
      COMMENT "Generating C++ from ${proto}"
      VERBATIM)
    list(APPEND generated ${outputs})
  endforeach()

  add_library(${name} STATIC ${generated})
  target_include_directories(${name} SYSTEM PUBLIC "${out}")
  target_link_libraries(${name} PUBLIC ${link})
  workbook_precompile(${name})
  # The two sources of a proto; those of two protos do not go together.
  workbook_compile_together(${name})
  set_target_properties(${name} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()
