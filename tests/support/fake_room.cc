#include "support/fake_room.h"

#include <algorithm>
#include <utility>

namespace workbook::testing {

using chat::v1::Gap;
using chat::v1::JoinRequest;
using chat::v1::JoinResponse;
using chat::v1::SendRequest;
using chat::v1::SendResponse;

// 2021-01-02 03:04 UTC, and a minute more for each event: a screen that shows it is the same on any
// day.
constexpr int64_t kFirstEventAt = 1609556640;

uint64_t FakeRoom::Append(Event event) {
  event.set_sequence(log_.size() + 1);
  event.mutable_time()->set_seconds(kFirstEventAt + 60 * static_cast<int64_t>(log_.size()));
  log_.push_back(std::move(event));
  changed_.notify_all();
  return log_.size();
}

uint64_t FakeRoom::Say(const std::string& sender, const std::string& text) {
  const std::lock_guard lock(mutex_);
  Event event;
  event.mutable_message()->set_sender(sender);
  event.mutable_message()->set_text(text);
  return Append(std::move(event));
}

void FakeRoom::Arrive(const std::string& name) {
  const std::lock_guard lock(mutex_);
  ++here_[name];
  Event event;
  event.mutable_joined()->set_name(name);
  Append(std::move(event));
}

void FakeRoom::Depart(const std::string& name) {
  const std::lock_guard lock(mutex_);
  here_.erase(name);
  Event event;
  event.mutable_left()->set_name(name);
  Append(std::move(event));
}

void FakeRoom::Whisper(const Event& event) {
  const std::lock_guard lock(mutex_);
  whispers_.push_back(event);
  changed_.notify_all();
}

void FakeRoom::TurnReadersAway(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  turned_away_ = status;
}

void FakeRoom::EndReaders(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  end_ = status;
  ++generation_;
  changed_.notify_all();
}

void FakeRoom::CutStreamsAfter(size_t events) {
  const std::lock_guard lock(mutex_);
  cut_after_ = events;
}

void FakeRoom::RepeatEvents() {
  const std::lock_guard lock(mutex_);
  repeats_ = true;
}

void FakeRoom::ForgetUpTo(uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  forgotten_ = sequence;
}

void FakeRoom::BeginAnew(const std::string& epoch) {
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  log_.clear();
  said_.clear();
  here_.clear();
  forgotten_ = 0;
}

void FakeRoom::Refuse(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  refusal_ = status;
}

void FakeRoom::LoseAnswers(size_t sends, const grpc::Status& instead) {
  const std::lock_guard lock(mutex_);
  losses_ = sends;
  instead_ = instead;
}

void FakeRoom::BeMute(bool mute) {
  const std::lock_guard lock(mutex_);
  mute_ = mute;
  changed_.notify_all();
}

void FakeRoom::Throttle(size_t sends, std::chrono::milliseconds pushback) {
  const std::lock_guard lock(mutex_);
  throttles_ = sends;
  pushback_ = pushback;
}

std::vector<JoinRequest> FakeRoom::joins() const {
  const std::lock_guard lock(mutex_);
  return joins_;
}

std::vector<SendRequest> FakeRoom::sends() const {
  const std::lock_guard lock(mutex_);
  return sends_;
}

std::vector<std::string> FakeRoom::texts() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  for (const Event& event : log_) {
    if (event.has_message()) texts.push_back(event.message().text());
  }
  return texts;
}

// ---- Readers ----

