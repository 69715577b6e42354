// What workbook.chat.v1 promises of any server, as a black-box suite: instantiate ChatV1Contract
// with the servers to judge. They need not be fresh, and their limits are unknown but for those
// that the contract gives.
//
// Most behaviours end with a text that tells them that all before it has been heard. So what a
// server loses is seen at once, by what came instead, and nobody waits for what never comes.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "contract/behaviour.h"
#include "support/room_door.h"
#include "support/subject.h"

namespace workbook::testing {

/// What a reader heard: the events up to a text, and why there are no more when it never came.
struct HeardUntil {
  std::vector<chat::v1::Event> events;
  std::string end;  ///< empty: the text came; else "(the stream ended: UNAVAILABLE: ...)"

  /// What was said, in order, and then `end` unless it is empty.
  std::vector<std::string> Texts() const;
  /// All events without their numbers: "ann: hello", "+bob".
  std::vector<std::string> Words() const;
  /// Those of `name`'s coming and going: "+bob", "-bob".
  std::vector<std::string> WordsOf(const std::string& name) const;
  /// Their numbers.
  std::vector<uint64_t> Sequences() const;
};

class ChatV1Contract : public ::testing::TestWithParam<Subject> {
 protected:
  ChatV1Contract() : endpoint_(GetParam().start()), door_(endpoint_->channel()) {}

  // ---- Names ----

  /// A room that nobody was in before. A server may have few: only for what counts in it.
  static std::string NewRoom();
  /// The room of this run. Others were in it: for what begins with its own Welcome.
  static std::string OldRoom();
  /// A name or message id that nobody had before, which begins with `word`.
  static std::string New(const std::string& word);

  // ---- What people do. Each states its own failure; a test that cannot go on returns. ----

  /// A reader with its Welcome read; nullptr when that is not how its stream began.
  std::unique_ptr<RoomReader> Enter(const Entrance& entrance);
  /// As often as the server asks to come again later, within bounds.
  Sent Say(const Words& words);
  /// Ann says one after the other. False when not all were taken.
  bool Say(const std::string& room, const std::vector<std::string>& texts);
  /// The newest messages of a room; those before a number, when it is not 0.
  chat::v1::GetHistoryResponse History(const std::string& room, uint32_t max_messages,
                                       uint64_t before = 0);

  /// Reads until somebody says `last`, which is the end of what is returned.
  static HeardUntil Hear(RoomReader& reader, const std::string& last = "last");

  const std::unique_ptr<Endpoint> endpoint_;
  RoomDoor door_;
};

/// The texts of events, in order.
std::vector<std::string> TextsOf(const chat::v1::GetHistoryResponse& response);

/// Where the promises are taught.
inline constexpr char kWakeNotPoll[] = "lessons/25_wake_not_poll/README.md";
inline constexpr char kJoinWithoutGap[] = "lessons/26_join_without_gap/README.md";
inline constexpr char kHonestGap[] = "lessons/27_honest_gap/README.md";
inline constexpr char kWhoLeft[] = "lessons/28_who_left/README.md";
inline constexpr char kThePromises[] = "docs/chat.md#what-it-promises";
inline constexpr char kTheLimits[] = "docs/chat.md#the-limits";
inline constexpr char kSlowAndFast[] = "docs/chat.md#slow-readers-fast-speakers";
inline constexpr char kTheLog[] = "docs/chat.md#the-log-is-the-wire";
inline constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";
inline constexpr char kTheDoors[] = "docs/chat.md#the-doors";

}  // namespace workbook::testing
