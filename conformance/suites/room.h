// workbook.chat.v1 as a black-box suite: instantiate ChatV1Contract with the servers to judge. They
// need not be fresh, and the suite knows only those limits that the contract states.
//
// Most behaviours end with a last message. The test reads until that message, so it sees at once
// which earlier event is missing and never waits for an event that does not arrive.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conformance/behaviour.h"
#include "conformance/subject.h"
#include "conformance/suites/chat_pages.h"
#include "conformance/suites/room_client.h"

namespace workbook::conformance::suites {

/// The events that a reader received up to a message; when it never arrived, why.
struct ReceivedEvents {
  std::vector<chat::v1::Event> events;
  std::string end;  ///< empty: the message arrived; else "(the stream ended: UNAVAILABLE: ...)"

  /// The texts of the messages, in order, and then `end` unless it is empty.
  std::vector<std::string> Texts() const;
  /// UnnumberedSummary of each event, "ann: hello", "+bob"; and then `end` unless it is empty.
  std::vector<std::string> Summaries() const;
  /// The joined and left events of `name`: "+bob", "-bob".
  std::vector<std::string> PresenceOf(const std::string& name) const;
  std::vector<uint64_t> Sequences() const;
};

class ChatV1Contract : public ::testing::TestWithParam<Subject> {
 protected:
  ChatV1Contract() : endpoint_(GetParam().start()), client_(endpoint_->channel()) {}

  // ---- Names ----

  /// A room that nobody has used before. A server may allow few rooms: only for tests that need it.
  static std::string NewRoom();
  /// The room of this run, which other tests use too: for tests that read only what follows their
  /// own Welcome.
  static std::string SharedRoom();
  /// A name or message id that nobody has used before; it begins with `prefix`.
  static std::string Unique(const std::string& prefix);

  // ---- Calls. Each adds its own failure to the test; a test that cannot go on returns. ----

  /// A reader with its Welcome read; null when its stream begins with something else.
  std::unique_ptr<RoomReader> Enter(const JoinOptions& options);
  /// Sends again when the server asks for it by a pushback, within bounds.
  RoomSendResult Send(const SendRequest& request);
  /// Sends `texts` in the name of ann, in order. False when one of them is refused.
  bool Send(const std::string& room, const std::vector<std::string>& texts);
  /// The newest messages of a room; those before sequence `before`, when it is not 0.
  chat::v1::GetHistoryResponse History(const std::string& room, uint32_t max_messages,
                                       uint64_t before = 0);

  /// Reads up to and including a message with the text `last`.
  static ReceivedEvents ReadUntil(RoomReader& reader, const std::string& last = "last");

  const std::unique_ptr<Endpoint> endpoint_;
  RoomClient client_;
};

/// The texts of events, in order.
std::vector<std::string> TextsOf(const chat::v1::GetHistoryResponse& response);

}  // namespace workbook::conformance::suites
