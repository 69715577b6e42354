# What `cmake --install` installs below the prefix, and the Debian package that CPack makes of it:
# the programs with their data files and manual pages, and what a machine needs to serve the chat.

get_target_property(programs programs MANUALLY_ADDED_DEPENDENCIES)
list(REMOVE_ITEM programs workbook) # works on a checkout
if(TARGET judge) # without tests there is none
  list(APPEND programs judge)
endif()
install(TARGETS ${programs} DESTINATION bin)
install(FILES order/orders.txtpb route_guide/features.json DESTINATION share/grpc-workbook)

file(GLOB pages CONFIGURE_DEPENDS docs/*.md)
install(FILES ${pages} CHANGELOG.md deploy/copyright DESTINATION share/doc/grpc-workbook)
install(PROGRAMS deploy/chat_health.py DESTINATION share/doc/grpc-workbook/examples)
install(FILES deploy/nghttpx.conf DESTINATION share/doc/grpc-workbook/examples)

# ---- What depends on the prefix, which is known only now: see install_generated.cmake ----

find_program(WORKBOOK_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(WORKBOOK_PYTHON python3)
string(CONFIGURE [[
set(python "@WORKBOOK_PYTHON@")
set(source "@PROJECT_SOURCE_DIR@")
set(generated "@PROJECT_BINARY_DIR@/install_generated")
set(version "@PROJECT_VERSION@")
set(programs "@programs@")
]] variables @ONLY)
install(CODE "${variables}")
install(SCRIPT cmake/install_generated.cmake)

# ---- The package: cmake --workflow --preset package ----

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME grpc-workbook)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "chat and three small services over gRPC, and a judge")
set(CPACK_PACKAGE_CONTACT "The gRPC Workbook's maintainers <maintainers@localhost>")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Servers and clients of a chat, a calculator, orders and a route guide; and the
judge, which calls a server in any language and says which behaviours of its
contract are missing.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nghttp2-proxy, python3-grpcio")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
# With DESTDIR the prefix below is the one that the installed files will have.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
include(CPack)
