#include "contract/chat_v1_contract.h"

#include <gmock/gmock.h>

#include <ctime>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rpc/status.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

// One who hears more is being flooded.
constexpr size_t kMostBytes = 32 * 1024 * 1024;

// How often one comes again who was asked to come again later, and after how long at most.
constexpr int kMostAttempts = 20;
constexpr int kLongestDelayMs = 2'000;

// What the names of this run have in common, and no other run's.
const std::string& ThisRun() {
  static const auto* run = new std::string(absl::StrFormat("%08x", std::random_device()()));
  return *run;
}

int Count() {
  static int count = 0;
  return ++count;
}

std::string Ended(RoomReader& reader) {
  const std::string status = rpc::Describe(rpc::FromGrpcStatus(reader.Finish()));
  return absl::StrCat("(the stream ended: ", status, ")");
}

// When to come again, in milliseconds; -1: not at all.
int AskedToComeAgain(const Sent& sent) {
  int ms = 0;
  const bool asked = sent.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
                     absl::SimpleAtoi(sent.retry_pushback_ms, &ms) && ms <= kLongestDelayMs;
  return asked ? ms : -1;
}

// It is what the server asks for: nothing else says when the time has come.
void Wait(int ms) {
  const timespec delay{.tv_sec = ms / 1'000, .tv_nsec = ms % 1'000 * 1'000'000L};
  nanosleep(&delay, nullptr);
}

}  // namespace

// ---- What was heard ----

std::vector<std::string> HeardUntil::Texts() const {
  std::vector<std::string> texts;
  for (const auto& event : events) {
    if (event.has_message()) texts.push_back(event.message().text());
  }
  if (!end.empty()) texts.push_back(end);
  return texts;
}

std::vector<std::string> HeardUntil::Words() const {
  std::vector<std::string> words;
  for (const auto& event : events) words.push_back(WordAlone(event));
  if (!end.empty()) words.push_back(end);
  return words;
}

std::vector<std::string> HeardUntil::WordsOf(const std::string& name) const {
  std::vector<std::string> words;
  for (const std::string& word : Words()) {
    if (word == "+" + name || word == "-" + name) words.push_back(word);
  }
  return words;
}

std::vector<uint64_t> HeardUntil::Sequences() const {
  std::vector<uint64_t> sequences;
  for (const auto& event : events) sequences.push_back(event.sequence());
  return sequences;
}

HeardUntil ChatV1Contract::Hear(RoomReader& reader, const std::string& last) {
  HeardUntil heard;
  for (size_t bytes = 0; bytes < kMostBytes;) {
    std::optional<chat::v1::Event> event = reader.Next();
    if (!event.has_value()) {
      heard.end = Ended(reader);
      return heard;
    }
    bytes += event->ByteSizeLong() + sizeof(*event);
    heard.events.push_back(*std::move(event));
    if (heard.events.back().message().text() == last) return heard;
  }
  heard.end = absl::StrCat("(and no end within ", heard.events.size(), " events)");
  return heard;
}

std::vector<std::string> TextsOf(const chat::v1::GetHistoryResponse& response) {
  std::vector<std::string> texts;
  for (const auto& event : response.events()) texts.push_back(event.message().text());
  return texts;
}

// ---- Names ----

std::string ChatV1Contract::New(const std::string& word) {
  return absl::StrCat(word, " ", ThisRun(), "-", Count());
}

std::string ChatV1Contract::NewRoom() { return New("judge"); }

std::string ChatV1Contract::OldRoom() { return absl::StrCat("judge ", ThisRun()); }

// ---- What people do ----

std::unique_ptr<RoomReader> ChatV1Contract::Enter(const Entrance& entrance) {
  auto reader = door_.Join(entrance);
  const std::optional<chat::v1::Event> first = reader->Next();
  const std::string word = first.has_value() ? WordAlone(*first) : Ended(*reader);
  EXPECT_THAT(word, "welcome");
  return word == "welcome" ? std::move(reader) : nullptr;
}

Sent ChatV1Contract::Say(const Words& words) {
  for (int attempt = 1;; ++attempt) {
    Sent sent = door_.Say(words);
    const int ms = AskedToComeAgain(sent);
    if (ms < 0 || attempt == kMostAttempts) return sent;
    Wait(ms);
  }
}

bool ChatV1Contract::Say(const std::string& room, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const Sent sent = Say(Words{.room = room, .text = text});
    EXPECT_THAT(sent.status, IsOk()) << "of a Send";
    if (!sent.status.ok()) return false;
  }
  return true;
}

chat::v1::GetHistoryResponse ChatV1Contract::History(const std::string& room, uint32_t max_messages,
                                                     uint64_t before) {
  chat::v1::GetHistoryRequest request;
  request.set_room(room);
  request.set_max_messages(max_messages);
  request.set_before_sequence(before);
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(door_.GetHistory(request, response), IsOk()) << "of GetHistory";
  return response;
}

}  // namespace workbook::testing
