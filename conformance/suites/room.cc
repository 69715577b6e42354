#include "conformance/suites/room.h"

#include <gmock/gmock.h>

#include <ctime>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "conformance/matchers.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

// More is a flood.
constexpr size_t kMostBytes = 32 * 1024 * 1024;

// How often a test sends a message that the server pushes back, and the longest delay it accepts.
constexpr int kMostAttempts = 20;
constexpr int kLongestDelayMs = 2'000;

// Part of all names of this run.
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

// The delay that the server asks for, in milliseconds; -1: none, or too long.
int PushbackMs(const RoomSendResult& sent) {
  int ms = 0;
  const bool asked = sent.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
                     absl::SimpleAtoi(sent.retry_pushback_ms, &ms) && ms <= kLongestDelayMs;
  return asked ? ms : -1;
}

// A sleep, because the server asks for a delay and sends no signal at its end.
void Wait(int ms) {
  const timespec delay{.tv_sec = ms / 1'000, .tv_nsec = ms % 1'000 * 1'000'000L};
  nanosleep(&delay, nullptr);
}

}  // namespace

// ---- What a reader received ----

std::vector<std::string> ReceivedEvents::Texts() const {
  std::vector<std::string> texts;
  for (const auto& event : events) {
    if (event.has_message()) texts.push_back(event.message().text());
  }
  if (!end.empty()) texts.push_back(end);
  return texts;
}

std::vector<std::string> ReceivedEvents::Summaries() const {
  std::vector<std::string> summaries;
  for (const auto& event : events) summaries.push_back(UnnumberedSummary(event));
  if (!end.empty()) summaries.push_back(end);
  return summaries;
}

std::vector<std::string> ReceivedEvents::PresenceOf(const std::string& name) const {
  std::vector<std::string> presence;
  for (const std::string& summary : Summaries()) {
    if (summary == "+" + name || summary == "-" + name) presence.push_back(summary);
  }
  return presence;
}

std::vector<uint64_t> ReceivedEvents::Sequences() const {
  std::vector<uint64_t> sequences;
  for (const auto& event : events) sequences.push_back(event.sequence());
  return sequences;
}

ReceivedEvents ChatV1Contract::ReadUntil(RoomReader& reader, const std::string& last) {
  ReceivedEvents received;
  for (size_t bytes = 0; bytes < kMostBytes;) {
    std::optional<chat::v1::Event> event = reader.Next();
    if (!event.has_value()) {
      received.end = Ended(reader);
      return received;
    }
    bytes += event->ByteSizeLong() + sizeof(*event);
    received.events.push_back(*std::move(event));
    if (received.events.back().message().text() == last) return received;
  }
  received.end = absl::StrCat("(and no end within ", received.events.size(), " events)");
  return received;
}

std::vector<std::string> TextsOf(const chat::v1::GetHistoryResponse& response) {
  std::vector<std::string> texts;
  for (const auto& event : response.events()) texts.push_back(event.message().text());
  return texts;
}

// ---- Names ----

std::string ChatV1Contract::Unique(const std::string& prefix) {
  return absl::StrCat(prefix, " ", ThisRun(), "-", Count());
}

std::string ChatV1Contract::NewRoom() { return Unique("judge"); }

std::string ChatV1Contract::SharedRoom() { return absl::StrCat("judge ", ThisRun()); }

// ---- Calls ----

std::unique_ptr<RoomReader> ChatV1Contract::Enter(const JoinOptions& options) {
  auto reader = client_.Join(options);
  const std::optional<chat::v1::Event> first = reader->Next();
  const std::string summary = first.has_value() ? UnnumberedSummary(*first) : Ended(*reader);
  EXPECT_THAT(summary, "welcome");
  return summary == "welcome" ? std::move(reader) : nullptr;
}

RoomSendResult ChatV1Contract::Send(const SendRequest& request) {
  for (int attempt = 1;; ++attempt) {
    RoomSendResult sent = client_.Send(request);
    const int ms = PushbackMs(sent);
    if (ms < 0 || attempt == kMostAttempts) return sent;
    Wait(ms);
  }
}

bool ChatV1Contract::Send(const std::string& room, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const RoomSendResult sent = Send(SendRequest{.room = room, .text = text});
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
  EXPECT_THAT(client_.GetHistory(request, response), IsOk()) << "of GetHistory";
  return response;
}

}  // namespace workbook::conformance::suites
