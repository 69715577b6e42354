// Passes when the chat keeps the number of messages that it is given, and tells each reader that
// misses some.
#include "lessons/check/check.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "lessons/honest_gap/lesson.h"

namespace {

namespace check = workbook::lessons::check;
using workbook::conformance::IsOk;
using workbook::lessons::check::AddHook;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::OpenChat;
using workbook::lessons::check::TestServer;

// Messages are numbered from 0.
std::string Text(size_t number) { return absl::StrCat("message ", number); }

// "message 0", "messages 0 to 9".
std::string FirstMessages(size_t count) {
  if (count == 0) return "no messages";
  return count == 1 ? "message 0" : absl::StrCat("messages 0 to ", count - 1);
}

// What a reader received of messages 0, 1, 2 and so on.
struct Reading {
  size_t received = 0;               // in order
  std::optional<std::string> wrong;  // what came instead of the next
  grpc::Status end;                  // of the stream, when nothing came
};

// Reads `count` messages, or fewer when another comes, or none.
Reading Read(check::ChatReader& reader, size_t count) {
  Reading reading;
  for (; reading.received < count; ++reading.received) {
    const std::vector<std::string> texts = check::Texts(reader, 1);
    if (texts.empty()) {
      reading.end = reader.Finish();
      break;
    }
    if (texts[0] != Text(reading.received)) {
      reading.wrong = texts[0];
      break;
    }
  }
  return reading;
}

// "it received messages 0 to 9", of `sent` messages, and what is wrong with that.
std::string InWords(const Reading& reading, size_t sent) {
  const std::string received = absl::StrCat("it received ", FirstMessages(reading.received));
  if (reading.received == sent) return received;
  if (reading.wrong.has_value()) return absl::StrCat(received, ", and then ", *reading.wrong);
  if (reading.end.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return absl::StrCat(received, "; then its handler waited for ", Text(reading.received),
                        ", which was sent");
  }
  return absl::StrCat(received, "; then ", check::StreamEnd(reading.end));
}

constexpr char kExhausted[] = "its stream ended with RESOURCE_EXHAUSTED";

// The same for a reader that missed some.
std::string EndInWords(const Reading& reading, size_t sent) {
  return reading.end.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED ? kExhausted
                                                                          : InWords(reading, sent);
}

// A chat whose only reader falls behind: its handler is held in the Write of the first message,
// where it cannot look at the log, while others are sent.
class SlowReader {
 public:
  explicit SlowReader(size_t kept)
      : server_(lesson::MakeChat(kept), TestServer::Over::kInProcess,
                AddHook("/chat_proto.Chat/recv", InterceptionHookPoints::PRE_SEND_MESSAGE,
                        [this](auto& /*methods*/) {
                          if (!writes_.HasBeenNotified()) writes_.Notify();
                          go_on_.WaitForNotification();
                        })) {}
  ~SlowReader() { GoOn(); }

  // Sends the first message, and these `others` while the handler is in its Write.
  grpc::Status Send(size_t others) {
    sent_ = 1 + others;
    if (grpc::Status status = check::Send(*client_, {Text(0)}); !status.ok()) return status;
    if (!writes_.WaitForNotificationWithTimeout(absl::FromChrono(kReadTimeout))) {
      return {grpc::StatusCode::ABORTED, "the reader was not sent the first message"};
    }
    grpc::Status status;
    for (size_t i = 1; i < sent_ && status.ok(); ++i) status = check::Send(*client_, {Text(i)});
    GoOn();
    return status;
  }

  Reading Read() { return ::Read(*reader_, sent_); }
  size_t sent() const { return sent_; }

 private:
  void GoOn() {
    if (!go_on_.HasBeenNotified()) go_on_.Notify();
  }

  absl::Notification writes_;
  absl::Notification go_on_;
  const TestServer server_;
  const std::unique_ptr<check::ChatClient> client_ = OpenChat(server_.channel());
  const std::unique_ptr<check::ChatReader> reader_ = client_->Read(kReadTimeout);
  size_t sent_ = 0;
};

// True when `text` has `number` as a number of its own: "missed 44 messages" has 44, not 4.
bool HasNumber(const std::string& text, size_t number) {
  const auto is_no_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) == 0; };
  std::string digits = text;
  for (char& c : digits) {
    if (is_no_digit(c)) c = ' ';
  }
  const std::vector<std::string> numbers = absl::StrSplit(digits, ' ', absl::SkipEmpty());
  return std::find(numbers.begin(), numbers.end(), absl::StrCat(number)) != numbers.end();
}

