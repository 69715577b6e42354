# A part of `cmake --install`: the files that name the prefix, CMAKE_INSTALL_PREFIX. DESTDIR is
# where they are staged meanwhile.

set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")

file(READ "${source}/deploy/chat_server.service" text)
string(REPLACE /usr/local/ "${CMAKE_INSTALL_PREFIX}/" text "${text}")
file(WRITE "${generated}/chat_server.service" "${text}")
file(INSTALL "${generated}/chat_server.service"
     DESTINATION "${CMAKE_INSTALL_PREFIX}/lib/systemd/system")

# CMake creates folders by the umask of the user who installs; servers have to read these.
foreach(folder IN ITEMS grpc-workbook doc/grpc-workbook doc/grpc-workbook/examples)
  file(CHMOD "${root}/share/${folder}"
       PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                   WORLD_EXECUTE)
endforeach()

foreach(program IN LISTS programs)
  set(page "${generated}/${program}.1.gz")
  execute_process(
    COMMAND "${python}" "${source}/cmake/man_page.py" "${root}/bin/${program}" ${version}
            "${page}" "$ENV{DESTDIR}"
    COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL "${page}" DESTINATION "${CMAKE_INSTALL_PREFIX}/share/man/man1")
endforeach()
