// The flags of chat_client.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

struct ClientFlags {
  std::string id;
  DoorChoice door;
  uint32_t terminal_history = 20;
  std::string color = "auto";

  /// Adds all of them to `app`, which refuses what does not fit.
  void AddTo(CLI::App& app) {
    app.add_option("--id", id, "The name to talk under; on a terminal asked for");
    auto* door_flag = app.add_option("--door", door.name,
                                     "The contract to talk through; auto: the first that the "
                                     "server has of room and chat_proto")
                          ->capture_default_str()
                          ->check(CLI::IsMember({"auto", "room", "chat_proto", "chat", "note"}));
    app.add_option("--room", door.room, "The room to enter; the tutorials' doors know only lobby")
        ->capture_default_str();
    auto* history =
        app.add_option("--history", terminal_history,
                       "How many earlier messages to show first; 0 where there is no terminal")
            ->capture_default_str()
            ->check(CLI::Range(0, 10000));
    app.add_option("--color", color, "Colours on a terminal; auto heeds NO_COLOR and TERM")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.callback([this, door_flag, history] {
      const bool has_rooms = door_flag->count() == 0 || door.name == "auto" || door.name == "room";
      if (door.room != "lobby" && !has_rooms) {
        throw CLI::ValidationError("--room", "behind --door=" + door.name + " there is only lobby");
      }
      if (history->count() > 0) door.history = terminal_history;
    });
  }
};

}  // namespace workbook::chat
