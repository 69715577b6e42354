#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "tests/mutants/room_mutants.h"

namespace workbook::tests {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(10);

}  // namespace

grpc::Status CorrectRooms::CheckBytes(const char* what, const std::string& value, size_t min,
                                      size_t max) {
  if (value.size() >= min && value.size() <= max) return grpc::Status::OK;
  return {grpc::StatusCode::INVALID_ARGUMENT, absl::StrCat(what, " is too short or too long")};
}

void CorrectRooms::OnDrain() {
  const base::MutexLock lock(mutex_);
  stopped_ = true;
}

// ---- Rooms ----

bool CorrectRooms::Exists(const std::string& room) { return rooms_.count(Key(room)) > 0; }

CorrectRooms::Room& CorrectRooms::Open(const std::string& room) {
  const std::string key = Key(room);
  Room& opened = rooms_[key];
  opened.epoch = absl::StrCat("the life of ", key);
  return opened;
}

void CorrectRooms::Append(Room& room, Event event) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now);
  event.set_sequence(NextSequence(room));
  event.mutable_time()->set_seconds(Timestamp(milliseconds.count()));
  room.log.push_back(std::move(event));
}

uint64_t CorrectRooms::NextSequence(const Room& room) { return Newest(room) + 1; }

int64_t CorrectRooms::Timestamp(int64_t unix_milliseconds) { return unix_milliseconds / 1000; }

uint64_t CorrectRooms::Newest(const Room& room) {
  return room.log.empty() ? 0 : room.log.back().sequence();
}

// ---- Send ----

grpc::Status CorrectRooms::CheckSend(const SendRequest& request) {
  for (const grpc::Status& status :
       {CheckBytes("room", request.room(), limits_.min_room, limits_.max_room),
        CheckBytes("sender", request.sender(), limits_.min_sender, limits_.max_sender),
        CheckBytes("text", request.text(), limits_.min_text, limits_.max_text),
        CheckBytes("message_id", request.message_id(), 0, limits_.max_message_id)}) {
    if (!status.ok()) return status;
  }
  return grpc::Status::OK;
}

grpc::Status CorrectRooms::Send(grpc::ServerContext*, const SendRequest* request,
                                SendResponse* response) {
  const grpc::Status valid = CheckSend(*request);
  if (!valid.ok()) return valid;
  const base::MutexLock lock(mutex_);
  Room& room = Open(request->room());
  const std::string id = IdOf(*request);
  uint64_t no_id = 0;
  uint64_t& sequence = id.empty() ? no_id : SentIds(room)[id];
  const bool is_duplicate = sequence != 0;
  if (!is_duplicate) {
    Publish(*request);
    sequence = Newest(room);
  }
  response->set_sequence(sequence);
  response->set_epoch(room.epoch);
  response->set_duplicate(is_duplicate);
  return grpc::Status::OK;
}

std::string CorrectRooms::IdOf(const SendRequest& request) {
  const std::string& id = request.message_id();
  return id.empty() ? "" : absl::StrCat(request.sender(), "\n", id);
}

chat::v1::Message CorrectRooms::MessageOf(const Room&, const SendRequest& request) {
  chat::v1::Message message;
  message.set_sender(request.sender());
  message.set_text(request.text());
  return message;
}

void CorrectRooms::Publish(const SendRequest& request) {
  Room& room = Open(request.room());
  Event event;
  *event.mutable_message() = MessageOf(room, request);
  Append(room, std::move(event));
}

// ---- GetHistory ----

