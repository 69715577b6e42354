// What is said, and what was said before.
#include "judge/faulty_room.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <limits>

namespace workbook::testing {

using chat::v1::GetHistoryRequest;
using chat::v1::GetHistoryResponse;
using chat::v1::SendRequest;
using chat::v1::SendResponse;

namespace {

constexpr size_t kMaxText = 16 * 1024;
constexpr size_t kMaxHistoryBytes = 1024 * 1024;

// How far a reader may be behind before a speaker waits, and how long it waits: a fault.
constexpr size_t kMaxLag = 32;
constexpr std::chrono::seconds kWaitForReaders{15};

grpc::Status Invalid(const std::string& why) { return {grpc::StatusCode::INVALID_ARGUMENT, why}; }

// As those do who take C's strings.
std::string UpToTheNul(const std::string& text) { return text.substr(0, text.find('\0')); }

}  // namespace

grpc::Status CheckBytes(const char* what, const std::string& value, size_t least, size_t most) {
  const bool fits = value.size() >= least && value.size() <= most;
  return fits ? grpc::Status::OK : Invalid(std::string(what) + " is too short or too long");
}

FaultyRoom::Room& FaultyRoom::Open(const std::string& name) {
  std::string key = name;
  if (Breaks("KeepsRoomsApart")) std::transform(key.begin(), key.end(), key.begin(), ::tolower);
  Room& room = rooms_[key];
  room.epoch = "the life of " + key;
  return room;
}

uint64_t FaultyRoom::Newest(const Room& room) {
  return room.log.empty() ? 0 : room.log.back().sequence();
}

void FaultyRoom::Append(Room& room, Event event) {
  const bool skips = Breaks("NumbersEventsOneByOneFromOneOn") && room.log.size() == 10;
  event.set_sequence(Newest(room) + (skips ? 2 : 1));
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  event.mutable_time()->set_seconds(Breaks("GivesEachEventItsTime")
                                        ? std::chrono::duration_cast<milliseconds>(now).count()
                                        : std::chrono::duration_cast<seconds>(now).count());
  room.log.push_back(std::move(event));
  changed_.notify_all();
}

// ---- Send ----

grpc::ServerUnaryReactor* FaultyRoom::Send(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* bytes, grpc::ByteBuffer* reply) {
  grpc::ByteBuffer copy = *bytes;
  SendRequest request;
  SendResponse response;
  grpc::Status status = grpc::SerializationTraits<SendRequest>::Deserialize(&copy, &request);
  if (status.ok()) {
    status = Answer(request, response);
  } else if (!Breaks("RefusesWhatIsNoUtf8")) {
    status = Invalid("no valid UTF-8");
  } else {
    status = grpc::Status::OK;
  }
  if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    context->AddTrailingMetadata("grpc-retry-pushback-ms", "10");
  }
  bool own_buffer = false;
  if (status.ok()) {
    status = grpc::SerializationTraits<SendResponse>::Serialize(response, reply, &own_buffer);
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

grpc::Status FaultyRoom::Check(const SendRequest& request) const {
  const auto most = [this](const char* behaviour, size_t bytes) {
    return Breaks(behaviour) ? std::numeric_limits<size_t>::max() : bytes;
  };
  const auto least = [this](const char* behaviour) { return Breaks(behaviour) ? 0 : 1; };
  const char* room = "RefusesToSayInARoomWithoutAValidName";
  const char* sender = "RefusesASenderWithoutAValidName";
  const size_t least_text = Breaks("TakesAnEmptyText") ? 1 : 0;
  const size_t most_text = Breaks("TakesWhatIsJustWithinTheLimits") ? kMaxText - 1 : kMaxText;
  for (const grpc::Status& status :
       {CheckBytes("room", request.room(), least(room), most(room, 64)),
        CheckBytes("sender", request.sender(), least(sender), most(sender, 256)),
        CheckBytes("text", request.text(), least_text,
                   most("RefusesATextThatIsTooLong", most_text)),
        CheckBytes("message_id", request.message_id(), 0,
                   most("RefusesAMessageIdThatIsTooLong", 64))}) {
    if (!status.ok()) return status;
  }
  return grpc::Status::OK;
}

grpc::Status FaultyRoom::Answer(const SendRequest& request, SendResponse& response) {
  std::unique_lock lock(mutex_);
  const grpc::Status valid = Check(request);
  if (!valid.ok()) {
    if (Breaks("TellsNobodyWhatItRefused") && request.text().size() > kMaxText) {
      Say(Open(request.room()), request);  // and then thinks better of it
    }
    return valid;
  }
  if (Breaks("TakesManyMessagesOfOneSender") && ++said_count_[request.sender()] % 100 == 0) {
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "a pause, please"};
  }
  if (Breaks("MakesTheRoomThatIsSpokenIn") && rooms_.count(request.room()) == 0) {
    return {grpc::StatusCode::NOT_FOUND, "nobody is there"};
  }
  Room& room = Open(request.room());
  uint64_t without_id = 0;
  uint64_t* const said = NumberOf(room, request);
  uint64_t& number = said != nullptr ? *said : without_id;
  const bool repeats = number != 0;
  if (!repeats || Breaks("SaysWhatIsSentAgainOnce")) Say(room, request);
  if (!repeats) number = Newest(room);
  response.set_sequence(Breaks("AcknowledgesARepetitionWithItsFirstNumber") ? Newest(room)
                                                                            : number);
  if (Breaks("AcknowledgesWithTheNumberThatReadersSee")) response.set_sequence(number - 1);
  if (!Breaks("AcknowledgesWithTheRoomsEpoch")) response.set_epoch(room.epoch);
  response.set_duplicate(repeats && !Breaks("SaysThatARepetitionIsOne"));
  if (Breaks("WaitsForNoReaderThatDoesNotRead")) WaitForTheSlowest(room, lock);
  return grpc::Status::OK;
}

uint64_t* FaultyRoom::NumberOf(Room& room, const SendRequest& request) {
  const bool takes_text_for_id = Breaks("SaysTheSameAgainWithoutAnId") && request.text() == "again";
  const std::string& id = takes_text_for_id ? request.text() : request.message_id();
  if (id.empty()) return nullptr;
  const std::string sender = Breaks("TellsTheIdsOfTwoSendersApart") ? "" : request.sender();
  return &(Breaks("CountsAnIdInEachRoom") ? said_ : room.said)[sender + "\n" + id];
}

void FaultyRoom::Say(Room& room, const SendRequest& request) {
  Event event;
  chat::v1::Message& message = *event.mutable_message();
  const auto& first = std::find_if(room.log.begin(), room.log.end(),
                                   [](const Event& one) { return one.has_message(); });
  const bool is_taken_for_another = Breaks("TellsWhoSaysWhat") && first != room.log.end();
  message.set_sender(is_taken_for_another ? first->message().sender() : request.sender());
  message.set_text(Breaks("PassesOnEveryTextByteForByte") ? UpToTheNul(request.text())
                                                          : request.text());
  Append(room, std::move(event));
}

void FaultyRoom::WaitForTheSlowest(const Room& room, std::unique_lock<std::mutex>& lock) {
  const auto is_behind = [&room](const Reader* reader) {
    return reader->next + kMaxLag < room.log.size();
  };
  const auto give_up = std::chrono::steady_clock::now() + kWaitForReaders;
  while (std::any_of(room.readers.begin(), room.readers.end(), is_behind) &&
         std::chrono::steady_clock::now() < give_up) {
    changed_.wait_for(lock, kLook);
  }
}

// ---- GetHistory ----

grpc::Status FaultyRoom::GetHistory(grpc::ServerContext*, const GetHistoryRequest* request,
                                    GetHistoryResponse* response) {
  const bool takes_any_name = Breaks("HasNoHistoryOfARoomWithoutAValidName");
  const grpc::Status valid = CheckBytes("room", request->room(), 1, 64);
  if (!valid.ok() && !takes_any_name) return valid;
  const uint32_t asked_for = request->max_messages();
  if (Breaks("AnswersWhoAsksForAllHistory") && asked_for > 1'000) return Invalid("too many");
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(request->room());
  if (found == rooms_.end()) {
    if (Breaks("HasNoHistoryOfARoomThatIsNot")) return grpc::Status::OK;
    return {grpc::StatusCode::NOT_FOUND, "there is no such room"};
  }
  const Room& room = found->second;
  if (Breaks("KeepsTheHistoryOfAnEmptyRoom") && room.readers.empty()) return grpc::Status::OK;
  const uint32_t usual = Breaks("HandsOutAHundredMessagesUnlessTold") ? 1'000 : 100;
  const uint32_t most = asked_for == 0 ? usual : std::min<uint32_t>(asked_for, 1'000);
  HandOut(room, most, request->before_sequence(), *response);
  if (!Breaks("HandsOutTheEpochOfHistory")) response->set_epoch(room.epoch);
  return grpc::Status::OK;
}

void FaultyRoom::HandOut(const Room& room, size_t most, uint64_t before,
                         GetHistoryResponse& response) const {
  const bool takes_before_too = Breaks("HandsOutWhatIsBeforeANumber");
  auto& events = *response.mutable_events();
  size_t bytes = 0;
  for (auto event = room.log.rbegin(); event != room.log.rend(); ++event) {
    if (!event->has_message() && !Breaks("HandsOutMessagesAlone")) continue;
    if (before != 0 && event->sequence() >= before + (takes_before_too ? 1 : 0)) continue;
    bytes += event->ByteSizeLong() + 5;  // its tag and its length
    const bool is_full = bytes > kMaxHistoryBytes && !Breaks("HandsOutAMebibyteAtMost");
    if (static_cast<size_t>(events.size()) == most || is_full) {
      response.set_more(!Breaks("SaysWhetherThereIsMoreHistory"));
      break;
    }
    *events.Add() = *event;
  }
  if (!Breaks("HandsOutTheNewestMessagesInOrder")) std::reverse(events.begin(), events.end());
}

}  // namespace workbook::testing
