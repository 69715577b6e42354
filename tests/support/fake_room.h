// A scripted room of workbook.chat.v1. It numbers and keeps its events as a real one does; then it
// loses answers, ends streams in the middle, discards events, repeats itself.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::tests {

/// The script, and what the client did. Thread-safe.
class FakeRoom {
 public:
  using Event = chat::v1::Event;

  // ---- What happens in the room ----

  /// Appends a message, as an accepted Send does, and returns its sequence number.
  uint64_t Send(const std::string& sender, const std::string& text);
  /// Changes the participants, and appends the event.
  void AddParticipant(const std::string& name);
  void RemoveParticipant(const std::string& name);
  /// Sends any event to the present readers, without appending it to the log.
  void SendUnlogged(const Event& event);

  // ---- What goes wrong ----

  /// From now on readers get this at once, without initial metadata; OK accepts them again.
  void RefuseReaders(const grpc::Status& status);
  /// Ends the streams of the present readers with this, once they have the log so far.
  void EndStreams(const grpc::Status& status);
  /// From now on each stream ends with UNAVAILABLE after so many events of the log.
  void EndStreamsAfter(size_t events);
  /// From now on each stream repeats each event.
  void RepeatEvents();
  /// Discards the log up to this sequence number.
  void DiscardUpTo(uint64_t sequence);
  /// A new epoch, as after a restart of the server: no log, no remembered message ids.
  void Restart(const std::string& epoch);
  /// From now on sends get this instead of an OK; OK accepts them again.
  void RefuseMessages(const grpc::Status& status);
  /// The next so many sends get this instead of their answer; their messages are delivered.
  void LoseAnswers(size_t sends, const grpc::Status& instead);
  /// From now on messages are delivered, and their answers wait until the server stops or a test
  /// calls this with false.
  void WithholdAnswers(bool withhold = true);
  /// The next so many sends get RESOURCE_EXHAUSTED with this pushback.
  void Throttle(size_t sends, std::chrono::milliseconds pushback);

  // ---- What the client did ----

  std::vector<chat::v1::JoinRequest> joins() const;
  std::vector<chat::v1::SendRequest> sends() const;
  /// The texts of the messages in the log.
  std::vector<std::string> texts() const;

  // ---- For the service ----

  class Service;

 private:
  struct Reader {
    uint64_t next = 0;
    size_t unlogged_sent = 0;
    size_t generation = 0;
    size_t sent = 0;
  };
  grpc::Status OnJoin(const chat::v1::JoinRequest& request, Reader& reader,
                      chat::v1::JoinResponse& first);
  // The next response for `reader`; nothing when its stream ends with `end`.
  std::optional<chat::v1::JoinResponse> Next(Reader& reader, grpc::Status& end);
  grpc::Status OnSend(const chat::v1::SendRequest& request, chat::v1::SendResponse& response,
                      std::optional<std::chrono::milliseconds>& pushback);
  void Stop();
  uint64_t Append(Event event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::string epoch_ ABSL_GUARDED_BY(mutex_) = "first";
  std::vector<Event> log_ ABSL_GUARDED_BY(mutex_);
  uint64_t discarded_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> participants_ ABSL_GUARDED_BY(mutex_);
  std::vector<Event> unlogged_ ABSL_GUARDED_BY(mutex_);
  // Sequence numbers, by sender and message id.
  std::map<std::string, uint64_t> sent_ ABSL_GUARDED_BY(mutex_);
  grpc::Status reader_refusal_ ABSL_GUARDED_BY(mutex_);
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
  size_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<size_t> end_after_ ABSL_GUARDED_BY(mutex_);
  bool repeats_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status message_refusal_ ABSL_GUARDED_BY(mutex_);
  size_t losses_ ABSL_GUARDED_BY(mutex_) = 0;
  grpc::Status instead_ ABSL_GUARDED_BY(mutex_);
  bool withholds_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  size_t throttles_ ABSL_GUARDED_BY(mutex_) = 0;
  std::chrono::milliseconds pushback_ ABSL_GUARDED_BY(mutex_){0};
  std::vector<chat::v1::JoinRequest> joins_ ABSL_GUARDED_BY(mutex_);
  std::vector<chat::v1::SendRequest> sends_ ABSL_GUARDED_BY(mutex_);
};

/// The room's service, in the synchronous API.
class FakeRoom::Service final : public chat::v1::ChatService::Service {
 public:
  explicit Service(FakeRoom& room) : room_(room) {}
  grpc::Status Join(grpc::ServerContext* context, const chat::v1::JoinRequest* request,
                    grpc::ServerWriter<chat::v1::JoinResponse>* writer) override;
  grpc::Status Send(grpc::ServerContext* context, const chat::v1::SendRequest* request,
                    chat::v1::SendResponse* response) override;
  /// Ends the streams, so that a server can stop.
  void Stop() { room_.Stop(); }

 private:
  FakeRoom& room_;
};

}  // namespace workbook::tests