grpc::Status FakeRoom::Enter(const JoinRequest& request, Reader& reader, JoinResponse& first) {
  const std::lock_guard lock(mutex_);
  joins_.push_back(request);
  if (!turned_away_.ok()) return turned_away_;
  reader.next = log_.size() + 1;
  reader.whispers_heard = whispers_.size();
  reader.generation = generation_;

  chat::v1::Welcome& welcome = *first.add_events()->mutable_welcome();
  welcome.set_epoch(epoch_);
  welcome.set_sequence(log_.size());
  for (const auto& [name, count] : here_) welcome.add_participants()->set_name(name);
  welcome.set_participant_count(static_cast<uint32_t>(here_.size()));
  welcome.set_reader_count(1);

  if (request.has_after()) {
    reader.next = request.after().epoch() == epoch_ ? request.after().sequence() + 1 : 1;
    if (request.after().epoch() != epoch_) {
      first.add_events()->mutable_gap()->set_reason(Gap::REASON_OTHER_EPOCH);
    } else if (reader.next <= forgotten_) {
      Gap& gap = *first.add_events()->mutable_gap();
      gap.set_reason(Gap::REASON_NOT_RETAINED);
      gap.set_first_sequence(reader.next);
      gap.set_last_sequence(forgotten_);
    }
    reader.next = std::max(reader.next, forgotten_ + 1);
  } else {
    for (uint32_t left = request.last_messages(); left > 0 && reader.next > forgotten_ + 1;) {
      if (log_[--reader.next - 1].has_message()) --left;
    }
  }
  return grpc::Status::OK;
}

std::optional<JoinResponse> FakeRoom::Next(Reader& reader, grpc::Status& end) {
  std::unique_lock lock(mutex_);
  JoinResponse response;
  changed_.wait(lock, [&] {
    return reader.next <= log_.size() || reader.whispers_heard < whispers_.size() ||
           reader.generation != generation_;
  });
  while (reader.next <= log_.size()) {
    if (cut_after_.has_value() && reader.given == *cut_after_) break;
    ++reader.given;
    *response.add_events() = log_[reader.next - 1];
    if (repeats_) *response.add_events() = log_[reader.next - 1];
    ++reader.next;
  }
  while (reader.whispers_heard < whispers_.size()) {
    *response.add_events() = whispers_[reader.whispers_heard++];
  }
  if (response.events_size() > 0) return response;
  const bool ended = reader.generation != generation_;
  end = ended ? end_ : grpc::Status(grpc::StatusCode::UNAVAILABLE, "cut");
  return std::nullopt;
}

void FakeRoom::Stop() {
  EndReaders(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server goes away"));
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

grpc::Status FakeRoom::Service::Join(grpc::ServerContext*, const JoinRequest* request,
                                     grpc::ServerWriter<JoinResponse>* writer) {
  Reader reader;
  JoinResponse first;
  grpc::Status end = room_.Enter(*request, reader, first);
  if (!end.ok()) return end;
  writer->SendInitialMetadata();
  for (std::optional<JoinResponse> response = std::move(first); response.has_value();
       response = room_.Next(reader, end)) {
    writer->Write(*response);
  }
  return end;
}

// ---- Speakers ----

grpc::Status FakeRoom::Answer(const SendRequest& request, SendResponse& response,
                              std::optional<std::chrono::milliseconds>& pushback) {
  std::unique_lock lock(mutex_);
  sends_.push_back(request);
  if (!refusal_.ok()) return refusal_;
  if (throttles_ > 0) {
    --throttles_;
    pushback = pushback_;
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too fast"};
  }
  uint64_t& sequence = said_[request.sender() + "\n" + request.message_id()];
  response.set_duplicate(sequence != 0);
  if (sequence == 0) {
    Event event;
    event.mutable_message()->set_sender(request.sender());
    event.mutable_message()->set_text(request.text());
    sequence = Append(std::move(event));
  }
  response.set_sequence(sequence);
  response.set_epoch(epoch_);
  changed_.wait(lock, [this] { return stopped_ || !mute_; });
  if (losses_ == 0) return grpc::Status::OK;
  --losses_;
  return instead_;
}

grpc::Status FakeRoom::Service::Send(grpc::ServerContext* context, const SendRequest* request,
                                     SendResponse* response) {
  std::optional<std::chrono::milliseconds> pushback;
  grpc::Status status = room_.Answer(*request, *response, pushback);
  if (pushback.has_value()) {
    context->AddTrailingMetadata("grpc-retry-pushback-ms", std::to_string(pushback->count()));
  }
  return status;
}

}  // namespace workbook::testing
