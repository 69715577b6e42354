// Passes when no reader takes messages from another.
#include "lessons/check/check.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/watched_server.h"
#include "lessons/own_cursor/lesson.h"

namespace {

using workbook::conformance::IsOk;
using workbook::lessons::check::ChatClient;
using workbook::lessons::check::ChatReader;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::MoreMessages;
using workbook::lessons::check::OpenChat;
using workbook::lessons::check::Received;
using workbook::lessons::check::Send;
using workbook::lessons::check::WatchedServer;

// Of gRPC's threads for handlers none ends: each serves one call after another.
void KeepThreads(grpc::ServerBuilder& builder) {
  using Option = grpc::ServerBuilder::SyncServerOption;
  builder.SetSyncServerOption(Option::NUM_CQS, 1);
  builder.SetSyncServerOption(Option::MIN_POLLERS, 1);
  builder.SetSyncServerOption(Option::MAX_POLLERS, 100);
}

struct Chat {
  std::unique_ptr<ChatReader> Open() const { return client->Open(kReadTimeout); }

  WatchedServer server{lesson::MakeChat(), {}, KeepThreads};
  std::unique_ptr<ChatClient> client = OpenChat(server.channel());
};

// Waits until `calls` calls have ended: those of the readers that left, and of what was sent.
std::string AfterALeave(const WatchedServer& server, size_t calls) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  while (server.ended() < calls) {
    if (std::chrono::steady_clock::now() > give_up) return "its handler still waits";
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return "its handler returned";
}

BEHAVIOUR(Lesson, BothReceiveAll, "Two readers both receive all three messages", "recv(") {
  const Chat chat;
  const auto one = chat.Open();
  const auto two = chat.Open();
  ASSERT_THAT(Send(*chat.client, {"tea?", "yes", "now"}), IsOk());
  const MoreMessages more(*chat.client);
  EXPECT_THAT(Received(*one, 3), "it received: tea?, yes, now");
  EXPECT_THAT(Received(*two, 3), "it received: tea?, yes, now");
}

BEHAVIOUR(Lesson, BeginsAtTheFirst,
          "A reader that joins later receives them too, from the first on", "recv(") {
  const Chat chat;
  ASSERT_THAT(Send(*chat.client, {"tea?", "yes"}), IsOk());
  const MoreMessages more(*chat.client);
  ASSERT_THAT(Received(*chat.Open(), 2), "it received: tea?, yes");
  EXPECT_THAT(Received(*chat.Open(), 2), "it received: tea?, yes");
}

BEHAVIOUR(Lesson, ReceivesEachOnce, "A reader receives each message once", "Next(") {
  const Chat chat;
  const auto reader = chat.Open();
  ASSERT_THAT(Send(*chat.client, {"tea?", "yes"}), IsOk());
  ASSERT_THAT(Received(*reader, 2), "it received: tea?, yes");
  ASSERT_THAT(Send(*chat.client, {"now"}), IsOk());
  const MoreMessages more(*chat.client);
  EXPECT_THAT(Received(*reader, 1), "it received: now");
}

// More readers than the server has threads, so that a thread serves several of them: what belongs
// to a thread does not belong to a reader.
BEHAVIOUR(Lesson, BeginsEachTime, "Ten readers, one after another, all begin at the first",
          "recv(") {
  const Chat chat;
  ASSERT_THAT(Send(*chat.client, {"tea?"}), IsOk());
  for (size_t number = 1; number <= 10; ++number) {
    {
      const auto reader = chat.Open();
      ASSERT_THAT(Send(*chat.client, {"more"}), IsOk());
      ASSERT_THAT(absl::StrCat("reader ", number, ": ", Received(*reader, 1)),
                  absl::StrCat("reader ", number, ": it received: tea?"));
      ASSERT_THAT(absl::StrCat(reader->NextMessages(number).size(), " more messages came"),
                  absl::StrCat(number, " more messages came"));
    }  // the reader leaves
    ASSERT_THAT(AfterALeave(chat.server, 2 * number + 1), "its handler returned");
  }
}

}  // namespace
