#include "chat/client_door_room.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "chat/client_subscription.h"
#include "chat/client_text.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

// A clock that is wrong may say anything; what no calendar has is no time.
std::optional<absl::Time> ToTime(const v1::Event& event) {
  constexpr int64_t kEndOfYear9999 = 253402300799;
  const google::protobuf::Timestamp& time = event.time();
  const bool valid = event.has_time() && time.seconds() >= 0 && time.seconds() <= kEndOfYear9999 &&
                     time.nanos() >= 0 && time.nanos() < 1'000'000'000;
  if (!valid) return std::nullopt;
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

Heard::Welcome ToWelcome(const v1::Welcome& from) {
  Heard::Welcome welcome;
  welcome.newest = {from.epoch(), from.sequence()};
  for (const v1::Participant& participant : from.participants()) {
    welcome.names.push_back(participant.name());
  }
  welcome.name_count = from.participant_count();
  welcome.reader_count = from.reader_count();
  return welcome;
}

void AppendEvents(const v1::JoinResponse& response, std::vector<Heard>& events) {
  for (const v1::Event& event : response.events()) {
    Heard heard;
    switch (event.kind_case()) {
      case v1::Event::kMessage:
        heard.what = Heard::Said{event.message().sender(), event.message().text()};
        break;
      case v1::Event::kJoined:
        heard.what = Heard::Joined{event.joined().name()};
        break;
      case v1::Event::kLeft:
        heard.what = Heard::Left{event.left().name()};
        break;
      case v1::Event::kWelcome:
        heard.what = ToWelcome(event.welcome());
        break;
      case v1::Event::kGap:
        heard.what = Heard::Gap{event.gap().reason() == v1::Gap::REASON_OTHER_EPOCH,
                                event.gap().first_sequence(), event.gap().last_sequence()};
        break;
      case v1::Event::kNotice:
        if (event.notice().kind() != v1::Notice::KIND_SHUTTING_DOWN) continue;
        heard.what = Heard::ShuttingDown{};
        break;
      case v1::Event::KIND_NOT_SET:
        continue;  // of a later version of the contract
    }
    heard.sequence = event.sequence();
    heard.time = ToTime(event);
    events.push_back(std::move(heard));
  }
}

// How long the server asks to wait. A server that asks for hours is asked again sooner: its answer
// may have changed.
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

RoomDoor::RoomDoor(const std::shared_ptr<grpc::Channel>& channel, DoorChoice choice)
    : stub_(v1::ChatService::NewStub(channel)), choice_(std::move(choice)) {}

Answer RoomDoor::Say(const Line& line) {
  if (absl::Status sayable = CheckSayable(line.owner, line.text); !sayable.ok()) return sayable;
  v1::SendRequest request;
  request.set_room(choice_.room);
  request.set_sender(line.owner);
  request.set_text(line.text);
  request.set_message_id(line.id);
  rpc::CallContext context(choice_.timeout);
  v1::SendResponse response;
  const grpc::Status status = stub_->Send(&context, request, &response);
  Answer answer = BlameEmptyName(line.owner, rpc::FromGrpcStatus(status));
  if (status.ok()) answer.place = Bookmark{response.epoch(), response.sequence()};
  if (absl::IsResourceExhausted(answer.status)) answer.try_again_in = Pushback(context);
  return answer;
}

std::unique_ptr<Subscription> RoomDoor::Subscribe(const Beginning& beginning) {
  v1::JoinRequest request;
  request.set_room(choice_.room);
  request.set_participant(beginning.participant);
  if (beginning.after.has_value()) {
    request.mutable_after()->set_epoch(beginning.after->epoch);
    request.mutable_after()->set_sequence(beginning.after->sequence);
  } else if (choice_.history > 0) {
    request.set_last_messages(choice_.history);
  }
  return std::make_unique<StreamSubscription<v1::JoinRequest, v1::JoinResponse>>(
      beginning.wait_for_server, std::move(request),
      [this](grpc::ClientContext* context, const v1::JoinRequest* join, auto* reactor) {
        stub_->async()->Join(context, join, reactor);
      },
      &AppendEvents);
}

}  // namespace workbook::chat
