// The three tutorials' chat contracts as black-box suites. ChatContract has the behaviours that all
// three share; those of only some contracts have their own suites. Instantiate each suite with
// servers and the contracts that it applies to.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/behaviour.h"
#include "conformance/subject.h"
#include "conformance/suites/background_reader.h"
#include "conformance/suites/chat_client.h"
#include "conformance/suites/chat_pages.h"

namespace workbook::conformance::suites {

/// A server, and one of its contracts.
struct ContractSubject {
  Subject subject;
  ContractKind kind;
  /// How long a message may take to reach a reader.
  std::chrono::milliseconds timeout = kTimeout;
};

inline void PrintTo(const ContractSubject& subject, std::ostream* out) {
  *out << subject.subject.name << " " << subject.kind.name;
}

/// Each contract of each subject, in the order of AllContracts.
std::vector<ContractSubject> EachContractOf(const std::vector<Subject>& subjects);
/// Those of `subjects` whose contract has one of `names`.
std::vector<ContractSubject> ContractsNamed(const std::vector<std::string>& names,
                                            const std::vector<ContractSubject>& subjects);
std::string ContractSubjectName(const ::testing::TestParamInfo<ContractSubject>& info);

/// A test sends on one connection and reads on another. It recognises its own messages by a tag,
/// because other clients may use the same server.
class ChatContract : public ::testing::TestWithParam<ContractSubject> {
 protected:
  ChatContract();

  /// Sends `text` in the name of `sender`, both with this test's tag. An empty `sender` is sent as
  /// it is.
  SendResult Send(const std::string& text, const std::string& sender = "ann");
  /// What BackgroundReader::Next returns for a message that Send has sent.
  std::string Message(const std::string& text, const std::string& sender = "ann") const;
  /// The name that goes onto the wire for `sender`.
  std::string Name(const std::string& sender) const;
  /// The text that goes onto the wire for `text`.
  std::string Text(const std::string& text) const { return tag_.Text(text); }
  /// Readers that are opened from now on ignore earlier messages of this test.
  void UseNewTag() { tag_ = MessageTag(); }

  /// A reader that may not be registered yet.
  std::unique_ptr<BackgroundReader> Open() { return Open(*readers_client_); }
  std::unique_ptr<BackgroundReader> Open(ChatClient& client);
  /// A reader that receives all messages from now on: it has received a probe. Null, and a failed
  /// test, when no probe arrives in time: return at once.
  std::unique_ptr<BackgroundReader> ReadyReader();
  /// Several. Empty when one of them receives no probe.
  std::vector<std::unique_ptr<BackgroundReader>> ReadyReaders(size_t count);
  /// The same for readers that are open already. True when all are ready.
  bool WaitUntilReady(const std::vector<BackgroundReader*>& readers);
  /// Call first in a test that compares names but opens no ready reader. False, and a failed test,
  /// when a token gives this client a name and no reader receives it.
  bool KnowsItsName() {
    return !GetParam().subject.token_names_the_sender || ReadyReader() != nullptr;
  }

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<ChatClient> client_;          // sends
  const std::unique_ptr<ChatClient> readers_client_;  // on a connection of its own

 private:
  MessageTag tag_;
  int next_probe_ = 0;
  std::string token_name_;  // empty: there is no token, or its name is not known yet
};

/// The contracts without a history: chat_proto and chat.
class LateReaderContract : public ChatContract {};
/// chat_proto alone.
class ChatProtoContract : public ChatContract {};
/// chat alone, whose clients send on streams.
class ChatStreamContract : public ChatContract {};
/// note alone.
class ChatNoteContract : public ChatContract {};

}  // namespace workbook::conformance::suites
