// Passes when the server encodes a message once, and all readers share those bytes.
#include "lessons/check/check.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lessons/check/chat.h"
#include "lessons/check/test_server.h"
#include "lessons/encode_once/lesson.h"

namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using workbook::conformance::IsOk;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::OpenChat;
using workbook::lessons::check::Send;
using workbook::lessons::check::TestServer;
using workbook::lessons::check::Texts;

// Counts the encodings that were made, and those whose bytes are not yet freed. Thread-safe.
class Encodings {
 public:
  // The service calls this. gRPC calls Free when nothing refers to the bytes any more.
  grpc::ByteBuffer Make(const chat_proto::ChatMessage& message) {
    const std::lock_guard lock(mutex_);
    ++made_;
    ++held_;
    auto* one = new One{message.SerializeAsString(), this};
    const grpc::Slice slice(one->bytes.data(), one->bytes.size(), &Free, one);
    return grpc::ByteBuffer(&slice, 1);
  }

  int made() const {
    const std::lock_guard lock(mutex_);
    return made_;
  }

  int held() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }

  // How many are held when all should be freed: gRPC takes a moment to free them.
  int HeldInTheEnd() {
    std::unique_lock lock(mutex_);
    freed_.wait_for(lock, kReadTimeout, [this] { return held_ == 0; });
    return held_;
  }

 private:
  struct One {
    std::string bytes;
    Encodings* all;
  };

  static void Free(void* one) {
    const std::unique_ptr<One> owned(static_cast<One*>(one));
    const std::lock_guard lock(owned->all->mutex_);
    --owned->all->held_;
    owned->all->freed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable freed_;
  int made_ = 0;
  int held_ = 0;
};

// Lives until the process ends: gRPC may free bytes after the server has gone.
Encodings& NewEncodings() {
  static auto* const all = new std::vector<std::unique_ptr<Encodings>>;
  return *all->emplace_back(std::make_unique<Encodings>());
}

std::unique_ptr<grpc::Service> MakeChat(Encodings& encodings) {
  return lesson::MakeChat([&encodings](const auto& message) { return encodings.Make(message); });
}

BEHAVIOUR(Lesson, AllReceiveAll, "Three readers all receive both messages", "Deliver(") {
  const TestServer server(MakeChat(NewEncodings()));
  const auto client = OpenChat(server.channel());
  const auto one = client->Read(kReadTimeout);
  const auto two = client->Read(kReadTimeout);
  const auto three = client->Read(kReadTimeout);
  ASSERT_THAT(Send(*client, {"tea?"}), IsOk());
  EXPECT_THAT(Texts(*one, 1), ElementsAre("tea?"));
  ASSERT_THAT(Send(*client, {"yes"}), IsOk());
  EXPECT_THAT(Texts(*one, 1), ElementsAre("yes"));
  EXPECT_THAT(Texts(*two, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(Texts(*three, 2), ElementsAre("tea?", "yes"));
}

BEHAVIOUR(Lesson, EncodesOnce, "The server encodes each message once for all three",
          "for (RecvReactor* reader") {
  Encodings& encodings = NewEncodings();
  const TestServer server(MakeChat(encodings));
  const auto client = OpenChat(server.channel());
  const auto one = client->Read(kReadTimeout);
  const auto two = client->Read(kReadTimeout);
  const auto three = client->Read(kReadTimeout);
  ASSERT_THAT(Send(*client, {"tea?", "yes"}), IsOk());
  EXPECT_THAT(encodings.made(), Eq(2));
}

BEHAVIOUR(Lesson, LateReaderReceivesAll, "A slow reader receives each message, in order",
          "StartWrite(") {
  const TestServer server(MakeChat(NewEncodings()));
  const auto client = OpenChat(server.channel());
  const auto late = client->Read(kReadTimeout);
  ASSERT_THAT(Send(*client, {"tea?", "yes", "now"}), IsOk());
  EXPECT_THAT(Texts(*late, 3), ElementsAre("tea?", "yes", "now"));
}

BEHAVIOUR(Lesson, SharesTheBytes, "The bytes live until the last reader has them, and no longer",
          "pending_.push_back") {
  Encodings& encodings = NewEncodings();
  const TestServer server(MakeChat(encodings));
  const auto client = OpenChat(server.channel());
  const auto quick = client->Read(kReadTimeout);
  const auto late = client->Read(kReadTimeout);
  ASSERT_THAT(Send(*client, {"tea?", "yes"}), IsOk());
  EXPECT_THAT(Texts(*quick, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(encodings.held(), Eq(2)) << "The late reader still needs both.";
  EXPECT_THAT(Texts(*late, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(encodings.HeldInTheEnd(), Eq(0));
}

}  // namespace
