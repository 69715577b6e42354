# chat_client, apart from the server: readline is for this program alone.
find_path(READLINE_INCLUDE_DIR readline/readline.h REQUIRED)
find_library(READLINE_LIBRARY readline REQUIRED)

workbook_library(
  chat_client_library client_account.cc client_door_auto.cc client_door_chat.cc client_door_room.cc
  client_doors.cc client_input.cc client_lines.cc client_look.cc client_on_pipe.cc client_outbox.cc
  client_place.cc client_session.cc client_speaker.cc client_who.cc
  LINK chat_proto workbook_rpc absl::time)
workbook_library(chat_terminal client_on_terminal.cc client_screen.cc client_terminal.cc
                 LINK chat_client_library "${READLINE_LIBRARY}")
target_include_directories(chat_terminal SYSTEM PRIVATE "${READLINE_INCLUDE_DIR}")

add_executable(chat_client client_main.cc)
target_link_libraries(chat_client PRIVATE chat_client_library chat_terminal workbook_warnings)
add_dependencies(programs chat_client)
