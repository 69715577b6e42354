#include "support/room_door.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace workbook::testing {

using chat::v1::Event;

std::string WordAlone(const Event& event) {
  switch (event.kind_case()) {
    case Event::kMessage:
      return absl::StrCat(event.message().sender(), ": ", event.message().text());
    case Event::kJoined:
      return absl::StrCat("+", event.joined().name());
    case Event::kLeft:
      return absl::StrCat("-", event.left().name());
    case Event::kWelcome:
      return "welcome";
    case Event::kGap:
      if (event.gap().reason() == chat::v1::Gap::REASON_OTHER_EPOCH) return "gap of another epoch";
      return absl::StrCat("gap ", event.gap().first_sequence(), "..", event.gap().last_sequence());
    case Event::kNotice:
      return "the server shuts down";
    case Event::KIND_NOT_SET:
      break;
  }
  return "nothing";
}

std::string Word(const Event& event) {
  const bool numbered = event.has_message() || event.has_joined() || event.has_left();
  return numbered ? absl::StrCat(event.sequence(), " ", WordAlone(event)) : WordAlone(event);
}

chat::v1::Position At(const std::string& epoch, uint64_t sequence) {
  chat::v1::Position position;
  position.set_epoch(epoch);
  position.set_sequence(sequence);
  return position;
}

// ---- RoomReader ----

RoomReader::RoomReader(chat::v1::ChatService::Stub& stub, const chat::v1::JoinRequest& request,
                       std::chrono::seconds patience)
    : context_(patience), stream_(stub.Join(&context_, request)) {
  last_ = request.after().sequence();
  stream_->WaitForInitialMetadata();
}

RoomReader::~RoomReader() { context_.TryCancel(); }

std::optional<Event> RoomReader::Next() {
  while (taken_ == batch_.events_size()) {
    taken_ = 0;
    batch_.Clear();
    if (!stream_->Read(&batch_)) return std::nullopt;
    largest_response_bytes_ = std::max(largest_response_bytes_, batch_.ByteSizeLong());
  }
  Event event = std::move(*batch_.mutable_events(taken_++));
  if (event.has_welcome()) welcome_ = event.welcome();
  if (event.sequence() != 0) last_ = event.sequence();
  return event;
}

std::vector<std::string> RoomReader::NextWords(size_t count) {
  std::vector<std::string> words;
  while (words.size() < count) {
    const std::optional<Event> event = Next();
    if (!event.has_value()) break;
    words.push_back(Word(*event));
  }
  return words;
}

grpc::Status RoomReader::Finish() {
  while (Next().has_value()) {
  }
  return stream_->Finish();
}

chat::v1::Position RoomReader::position() const { return At(welcome_.epoch(), last_); }

// ---- RoomDoor ----

Sent RoomDoor::Say(const Words& words) {
  rpc::CallContext context(kPatience);
  chat::v1::SendRequest request;
  request.set_room(words.room);
  request.set_sender(words.sender);
  request.set_text(words.text);
  request.set_message_id(words.message_id);
  Sent sent;
  sent.status = stub_->Send(&context, request, &sent.response);
  const auto& trailers = context.GetServerTrailingMetadata();
  if (const auto found = trailers.find("grpc-retry-pushback-ms"); found != trailers.end()) {
    sent.retry_pushback_ms.assign(found->second.data(), found->second.size());
  }
  return sent;
}

std::unique_ptr<RoomReader> RoomDoor::Join(const Entrance& entrance,
                                           std::chrono::seconds patience) {
  chat::v1::JoinRequest request;
  request.set_room(entrance.room);
  request.set_participant(entrance.participant);
  if (entrance.after.has_value()) *request.mutable_after() = *entrance.after;
  if (entrance.last_messages.has_value()) request.set_last_messages(*entrance.last_messages);
  return std::make_unique<RoomReader>(*stub_, request, patience);
}

std::unique_ptr<RoomReader> RoomDoor::Enter(const Entrance& entrance,
                                            std::chrono::seconds patience) {
  auto reader = Join(entrance, patience);
  const std::optional<Event> first = reader->Next();
  EXPECT_TRUE(first.has_value() && first->has_welcome());
  return reader;
}

grpc::Status RoomDoor::GetHistory(const chat::v1::GetHistoryRequest& request,
                                  chat::v1::GetHistoryResponse& response) {
  rpc::CallContext context(kPatience);
  return stub_->GetHistory(&context, request, &response);
}

}  // namespace workbook::testing
