// The limits as flags of a server program.
#pragma once

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "chat/limits.h"
#include "rpc/program.h"

namespace workbook::chat {

/// Adds flags that set `limits`, which has to outlive the parsing.
inline void AddLimitFlags(CLI::App& app, Limits& limits) {
  const auto add = [&app](const char* flag, auto& value, const char* what, double least,
                          double most) {
    app.add_option(flag, value, what)
        ->capture_default_str()
        ->check(rpc::NumberBetween(least, most));
  };
  const auto add_seconds = [&app](const char* flag, absl::Duration& value, const char* what) {
    app.add_option_function<double>(
           flag, [&value](double seconds) { value = absl::Seconds(seconds); }, what)
        ->default_str(absl::StrCat(absl::ToDoubleSeconds(value)))
        ->check(rpc::NumberBetween(0.1, 1e6));
  };
  add("--max-rooms", limits.max_rooms, "Rooms at once", 1, 1e6);
  add("--max-readers", limits.max_readers,
      "Readers at once, in all rooms; as many who speak in a stream; as many who watch the health",
      1, 1e7);
  add("--keep-messages", limits.retention.max_messages, "Messages kept, in each room", 1, 1e9);
  add("--keep-bytes", limits.retention.max_bytes, "Bytes kept, in each room", 1, 1e12);
  add("--send-rate", limits.send_rate.per_second,
      "Messages and joins a second of one sender; without tokens, of a connection four times as "
      "many; "
      "0: any",
      0, 1e9);
  add("--send-burst", limits.send_rate.burst, "and at once, after a silence", 1, 1e9);
  add_seconds("--quiet-room-life", limits.quiet_room_life,
              "Seconds that a room is kept which is empty and quiet");
  add_seconds("--stall-time", limits.stall_time,
              "Seconds for a reader to take a write of up to 64 KiB, or it is cut");
}

}  // namespace workbook::chat
