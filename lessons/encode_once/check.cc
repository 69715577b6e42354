// Passes when the server encodes a message once, and all readers share those bytes.
#include "lessons/check/check.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "lessons/encode_once/lesson.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOk;
using workbook::conformance::suites::ChatMessage;
using workbook::conformance::suites::ToString;
using workbook::lessons::check::AddHook;
using workbook::lessons::check::ChatClient;
using workbook::lessons::check::ChatReader;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::OpenChat;
using workbook::lessons::check::StreamEnd;
using workbook::lessons::check::TestServer;

constexpr char kSends[] = "grpc::Status send(";

// Encodings that went out on the readers' streams. Keeps them: so each has bytes at an address of
// its own, and two writes of one address are two references to one encoding.
class Encodings {
 public:
  TestServer::Configure Watch() {
    return AddHook("/chat_proto.Chat/recv", InterceptionHookPoints::PRE_SEND_MESSAGE,
                   [this](auto& methods) { Add(*methods.GetSerializedSendMessage()); });
  }

  // The beginning of bytes that no reader can read; else empty.
  std::string Unreadable() const {
    const std::scoped_lock lock(mutex_);
    return unreadable_;
  }

  // "2 encodings".
  std::string Count() const {
    const std::scoped_lock lock(mutex_);
    return absl::StrCat(addresses_.size(), addresses_.size() == 1 ? " encoding" : " encodings");
  }

 private:
  void Add(const grpc::ByteBuffer& bytes) {
    std::vector<grpc::Slice> slices;
    static_cast<void>(bytes.Dump(&slices));
    std::string joined;
    for (const grpc::Slice& slice : slices) joined.append(slice.begin(), slice.end());
    const std::scoped_lock lock(mutex_);
    if (!chat_proto::ChatMessage().ParseFromString(joined)) {
      unreadable_ = absl::BytesToHexString(joined.substr(0, 8));
    }
    if (slices.empty()) return;
    addresses_.insert(slices.front().begin());
    kept_.push_back(std::move(slices));
  }

  mutable std::mutex mutex_;
  std::set<const uint8_t*> addresses_;
  std::vector<std::vector<grpc::Slice>> kept_;
  std::string unreadable_;
};

// The exercise's chat with readers that have joined.
class Room {
 public:
  explicit Room(size_t readers) {
    for (size_t i = 0; i < readers; ++i) readers_.push_back(client_->Read(kReadTimeout));
  }

  ChatClient& client() { return *client_; }
  size_t size() const { return readers_.size(); }

  // What a reader receives: "ann > tea?, ann > yes".
  std::string Received(size_t reader, size_t count) {
    const std::vector<ChatMessage> messages = readers_[reader]->NextMessages(count);
    std::string received = absl::StrJoin(messages, ", ", [](std::string* out, const auto& message) {
      absl::StrAppend(out, ToString(message));
    });
    if (messages.empty()) received = "nothing";
    if (messages.size() == count) return received;
    // The server goes on, and the stream with it.
    const std::string unreadable = encodings_.Unreadable();
    if (!unreadable.empty()) readers_[reader]->Cancel();
    const grpc::Status end = readers_[reader]->Finish();
    return absl::StrCat(received, "; then ",
                        unreadable.empty()
                            ? StreamEnd(end)
                            : absl::StrCat("bytes that are no ChatMessage: ", unreadable, "..."));
  }

  std::string CountEncodings() const { return encodings_.Count(); }

  // Sends a ChatMessage in which no field is set: its encoding has no bytes.
  grpc::Status SendNoBytes() {
    workbook::rpc::CallContext context(kReadTimeout);
    chat_proto::ChatRequest request;
    request.mutable_cmsg();
    chat_proto::ChatResponse response;
    return chat_proto::Chat::NewStub(server_.channel())->send(&context, request, &response);
  }