grpc::Status CorrectRooms::GetHistory(grpc::ServerContext*, const GetHistoryRequest* request,
                                      GetHistoryResponse* response) {
  const grpc::Status valid = CheckBytes("room", request->room(), 1, 64);
  if (!valid.ok()) return valid;
  const base::MutexLock lock(mutex_);
  if (!Exists(request->room())) return {grpc::StatusCode::NOT_FOUND, "there is no such room"};
  const Room& room = Open(request->room());
  const uint32_t limit =
      request->max_messages() == 0 ? 100 : std::min<uint32_t>(request->max_messages(), 1'000);
  const uint64_t before = request->before_sequence();
  auto& events = *response->mutable_events();
  size_t bytes = 0;
  for (auto event = room.log.rbegin(); event != room.log.rend(); ++event) {
    if (!IsHistory(*event) || (before != 0 && event->sequence() >= before)) continue;
    bytes += event->ByteSizeLong() + 5;  // its tag and its length
    if (static_cast<uint32_t>(events.size()) == limit || bytes > MaxHistoryBytes()) {
      response->set_more(true);
      break;
    }
    *events.Add() = *event;
  }
  std::reverse(events.begin(), events.end());
  response->set_epoch(room.epoch);
  return grpc::Status::OK;
}

// ---- Join ----

grpc::Status CorrectRooms::Join(grpc::ServerContext* context, const JoinRequest* request,
                                grpc::ServerWriter<JoinResponse>* writer) {
  const grpc::Status valid = Check(*request);
  if (!valid.ok()) return valid;
  Reader reader;
  JoinResponse response;
  {
    const base::MutexLock lock(mutex_);
    reader.room = &Open(request->room());
    reader.name = request->participant();
    const grpc::Status status = CheckPosition(*reader.room, *request);
    if (!status.ok()) return status;
    Enter(*request, reader, response);
  }
  while (writer->Write(response) && Next(*context, reader, response)) {
  }
  {
    const base::MutexLock lock(mutex_);
    Leave(reader);
  }
  AfterLeave();
  return grpc::Status::CANCELLED;
}

grpc::Status CorrectRooms::Check(const JoinRequest& request) {
  const grpc::Status room = CheckBytes("room", request.room(), 1, 64);
  return room.ok() ? CheckBytes("participant", request.participant(), 0, 256) : room;
}

grpc::Status CorrectRooms::CheckPosition(const Room& room, const JoinRequest& request) {
  const bool is_ahead =
      request.after().epoch() == room.epoch && request.after().sequence() > Newest(room);
  if (!is_ahead) return grpc::Status::OK;
  return {grpc::StatusCode::INVALID_ARGUMENT, "the position is in the future"};
}

void CorrectRooms::Enter(const JoinRequest& request, Reader& reader, JoinResponse& first) {
  Room& room = *reader.room;
  const size_t before = room.log.size();
  ++readers_;
  room.readers.insert(&reader);
  reader.place = room.readers.size();
  const bool is_first = !reader.name.empty() && ++room.streams[reader.name] == 1;
  if (AnnouncesJoin(reader, is_first)) {
    Event event;
    event.mutable_joined()->set_name(reader.name);
    Append(room, std::move(event));
  }
  reader.joined = FirstNew(before, room.log.size());
  *first.add_events()->mutable_welcome() = WelcomeOf(reader);
  reader.next = Begin(request, reader, first);
}

void CorrectRooms::Leave(Reader& reader) {
  Room& room = *reader.room;
  --readers_;
  room.readers.erase(&reader);
  if (reader.name.empty()) return;
  const bool is_last = --room.streams[reader.name] == 0;
  if (is_last) room.streams.erase(reader.name);
  if (!AnnouncesLeave(reader, is_last)) return;
  Event event;
  event.mutable_left()->set_name(reader.name);
  Append(room, std::move(event));
}

chat::v1::Welcome CorrectRooms::WelcomeOf(const Reader& reader) {
  const Room& room = *reader.room;
  chat::v1::Welcome welcome;
  welcome.set_epoch(room.epoch);
  welcome.set_sequence(reader.joined == 0 ? 0 : room.log[reader.joined - 1].sequence());
  for (const auto& [name, streams] : room.streams) welcome.add_participants()->set_name(name);
  welcome.set_participant_count(static_cast<uint32_t>(room.streams.size()));
  welcome.set_reader_count(static_cast<uint32_t>(room.readers.size()));
  return welcome;
}

void CorrectRooms::AddGap(chat::v1::Gap::Reason reason, uint64_t sequence, JoinResponse& response) {
  chat::v1::Gap& gap = *response.add_events()->mutable_gap();
  gap.set_reason(reason);
  gap.set_first_sequence(sequence);
  gap.set_last_sequence(sequence);
}

size_t CorrectRooms::Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) {
  const Room& room = *reader.room;
  if (!request.has_after()) {
    size_t begin = reader.joined;
    uint32_t missing = request.last_messages();
    for (size_t position = reader.joined; position > 0 && missing > 0; --position) {
      if (!CountsAmongTheLast(room.log[position - 1])) continue;
      begin = position - 1;
      --missing;
    }
    return begin;
  }
  if (request.after().epoch() != room.epoch) {
    AddGap(chat::v1::Gap::REASON_OTHER_EPOCH, 0, first);
    return 0;
  }
  const auto begin = std::ranges::find_if(room.log, [&request](const Event& event) {
    return event.sequence() > request.after().sequence();
  });
  return static_cast<size_t>(begin - room.log.begin());
}

// ---- What a reader gets ----

bool CorrectRooms::Next(const grpc::ServerContext& context, Reader& reader,
                        JoinResponse& response) {
  response.Clear();
  const base::MutexLock lock(mutex_);
  const std::vector<Event>& log = reader.room->log;
  while (!stopped_ && !context.IsCancelled() && reader.next == log.size()) Wait(reader);
  if (stopped_ || context.IsCancelled()) return false;
  size_t bytes = 0;
  for (; reader.next < log.size(); ++reader.next) {
    const Event& event = log[reader.next];
    if (!Delivers(reader, event)) continue;
    bytes += event.ByteSizeLong();
    if (bytes > MaxResponseBytes() && response.events_size() > 0) break;
    Deliver(reader, event, response);
  }
  return true;
}

void CorrectRooms::Wait(const Reader& reader) {
  const auto has_ended_or_grown = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || reader.next < reader.room->log.size();
  };
  mutex_.AwaitWithTimeout(absl::Condition(&has_ended_or_grown), kPoll);
}

bool CorrectRooms::Delivers(const Reader&, const Event&) { return true; }

void CorrectRooms::Deliver(Reader&, const Event& event, JoinResponse& response) {
  *response.add_events() = event;
}

}  // namespace workbook::tests
