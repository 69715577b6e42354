// Passes when a reader that has its metadata receives every message from then on.
#include "lessons/check/check.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "lessons/join_without_gap/lesson.h"

namespace {

using workbook::conformance::IsOk;
using workbook::lessons::check::AddHook;
using workbook::lessons::check::ChatClient;
using workbook::lessons::check::ChatReader;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::MoreMessages;
using workbook::lessons::check::OpenChat;
using workbook::lessons::check::Received;
using workbook::lessons::check::Send;
using workbook::lessons::check::StreamEnd;
using workbook::lessons::check::TestServer;

constexpr char kMetadataCame[] = "the server sent the metadata";

// A chat that knows when its first reader's metadata goes out.
class Chat {
 public:
  explicit Chat(
      lesson::UserLookup look_up_user, std::function<void()> on_metadata = [] {})
      : on_metadata_(std::move(on_metadata)),
        server_(lesson::MakeChat(std::move(look_up_user)), TestServer::Over::kInProcess,
                AddHook("/chat_proto.Chat/recv", InterceptionHookPoints::PRE_SEND_INITIAL_METADATA,
                        [this](auto& /*methods*/) { OnMetadata(); })) {}

  ChatClient& client() { return *client_; }

  bool metadata_has_gone() const { return gone_.HasBeenNotified(); }

  // Waits for the metadata of `reader`, the first, and says whether it came. Before any message:
  // gRPC would send it with the first.
  std::string WaitForMetadata(ChatReader& reader) {
    // The timeout only ends a check that has failed.
    if (!gone_.WaitForNotificationWithTimeout(absl::FromChrono(kReadTimeout))) {
      joined_ = true;  // the end of the stream sends metadata too
      return "no metadata came: nothing tells whether the reader has joined";
    }
    reader.WaitForMetadata();
    return kMetadataCame;
  }

 private:
  void OnMetadata() {
    if (joined_.exchange(true)) return;
    on_metadata_();
    gone_.Notify();
  }

  const std::function<void()> on_metadata_;
  std::atomic<bool> joined_ = false;
  absl::Notification gone_;
  const TestServer server_;
  const std::unique_ptr<ChatClient> client_ = OpenChat(server_.channel());
};

grpc::Status EveryoneMayJoin() { return grpc::Status::OK; }

BEHAVIOUR(Lesson, SendsTheMetadataFirst, "A reader gets its metadata before any message is sent",
          "SendInitialMetadata") {
  Chat chat(EveryoneMayJoin);
  const auto reader = chat.client().Open(kReadTimeout);
  EXPECT_THAT(chat.WaitForMetadata(*reader), kMetadataCame);
}

BEHAVIOUR(Lesson, WaitsForTheLookup, "It gets every message that follows, with a slow user lookup",
          "recv(") {
  // Where the metadata is out before the lookup is over, the lookup lasts until a message was sent.
  absl::Notification message_sent;
  Chat* joining = nullptr;
  Chat chat([&] {
    if (joining->metadata_has_gone()) {
      message_sent.WaitForNotificationWithTimeout(absl::FromChrono(kReadTimeout));
    }
    return grpc::Status::OK;
  });
  joining = &chat;
  const auto reader = chat.client().Open(kReadTimeout);
  ASSERT_THAT(chat.WaitForMetadata(*reader), kMetadataCame);
  ASSERT_THAT(Send(chat.client(), {"tea?"}), IsOk());
  message_sent.Notify();
  ASSERT_THAT(Send(chat.client(), {"yes"}), IsOk());
  const MoreMessages more(chat.client());
  EXPECT_THAT(Received(*reader, 2), "it received: tea?, yes");
}

BEHAVIOUR(Lesson, TakesThePositionFirst, "Also a message sent while its metadata goes out",
          "SendInitialMetadata") {
  // Holds the handler where its metadata goes out until a message was sent. A handler that has the
  // lock there delays the message instead, and is not held for ever.
  Chat* joining = nullptr;
  absl::Notification answered;
  std::jthread sender;
  grpc::Status sent;
  Chat chat(EveryoneMayJoin, [&] {
    sender = std::jthread([&] {
      sent = Send(joining->client(), {"tea?"});
      answered.Notify();
    });
    answered.WaitForNotificationWithTimeout(absl::Seconds(2));
  });
  joining = &chat;
  const auto reader = chat.client().Open(kReadTimeout);
  const std::string metadata = chat.WaitForMetadata(*reader);
  if (sender.joinable()) sender.join();
  ASSERT_THAT(metadata, kMetadataCame);
  ASSERT_THAT(sent, IsOk());
  const MoreMessages more(chat.client());
  EXPECT_THAT(Received(*reader, 1), "it received: tea?");
}

BEHAVIOUR(Lesson, ReceivesNothingOld, "It receives no message that was sent before its call",
          "next =") {
  Chat chat(EveryoneMayJoin);
  ASSERT_THAT(Send(chat.client(), {"before"}), IsOk());
  const auto reader = chat.client().Open(kReadTimeout);
  ASSERT_THAT(chat.WaitForMetadata(*reader), kMetadataCame);
  const MoreMessages more(chat.client());
  EXPECT_THAT(Received(*reader, 1), "it received: more");
}

BEHAVIOUR(Lesson, OthersGoOn, "While the server looks up one user, the others can send", "recv(") {
  grpc::Status sent(grpc::StatusCode::UNKNOWN, "no user lookup before the metadata");
  Chat* joining = nullptr;
  absl::Notification got_this_far;  // the lookup is over, or left out
  Chat chat(
      [&] {
        if (got_this_far.HasBeenNotified()) return grpc::Status::OK;
        sent = Send(joining->client(), {"tea?"});
        got_this_far.Notify();
        return grpc::Status::OK;
      },
      [&] {
        if (!got_this_far.HasBeenNotified()) got_this_far.Notify();
      });
  joining = &chat;
  const auto reader = chat.client().Open(2 * kReadTimeout);
  got_this_far.WaitForNotificationWithTimeout(absl::FromChrono(kReadTimeout));
  const std::string outcome = sent.ok() ? "a message was sent meanwhile"
                              : sent.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED
                                  ? "a message had to wait for the end of the lookup"
                                  : sent.error_message();
  EXPECT_THAT(outcome, "a message was sent meanwhile");
}

BEHAVIOUR(Lesson, RefusesAUser, "The stream of a user who may not join ends with that status",
          "recv(") {
  for (const grpc::Status& refusal :
       {grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "ann may not join"),
        grpc::Status(grpc::StatusCode::NOT_FOUND, "there is no user ann")}) {
    // A second lookup would have another result.
    Chat chat([&, asked = false]() mutable {
      return std::exchange(asked, true) ? grpc::Status::OK : refusal;
    });
    const auto reader = chat.client().Open(kReadTimeout);
    // So that a stream that goes on does not last until its deadline.
    const MoreMessages more(chat.client());
    const bool goes_on = reader->Next().has_value();
    if (goes_on) reader->Cancel();
    EXPECT_THAT(goes_on ? "the reader joined" : StreamEnd(reader->Finish()), StreamEnd(refusal));
  }
}

}  // namespace
