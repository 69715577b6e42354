#include "tests/support/fake_room.h"

#include <algorithm>
#include <utility>

#include "base/mutex.h"

namespace workbook::tests {

using chat::v1::Gap;
using chat::v1::JoinRequest;
using chat::v1::JoinResponse;
using chat::v1::SendRequest;
using chat::v1::SendResponse;

// 2021-01-02 03:04 UTC, and a minute more for each event: a terminal shows the same on any day.
constexpr int64_t kFirstEventAt = 1609556640;

uint64_t FakeRoom::Append(Event event) {
  event.set_sequence(log_.size() + 1);
  event.mutable_time()->set_seconds(kFirstEventAt + 60 * static_cast<int64_t>(log_.size()));
  log_.push_back(std::move(event));
  return log_.size();
}

uint64_t FakeRoom::Send(const std::string& sender, const std::string& text) {
  base::MutexLock lock(mutex_);
  Event event;
  event.mutable_message()->set_sender(sender);
  event.mutable_message()->set_text(text);
  return Append(std::move(event));
}

void FakeRoom::AddParticipant(const std::string& name) {
  base::MutexLock lock(mutex_);
  participants_.insert(name);
  Event event;
  event.mutable_joined()->set_name(name);
  Append(std::move(event));
}

void FakeRoom::RemoveParticipant(const std::string& name) {
  base::MutexLock lock(mutex_);
  participants_.erase(name);
  Event event;
  event.mutable_left()->set_name(name);
  Append(std::move(event));
}

void FakeRoom::SendUnlogged(const Event& event) {
  base::MutexLock lock(mutex_);
  unlogged_.push_back(event);
}

void FakeRoom::RefuseReaders(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  reader_refusal_ = status;
}

void FakeRoom::EndStreams(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  end_ = status;
  ++generation_;
}

void FakeRoom::EndStreamsAfter(size_t events) {
  base::MutexLock lock(mutex_);
  end_after_ = events;
}

void FakeRoom::RepeatEvents() {
  base::MutexLock lock(mutex_);
  repeats_ = true;
}

void FakeRoom::DiscardUpTo(uint64_t sequence) {
  base::MutexLock lock(mutex_);
  discarded_ = sequence;
}

void FakeRoom::Restart(const std::string& epoch) {
  base::MutexLock lock(mutex_);
  epoch_ = epoch;
  log_.clear();
  sent_.clear();
  participants_.clear();
  discarded_ = 0;
}

void FakeRoom::RefuseMessages(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  message_refusal_ = status;
}

void FakeRoom::LoseAnswers(size_t sends, const grpc::Status& instead) {
  base::MutexLock lock(mutex_);
  losses_ = sends;
  instead_ = instead;
}

void FakeRoom::WithholdAnswers(bool withhold) {
  base::MutexLock lock(mutex_);
  withholds_ = withhold;
}

void FakeRoom::Throttle(size_t sends, std::chrono::milliseconds pushback) {
  base::MutexLock lock(mutex_);
  throttles_ = sends;
  pushback_ = pushback;
}

std::vector<JoinRequest> FakeRoom::joins() const {
  base::MutexLock lock(mutex_);
  return joins_;
}

std::vector<SendRequest> FakeRoom::sends() const {
  base::MutexLock lock(mutex_);
  return sends_;
}

std::vector<std::string> FakeRoom::texts() const {
  base::MutexLock lock(mutex_);
  std::vector<std::string> texts;
  for (const Event& event : log_) {
    if (event.has_message()) texts.push_back(event.message().text());
  }
  return texts;
}

// ---- Readers ----

grpc::Status FakeRoom::OnJoin(const JoinRequest& request, Reader& reader, JoinResponse& first) {
  base::MutexLock lock(mutex_);
  joins_.push_back(request);
  if (!reader_refusal_.ok()) return reader_refusal_;
  reader.next = log_.size() + 1;
  reader.unlogged_sent = unlogged_.size();
  reader.generation = generation_;

  chat::v1::Welcome& welcome = *first.add_events()->mutable_welcome();
  welcome.set_epoch(epoch_);
  welcome.set_sequence(log_.size());
  for (const std::string& name : participants_) welcome.add_participants()->set_name(name);
  welcome.set_participant_count(static_cast<uint32_t>(participants_.size()));
  welcome.set_reader_count(1);

  if (request.has_after()) {
    reader.next = request.after().epoch() == epoch_ ? request.after().sequence() + 1 : 1;
    if (request.after().epoch() != epoch_) {
      first.add_events()->mutable_gap()->set_reason(Gap::REASON_OTHER_EPOCH);
    } else if (reader.next <= discarded_) {
      Gap& gap = *first.add_events()->mutable_gap();
      gap.set_reason(Gap::REASON_NOT_RETAINED);
      gap.set_first_sequence(reader.next);
      gap.set_last_sequence(discarded_);
    }
    reader.next = std::max(reader.next, discarded_ + 1);
  } else {
    for (uint32_t left = request.last_messages(); left > 0 && reader.next > discarded_ + 1;) {
      if (log_[--reader.next - 1].has_message()) --left;
    }
  }
  return grpc::Status::OK;
}

std::optional<JoinResponse> FakeRoom::Next(Reader& reader, grpc::Status& end) {
  base::MutexLock lock(mutex_);
  JoinResponse response;
  const auto ready = [&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return reader.next <= log_.size() || reader.unlogged_sent < unlogged_.size() ||
           reader.generation != generation_;
  };
  mutex_.Await(absl::Condition(&ready));
  while (reader.next <= log_.size()) {
    if (end_after_.has_value() && reader.sent == *end_after_) break;
    ++reader.sent;
    *response.add_events() = log_[reader.next - 1];
    if (repeats_) *response.add_events() = log_[reader.next - 1];
    ++reader.next;
  }
  while (reader.unlogged_sent < unlogged_.size()) {
    *response.add_events() = unlogged_[reader.unlogged_sent++];
  }
  if (response.events_size() > 0) return response;
  const bool ended = reader.generation != generation_;
  end = ended ? end_ : grpc::Status(grpc::StatusCode::UNAVAILABLE, "cut");
  return std::nullopt;
}

void FakeRoom::Stop() {
  EndStreams(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is shutting down"));
  base::MutexLock lock(mutex_);
  stopped_ = true;
}

grpc::Status FakeRoom::Service::Join(grpc::ServerContext*, const JoinRequest* request,
                                     grpc::ServerWriter<JoinResponse>* writer) {
  Reader reader;
  JoinResponse first;
  grpc::Status end = room_.OnJoin(*request, reader, first);
  if (!end.ok()) return end;
  writer->SendInitialMetadata();
  for (std::optional<JoinResponse> response = std::move(first); response.has_value();
       response = room_.Next(reader, end)) {
    writer->Write(*response);
  }
  return end;
}

// ---- Senders ----

grpc::Status FakeRoom::OnSend(const SendRequest& request, SendResponse& response,
                              std::optional<std::chrono::milliseconds>& pushback) {
  base::MutexLock lock(mutex_);
  sends_.push_back(request);
  if (!message_refusal_.ok()) return message_refusal_;
  if (throttles_ > 0) {
    --throttles_;
    pushback = pushback_;
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too fast"};
  }
  uint64_t& sequence = sent_[request.sender() + "\n" + request.message_id()];
  response.set_duplicate(sequence != 0);
  if (sequence == 0) {
    Event event;
    event.mutable_message()->set_sender(request.sender());
    event.mutable_message()->set_text(request.text());
    sequence = Append(std::move(event));
  }
  response.set_sequence(sequence);
  response.set_epoch(epoch_);
  const auto answers = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || !withholds_;
  };
  mutex_.Await(absl::Condition(&answers));
  if (losses_ == 0) return grpc::Status::OK;
  --losses_;
  return instead_;
}

grpc::Status FakeRoom::Service::Send(grpc::ServerContext* context, const SendRequest* request,
                                     SendResponse* response) {
  std::optional<std::chrono::milliseconds> pushback;
  grpc::Status status = room_.OnSend(*request, *response, pushback);
  if (pushback.has_value()) {
    context->AddTrailingMetadata("grpc-retry-pushback-ms", std::to_string(pushback->count()));
  }
  return status;
}

}  // namespace workbook::tests