BEHAVIOUR(Lesson, ServesAReaderThatKeepsUp,
          "A reader that keeps up receives far more than the log keeps", "push_back") {
  constexpr size_t kKept = 10;
  constexpr size_t kSent = 5 * kKept;
  const TestServer server(lesson::MakeChat(kKept));
  const auto client = OpenChat(server.channel());
  const auto reader = client->Read(kReadTimeout);
  // Each when the reader has the one before.
  Reading reading;
  for (size_t i = 0; i < kSent && reading.received == i; ++i) {
    ASSERT_THAT(check::Send(*client, {Text(i)}), IsOk());
    const std::vector<std::string> texts = check::Texts(*reader, 1);
    if (texts.empty()) {
      reading.end = reader->Finish();
    } else if (texts[0] == Text(i)) {
      ++reading.received;
    } else {
      reading.wrong = texts[0];
    }
  }
  EXPECT_THAT(InWords(reading, kSent), "it received messages 0 to 49");
}

BEHAVIOUR(Lesson, ServesAReaderSlightlyBehind,
          "A reader that is behind, but not too far, receives everything", "push_back") {
  for (const size_t kept : {10, 3}) {
    SlowReader reader(kept);
    ASSERT_THAT(reader.Send(kept), IsOk());
    ASSERT_THAT(InWords(reader.Read(), reader.sent()), "it received " + FirstMessages(1 + kept));
  }
}

BEHAVIOUR(Lesson, EndsWithAStatus, "A reader that fell further behind gets RESOURCE_EXHAUSTED",
          "next < end()") {
  // No multiple of the ten that are kept: a log that empties itself would be full then.
  for (const size_t others : {53, 11}) {
    SlowReader reader(10);
    ASSERT_THAT(reader.Send(others), IsOk());
    ASSERT_THAT(EndInWords(reader.Read(), reader.sent()), kExhausted);
  }
}

BEHAVIOUR(Lesson, KeepsWhatItIsTold, "So does one that is four behind, where the log keeps three",
          "push_back") {
  SlowReader reader(3);
  ASSERT_THAT(reader.Send(4), IsOk());
  EXPECT_THAT(EndInWords(reader.Read(), reader.sent()), kExhausted);
}

BEHAVIOUR(Lesson, ReportsHowMany, "The status message has the number of missed messages",
          "next < end()") {
  constexpr size_t kKept = 10;
  for (const size_t others : {53, 12}) {
    SlowReader reader(kKept);
    ASSERT_THAT(reader.Send(others), IsOk());
    const Reading reading = reader.Read();
    ASSERT_THAT(EndInWords(reading, reader.sent()), kExhausted);
    // All but those that it received, and those that the log still has.
    const size_t missed = reader.sent() - reading.received - kKept;
    const std::string& text = reading.end.error_message();
    const std::string told = absl::StrCat("it missed ", missed, " messages, and was told so");
    ASSERT_THAT(HasNumber(text, missed)
                    ? told
                    : absl::StrCat("it missed ", missed, " messages, and was told: ", text),
                told);
  }
}

// The bytes that this process has allocated; 0 where the C library does not tell.
size_t AllocatedBytes() {
#ifdef __GLIBC__
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

BEHAVIOUR(Lesson, FreesTheOthers, "The messages that the log no longer keeps are freed",
          "push_back") {
  constexpr size_t kMegabyte = 1 << 20;
  const TestServer server(lesson::MakeChat(2));
  const auto client = OpenChat(server.channel());
  const size_t before = AllocatedBytes();
  for (int i = 0; i < 32; ++i) {
    ASSERT_THAT(check::Send(*client, {std::string(kMegabyte, 'x')}), IsOk());
  }
  const size_t after = AllocatedBytes();
  const size_t kept = after > before ? (after - before) / kMegabyte : 0;
  // Two of them, and what gRPC has not freed yet.
  const std::string outcome = kept < 16 ? "less than half of it stays in memory"
                                        : absl::StrCat(kept, " MiB stay in memory");
  EXPECT_THAT("after 32 messages of 1 MiB, " + outcome,
              "after 32 messages of 1 MiB, less than half of it stays in memory");
}

}  // namespace
