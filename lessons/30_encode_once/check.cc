// Lesson 30 holds when a message is encoded once, and all readers get those bytes and no copy.
#include "lessons/check/check.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using workbook::check::kListening;
using workbook::check::OpenChat;
using workbook::check::Say;
using workbook::check::Served;
using workbook::check::Texts;
using workbook::testing::IsOk;

// How often something was encoded, and how many encodings are still held by somebody. Thread-safe.
class Encodings {
 public:
  // Called by the room; the bytes come back to Forget once nobody refers to them.
  grpc::ByteBuffer Make(const chat_proto::ChatMessage& message) {
    const std::lock_guard lock(mutex_);
    ++made_;
    ++held_;
    auto* one = new One{message.SerializeAsString(), this};
    const grpc::Slice slice(one->bytes.data(), one->bytes.size(), &Forget, one);
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

  // How many are held when all should have been freed: that takes gRPC a moment.
  int HeldInTheEnd() {
    std::unique_lock lock(mutex_);
    freed_.wait_for(lock, kListening, [this] { return held_ == 0; });
    return held_;
  }

 private:
  struct One {
    std::string bytes;
    Encodings* all;
  };

  static void Forget(void* one) {
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

// Stays until the process ends: gRPC may free bytes after the server has gone.
Encodings& Watch() {
  static auto* const all = new std::vector<std::unique_ptr<Encodings>>;
  return *all->emplace_back(std::make_unique<Encodings>());
}

std::unique_ptr<grpc::Service> MakeChat(Encodings& encodings) {
  return lesson::MakeChat([&encodings](const auto& message) { return encodings.Make(message); });
}

HOLDS(AllHearAll, "Three readers all hear both messages", "Hear(") {
  const Served served(MakeChat(Watch()));
  const auto door = OpenChat(served.channel());
  const auto one = door->Read(kListening);
  const auto two = door->Read(kListening);
  const auto three = door->Read(kListening);
  ASSERT_THAT(Say(*door, {"tea?"}), IsOk());
  EXPECT_THAT(Texts(*one, 1), ElementsAre("tea?"));
  ASSERT_THAT(Say(*door, {"yes"}), IsOk());
  EXPECT_THAT(Texts(*one, 1), ElementsAre("yes"));
  EXPECT_THAT(Texts(*two, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(Texts(*three, 2), ElementsAre("tea?", "yes"));
}

HOLDS(EncodesOnce, "For them, each message is encoded once", "for (RecvReactor* reader") {
  Encodings& encodings = Watch();
  const Served served(MakeChat(encodings));
  const auto door = OpenChat(served.channel());
  const auto one = door->Read(kListening);
  const auto two = door->Read(kListening);
  const auto three = door->Read(kListening);
  ASSERT_THAT(Say(*door, {"tea?", "yes"}), IsOk());
  EXPECT_THAT(encodings.made(), Eq(2));
}

HOLDS(LateReaderHearsAll, "A reader who takes its time hears each of them, in order",
      "StartWrite(") {
  const Served served(MakeChat(Watch()));
  const auto door = OpenChat(served.channel());
  const auto late = door->Read(kListening);
  ASSERT_THAT(Say(*door, {"tea?", "yes", "now"}), IsOk());
  EXPECT_THAT(Texts(*late, 3), ElementsAre("tea?", "yes", "now"));
}

HOLDS(SharesTheBytes, "The bytes stay until the last reader has them, and are freed then",
      "pending_.push_back") {
  Encodings& encodings = Watch();
  const Served served(MakeChat(encodings));
  const auto door = OpenChat(served.channel());
  const auto quick = door->Read(kListening);
  const auto late = door->Read(kListening);
  ASSERT_THAT(Say(*door, {"tea?", "yes"}), IsOk());
  EXPECT_THAT(Texts(*quick, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(encodings.held(), Eq(2)) << "What the late reader is to be sent.";
  EXPECT_THAT(Texts(*late, 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(encodings.HeldInTheEnd(), Eq(0));
}

}  // namespace