 private:
  Encodings encodings_;
  const TestServer server_{lesson::MakeChat(), TestServer::Over::kInProcess, encodings_.Watch()};
  const std::unique_ptr<ChatClient> client_ = OpenChat(server_.channel());
  std::vector<std::unique_ptr<ChatReader>> readers_;
};

// Sends "ann > tea?" and so on.
grpc::Status Send(Room& room, const std::vector<std::string>& texts) {
  return workbook::lessons::check::Send(room.client(), texts);
}

BEHAVIOUR(Lesson, AllReceiveAll, "Three readers all receive both messages", kSends) {
  Room room(3);
  ASSERT_THAT(Send(room, {"tea?"}), IsOk());
  ASSERT_THAT(room.Received(0, 1), "ann > tea?");
  ASSERT_THAT(Send(room, {"yes"}), IsOk());
  ASSERT_THAT(room.Received(0, 1), "ann > yes");
  ASSERT_THAT(room.Received(1, 2), "ann > tea?, ann > yes");
  EXPECT_THAT(room.Received(2, 2), "ann > tea?, ann > yes");
}

// Sends so many messages to so many readers, who read them one reader after the other: "2
// encodings".
std::string EncodingsOf(size_t messages, size_t readers) {
  Room room(readers);
  // A slice holds a short message itself, and each copy of the slice another one.
  const std::vector<std::string> texts(messages, std::string(200, 'x'));
  if (const grpc::Status sent = Send(room, texts); !sent.ok()) {
    return absl::StrCat("not sent: ", ::testing::PrintToString(sent));
  }
  for (size_t reader = 0; reader < readers; ++reader) {
    const std::string received = room.Received(reader, messages);
    if (absl::StrContains(received, "; then ")) return received;
  }
  return absl::StrCat(room.CountEncodings(), " for ", readers, " readers");
}

BEHAVIOUR(Lesson, EncodesOnce, "Two messages are encoded twice, for three readers or for five",
          kSends) {
  ASSERT_THAT(EncodingsOf(2, 3), "2 encodings for 3 readers");
  EXPECT_THAT(EncodingsOf(2, 5), "2 encodings for 5 readers");
}

BEHAVIOUR(Lesson, SlowReaderReceivesAll, "A slow reader receives each message, in order", kSends) {
  Room room(2);
  ASSERT_THAT(Send(room, {"tea?", "yes", "now"}), IsOk());
  ASSERT_THAT(room.Received(0, 3), "ann > tea?, ann > yes, ann > now");
  EXPECT_THAT(room.Received(1, 3), "ann > tea?, ann > yes, ann > now");
}

// Sends each message, which one reader receives: "4 of 4 messages came as they were sent".
std::string Relay(const std::vector<ChatMessage>& messages) {
  Room room(1);
  size_t same = 0;
  for (const ChatMessage& message : messages) {
    const grpc::Status sent = room.client().Send(message.sender, message.text).status;
    if (!sent.ok()) return absl::StrCat("not sent: ", ::testing::PrintToString(sent));
    if (room.Received(0, 1) != ToString(message)) break;
    ++same;
  }
  return absl::StrCat(same, " of ", messages.size(), " messages came as they were sent");
}

BEHAVIOUR(Lesson, KeepsEachMessage, "Messages short, long and empty come as they were sent",
          kSends) {
  EXPECT_THAT(Relay({{"bob", "gr\u00fc\u00dfe"},
                     {"ann", std::string(100'000, 'x')},
                     {"", ""},
                     {"ann", "tea?"}}),
              "4 of 4 messages came as they were sent");
}

BEHAVIOUR(Lesson, KeepsNoBytes, "A message in which no field is set, and so no byte, comes as well",
          kSends) {
  Room room(1);
  ASSERT_THAT(room.SendNoBytes(), IsOk());
  ASSERT_THAT(Send(room, {"tea?"}), IsOk());
  EXPECT_THAT(room.Received(0, 2), ToString({}) + ", ann > tea?");
}

}  // namespace
