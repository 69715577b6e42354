// What the three tutorials' chat contracts promise, as black-box suites: ChatDoorContract has what
// they promise alike and is instantiated with a server and a door; what only some of them promise
// has suites of its own, for those doors.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "contract/behaviour.h"
#include "support/chat_door.h"
#include "support/listener.h"
#include "support/subject.h"

namespace workbook::testing {

/// A server, and one of its doors.
struct DoorSubject {
  Subject subject;
  DoorKind door;
  /// How long a reader may take to hear something.
  std::chrono::milliseconds patience = kPatience;
};

inline void PrintTo(const DoorSubject& subject, std::ostream* out) {
  *out << subject.subject.name << " " << subject.door.name;
}

/// Each door of each subject, in the order of AllDoorKinds.
std::vector<DoorSubject> EachDoorOf(const std::vector<Subject>& subjects);
/// Those of them that are called so, as in DoorKind.
std::vector<DoorSubject> DoorsCalled(const std::vector<std::string>& names,
                                     const std::vector<DoorSubject>& doors);
std::string DoorSubjectName(const ::testing::TestParamInfo<DoorSubject>& info);

/// For a test that speaks on one connection and reads on another. It knows its own words by a mark,
/// for others may have spoken, and may speak, on the same server.
class ChatDoorContract : public ::testing::TestWithParam<DoorSubject> {
 protected:
  ChatDoorContract();

  /// Says `text` in the name of `sender`, both with this test's mark. No `sender` at all when
  /// empty.
  Said Say(const std::string& text, const std::string& sender = "ann");
  /// How a Listener tells what Say says.
  std::string Line(const std::string& text, const std::string& sender = "ann") const;
  /// The name that goes onto the wire for `sender`.
  std::string Name(const std::string& sender) const;
  /// The text that goes onto the wire for `text`.
  std::string Text(const std::string& text) const { return mark_.Text(text); }
  /// From now on what was said and what is said have nothing to do with each other.
  void BeginAnew() { mark_ = Mark(); }

  /// A reader that has just been asked for.
  std::unique_ptr<Listener> Open() { return Open(*readers_door_); }
  std::unique_ptr<Listener> Open(ChatDoor& door);
  /// A reader that hears all that is said from now on: it has heard a probe. Null when it did not
  /// within the patience, which fails the test: go no further.
  std::unique_ptr<Listener> Listen();
  /// First in a test that compares names and needs no probe: false, and a failure, when a token
  /// gives this client a name and no reader hears which.
  bool KnowsItsName() { return !GetParam().subject.token_names_the_sender || Listen() != nullptr; }
  /// The same as Listen, several at once. Empty when one of them hears nothing.
  std::vector<std::unique_ptr<Listener>> Listen(size_t count);
  /// The same, of readers that were opened before. True when all hear.
  bool AwaitHearing(const std::vector<Listener*>& readers);

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<ChatDoor> door_;          // to speak
  const std::unique_ptr<ChatDoor> readers_door_;  // on a connection of its own

 private:
  Mark mark_;
  int next_probe_ = 0;
  std::string given_name_;  // by a token; empty: none, or not known yet
};

/// What a door promises that has no history: chat_proto and chat.
class LateReaderContract : public ChatDoorContract {};
/// What only chat_proto promises.
class ChatProtoContract : public ChatDoorContract {};
/// What only chat promises, whose speakers have streams.
class ChatStreamContract : public ChatDoorContract {};
/// What only note promises.
class ChatNoteContract : public ChatDoorContract {};

}  // namespace workbook::testing
