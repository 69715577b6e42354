#include "conformance/suites/room_client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace workbook::conformance::suites {

using chat::v1::Event;

std::string UnnumberedSummary(const Event& event) {
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

std::string Summary(const Event& event) {
  const bool numbered = event.has_message() || event.has_joined() || event.has_left();
  return numbered ? absl::StrCat(event.sequence(), " ", UnnumberedSummary(event))
                  : UnnumberedSummary(event);
}

chat::v1::Position PositionAt(const std::string& epoch, uint64_t sequence) {
  chat::v1::Position position;
  position.set_epoch(epoch);
  position.set_sequence(sequence);
  return position;
}

// ---- RoomReader ----

RoomReader::RoomReader(chat::v1::ChatService::Stub& stub, const chat::v1::JoinRequest& request,
                       std::chrono::seconds timeout)
    : context_(timeout), stream_(stub.Join(&context_, request)) {
  last_ = request.after().sequence();
  stream_->WaitForInitialMetadata();
}

RoomReader::~RoomReader() { context_.TryCancel(); }

std::optional<Event> RoomReader::Next() {
  while (next_ == batch_.events_size()) {
    next_ = 0;
    batch_.Clear();
    if (!stream_->Read(&batch_)) return std::nullopt;
    largest_response_bytes_ = std::max(largest_response_bytes_, batch_.ByteSizeLong());
  }
  Event event = std::move(*batch_.mutable_events(next_++));
  if (event.has_welcome()) welcome_ = event.welcome();
  if (event.sequence() != 0) last_ = event.sequence();
  return event;
}

std::vector<std::string> RoomReader::NextSummaries(size_t count) {
  std::vector<std::string> summaries;
  while (summaries.size() < count) {
    const std::optional<Event> event = Next();
    if (!event.has_value()) break;
    summaries.push_back(Summary(*event));
  }
  return summaries;
}

grpc::Status RoomReader::Finish() {
  while (Next().has_value()) {
  }
  return stream_->Finish();
}

chat::v1::Position RoomReader::position() const { return PositionAt(welcome_.epoch(), last_); }

// ---- RoomClient ----

RoomSendResult RoomClient::Send(const SendRequest& request) {
  rpc::CallContext context(kTimeout);
  chat::v1::SendRequest wire;
  wire.set_room(request.room);
  wire.set_sender(request.sender);
  wire.set_text(request.text);
  wire.set_message_id(request.message_id);
  RoomSendResult sent;
  sent.status = stub_->Send(&context, wire, &sent.response);
  const auto& trailers = context.GetServerTrailingMetadata();
  if (const auto found = trailers.find("grpc-retry-pushback-ms"); found != trailers.end()) {
    sent.retry_pushback_ms.assign(found->second.data(), found->second.size());
  }
  return sent;
}

std::unique_ptr<RoomReader> RoomClient::Join(const JoinOptions& options,
                                             std::chrono::seconds timeout) {
  chat::v1::JoinRequest request;
  request.set_room(options.room);
  request.set_participant(options.participant);
  if (options.after.has_value()) *request.mutable_after() = *options.after;
  if (options.last_messages.has_value()) request.set_last_messages(*options.last_messages);
  return std::make_unique<RoomReader>(*stub_, request, timeout);
}

std::unique_ptr<RoomReader> RoomClient::Enter(const JoinOptions& options,
                                              std::chrono::seconds timeout) {
  auto reader = Join(options, timeout);
  const std::optional<Event> first = reader->Next();
  EXPECT_TRUE(first.has_value() && first->has_welcome());
  return reader;
}

grpc::Status RoomClient::GetHistory(const chat::v1::GetHistoryRequest& request,
                                    chat::v1::GetHistoryResponse& response) {
  rpc::CallContext context(kTimeout);
  return stub_->GetHistory(&context, request, &response);
}

}  // namespace workbook::conformance::suites
