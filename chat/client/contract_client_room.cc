#include "chat/client/contract_client_room.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "chat/client/stream_subscription.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

// The server's clock may be wrong: drop out-of-range timestamps.
std::optional<absl::Time> ToTime(const v1::Event& event) {
  constexpr int64_t kEndOfYear9999 = 253402300799;
  const google::protobuf::Timestamp& time = event.time();
  const bool valid = event.has_time() && time.seconds() >= 0 && time.seconds() <= kEndOfYear9999 &&
                     time.nanos() >= 0 && time.nanos() < 1'000'000'000;
  if (!valid) return std::nullopt;
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

Event::Welcome ToWelcome(const v1::Welcome& from) {
  Event::Welcome welcome;
  welcome.newest = {from.epoch(), from.sequence()};
  for (const v1::Participant& participant : from.participants()) {
    welcome.names.push_back(participant.name());
  }
  welcome.name_count = from.participant_count();
  welcome.reader_count = from.reader_count();
  return welcome;
}

void AppendEvents(const v1::JoinResponse& response, std::vector<Event>& events) {
  for (const v1::Event& from : response.events()) {
    Event event;
    switch (from.kind_case()) {
      case v1::Event::kMessage:
        event.kind = Event::Message{from.message().sender(), from.message().text()};
        break;
      case v1::Event::kJoined:
        event.kind = Event::Joined{from.joined().name()};
        break;
      case v1::Event::kLeft:
        event.kind = Event::Left{from.left().name()};
        break;
      case v1::Event::kWelcome:
        event.kind = ToWelcome(from.welcome());
        break;
      case v1::Event::kGap:
        event.kind = Event::Gap{from.gap().reason() == v1::Gap::REASON_OTHER_EPOCH,
                                from.gap().first_sequence(), from.gap().last_sequence()};
        break;
      case v1::Event::kNotice:
        if (from.notice().kind() != v1::Notice::KIND_SHUTTING_DOWN) continue;
        event.kind = Event::ShuttingDown{};
        break;
      case v1::Event::KIND_NOT_SET:
        continue;  // a kind of a later version of the contract
    }
    event.sequence = from.sequence();
    event.time = ToTime(from);
    events.push_back(std::move(event));
  }
}

// How long the server asks the client to wait. The client retries sooner when a server asks for
// hours: its answer may have changed.
std::optional<std::chrono::milliseconds> Pushback(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  int64_t milliseconds = 0;
  if (found == trailers.end() ||
      !absl::SimpleAtoi(absl::string_view(found->second.data(), found->second.size()),
                        &milliseconds) ||
      milliseconds < 0) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(std::clamp<int64_t>(milliseconds, 1, 30'000));
}

}  // namespace

RoomClient::RoomClient(const std::shared_ptr<grpc::Channel>& channel, ContractOptions options)
    : stub_(v1::ChatService::NewStub(channel)), options_(std::move(options)) {}

SendResult RoomClient::Send(const SendRequest& request) {
  if (absl::Status check = CheckSendable(request.sender, request.text); !check.ok()) return check;
  v1::SendRequest wire;
  wire.set_room(options_.room);
  wire.set_sender(request.sender);
  wire.set_text(request.text);
  wire.set_message_id(request.message_id);
  rpc::CallContext context(options_.timeout);
  v1::SendResponse response;
  const grpc::Status status = stub_->Send(&context, wire, &response);
  SendResult result = BlameEmptyName(request.sender, rpc::FromGrpcStatus(status));
  if (status.ok()) result.position = Position{response.epoch(), response.sequence()};
  if (absl::IsResourceExhausted(result.status)) result.retry_after = Pushback(context);
  return result;
}

std::unique_ptr<Subscription> RoomClient::Subscribe(const JoinOptions& options) {
  v1::JoinRequest request;
  request.set_room(options_.room);
  request.set_participant(options.participant);
  if (options.after.has_value()) {
    request.mutable_after()->set_epoch(options.after->epoch);
    request.mutable_after()->set_sequence(options.after->sequence);
  } else if (options_.history > 0) {
    request.set_last_messages(options_.history);
  }
  return std::make_unique<StreamSubscription<v1::JoinRequest, v1::JoinResponse>>(
      options.wait_for_server, std::move(request),
      [this](grpc::ClientContext* context, const v1::JoinRequest* join, auto* reactor) {
        stub_->async()->Join(context, join, reactor);
      },
      &AppendEvents);
}

}  // namespace workbook::chat::client
